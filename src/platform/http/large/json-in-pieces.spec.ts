import fc from 'fast-check';
import { parseInPieces } from './json-in-pieces';

jest.setTimeout(60_000);

const parse = (text: string) => parseInPieces(Buffer.from(text));

it('reads what JSON.parse reads, however it is written', async () => {
  const member = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(member), member);
  const file = fc.dictionary(fc.string(), value).filter((one) => !JSON.stringify(one).includes('__proto__'));
  await fc.assert(
    fc.asyncProperty(file, fc.constantFrom(0, 1, 7, '\t', '\r\n'), async (given, space) => {
      const text = JSON.stringify(given, null, space);
      expect(await parse(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 200 },
  );
});

it('takes nothing that JSON.parse does not take', async () => {
  const broken = fc
    .tuple(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '{', '"', ':', '\\', 'x', '\u0000'),
    )
    .map(([json, at, put]) => {
      const text = `{"a":${json}}`;
      const cut = at % text.length;
      return text.slice(0, cut) + put + text.slice(cut + (put === '' ? 1 : 0));
    })
    .filter((text) => !text.includes('__proto__'));
  await fc.assert(
    fc.asyncProperty(broken, async (text) => {
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        await expect(parse(text)).rejects.toThrow('malformed-json');
        return;
      }
      expect(await parse(text)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['malformed-json', '[]'],
  ['malformed-json', ''],
  ['malformed-json', '{"a":1}{"b":2}'],
  ['malformed-json', '{"a":[1,]}'],
  ['malformed-json', '{"a":1,}'],
  ['malformed-json', '{"a" 1}'],
  ['malformed-json', '{a:1}'],
  ['malformed-json', '{"a":["x'],
  ['piece-too-large', `{"a":["${'x'.repeat(66_000)}"]}`],
  ['piece-too-large', `{"a":"${'x'.repeat(66_000)}"}`],
  ['piece-too-large', `{"a":[${'['.repeat(66_000)}]}`],
  ['piece-too-large', `{"a":${' '.repeat(66_000)}1}`],
  ['piece-too-large', `{"${'x'.repeat(66_000)}":1}`],
  ['too-many-values', `{${Array.from({ length: 101 }, (_, index) => `"${index}":1`).join()}}`],
  ['too-many-values', `{"a":{${Array.from({ length: 101 }, (_, index) => `"${index}":1`).join()}}}`],
  ['nested-too-deeply', `{"a":[${'['.repeat(30)}${']'.repeat(30)}]}`],
  ['invalid-request', '{"a":[{"__proto__":1}]}'],
])('refuses with %s: %.30s', async (code, text) => {
  await expect(parse(text)).rejects.toThrow(code);
});

it('lets other work be done meanwhile, and refuses more values than there may be', async () => {
  const text = `{"a":[${'1,'.repeat(300_000)}1]}`;
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  expect((await parse(text))['a']).toHaveLength(300_001);
  clearInterval(turning);
  expect(turns).toBeGreaterThan(3);
  await expect(parseInPieces(Buffer.from(text), 300_000)).rejects.toThrow('too-many-values');
});
