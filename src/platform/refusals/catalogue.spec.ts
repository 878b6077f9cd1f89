import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, type ErrorCode } from './catalogue';

const codes = Object.keys(catalogue) as ErrorCode[];
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|catalogue\.ts$/.test(file))
  .map((file) => readFileSync(join('src', file), 'utf8'))
  .join('\n');

// A code that is put together has its last word in the source, e.g. that of a StoreTrouble.
const wordOf = (code: string) => (code.startsWith('store-') ? code.slice('store-'.length) : code);

it.each(codes)('%s is answered by something, and says what to do in sentences', (code) => {
  const { when, todo } = catalogue[code];
  expect(source.includes(`'${wordOf(code)}'`) || source.includes(`\`${code}\``)).toBe(true);
  for (const sentence of [when, todo]) expect(sentence).toMatch(/^[A-Z`].*\.$/);
});

it.each([
  [/-not-found$|^unknown-(call|line|leg|attempt|route)$/, 404],
  [/-(taken|in-use|running|open|in-progress)$/, 409],
  [/^(store|.*-unavailable$)/, 503],
])('codes like %s have the status of their kind', (pattern, status) => {
  const alike = codes.filter((code) => pattern.test(code));
  expect(alike.length).toBeGreaterThan(0);
  for (const code of alike) expect([code, catalogue[code].status]).toEqual([code, status]);
});
