import { resolve } from 'node:path';
import { attacksOn } from '../support/regex/hostile';
import { expressionsIn } from '../support/regex/written';
import { anything, type Attempt, refused } from './attempt';
import { json, type Source, type Target } from './source';

/** What is answered later than that, and so many times later than a text of the same length that is hard for nothing. */
const LATE_MS = 150;
const TIMES = 4;
/** A machine that is busy answers late now and then, but not each time. */
const TRIES = 4;
/** As long as Node takes in one header, and as is taken in of a body without further ado. */
const HEADER_CHARS = 15_000;
const QUERY_CHARS = 12_000;
const BODY_CHARS = 60_000;

const { expressions } = expressionsIn(resolve(__dirname, '../..'), ['src']);

/** A text of about so many characters. */
type Text = (length: number) => string;

const easy: Text = (length) => 'x'.repeat(length);

/** Texts that are hard for one of our regular expressions, wherever a text may stand: they are answered at once. */
export const hostileTexts: Source = async (target, dice) => {
  const { source, flags } = dice.pick(expressions);
  const attacks = attacksOn({ source, flags });
  // An expression that is a place, such as the end of a text, has none.
  if (attacks.length === 0) return;
  const { before, unit, after } = dice.pick(attacks);
  const hard: Text = (length) => before + unit.repeat(Math.ceil(length / unit.length)) + after;
  const place = dice.pick(places);
  let hardMs = Infinity;
  let easyMs = Infinity;
  for (let tried = 0; tried < TRIES && isLate(hardMs, easyMs); tried += 1) {
    hardMs = Math.min(hardMs, await timed(target, place(target, hard)));
    if (hardMs > LATE_MS) easyMs = Math.min(easyMs, await timed(target, place(target, easy)));
  }
  if (!isLate(hardMs, easyMs)) return;
  const { method, path } = place(target, easy);
  const took = `${Math.round(hardMs)} ms, and as much text of x ${Math.round(easyMs)} ms`;
  target.wrong(
    `${method} ${path.slice(0, 60)} with a text that is hard for /${source}/${flags} took ${took}`,
  );
};

function isLate(hardMs: number, easyMs: number): boolean {
  return hardMs > LATE_MS && (easyMs === Infinity || hardMs > TIMES * easyMs);
}

async function timed({ ask }: Target, attempt: Attempt): Promise<number> {
  const began = performance.now();
  await ask(attempt);
  return performance.now() - began;
}

const places: readonly ((target: Target, text: Text) => Attempt)[] = [
  (target, text) => get(target, '/api/v1/agents', { 'if-none-match': inHeader(text) }),
  (_, text) => ({
    ...get(undefined, '/api/v1/agents', { authorization: inHeader(text) }),
    expected: refused(),
  }),
  (_, text) => ({ ...get(undefined, '/api/v1/agents', { cookie: inHeader(text) }), expected: refused() }),
  (target, text) => get(target, `/api/v1/calls?number=${inQuery(text)}`),
  (target, text) => get(target, `/api/v1/audit?from=${inQuery(text)}`),
  (target, text) => get(target, `/api/v1/agents?cursor=${inQuery(text)}`),
  (target, text) =>
    put(target, 'PATCH', `/agents/${target.known['agents']?.[0] ?? ''}`, { extension: text(BODY_CHARS) }),
  (target, text) => put(target, 'POST', '/lines', { name: 'x', number: text(BODY_CHARS) }),
  (target, text) => put(target, 'PUT', '/settings/calling', { mask: text(BODY_CHARS) }),
  (target, text) => ({
    ...put(target, 'POST', '/agents', {}),
    headers: { ...target.people.admin.headers, 'content-type': inHeader(text) },
  }),
];

const kind = 'hostile text';

function get(target: Target | undefined, path: string, headers: Attempt['headers'] = {}): Attempt {
  const key = target ? target.people.admin.headers : {};
  return { kind, method: 'GET', path, headers: { ...key, ...headers }, expected: anything };
}

function put({ people }: Target, method: string, path: string, body: object): Attempt {
  const headers = { ...json, ...people.admin.headers };
  return { kind, method, path: `/api/v1${path}`, headers, body: JSON.stringify(body), expected: refused() };
}

function inHeader(text: Text): string {
  return text(HEADER_CHARS)
    .replace(/[^\t\x20-\x7e]/g, '~')
    .slice(0, HEADER_CHARS);
}

function inQuery(text: Text): string {
  return encodeURIComponent(text(2_000).replace(/\p{Cs}/gu, '~')).slice(0, QUERY_CHARS);
}
