import { createContext, Script } from 'node:vm';
import { type Attack, attacksOn, type Expression } from './hostile';

export interface Slowness {
  readonly ms: number;
  /** The beginning of the text that took so long. */
  readonly text: string;
}

/** Long enough that what grows with the square of the length takes some hundred ms, and what grows with it none. */
const LENGTH = 40_000;
/** Thousands of attacks are tried with short texts first, and only those that are slow there with long ones. */
const SHORT = 3_000;
/** For a short text. What grows with its length is far below, what grows with the square far above. */
const SUSPICIOUS_MS = 0.25;
const SUSPECTS = 30;
/** So many short texts are tried before it is looked whether one was broken off. */
const AT_ONCE = 100;
/** What takes longer is broken off: with nested repetitions it would take for ever. */
const AT_MOST_MS = 1_000;
/** A machine that is busy makes everything slow now and then, but not each time. */
const TRIES = 3;

// In a context of its own a search can be broken off.
const variables = createContext({ now: () => performance.now() });
const search = new Script(`
  for (const text of texts) {
    const begin = now();
    if (expression.global) text.replaceAll(expression, '');
    else expression.exec(text);
    durations.push(now() - begin);
  }
`);

/** How long the expression takes for what is hardest for it, of all attacks on it. Stops at the first above `limitMs`. */
export function slowestOf(expression: Expression, limitMs: number): Slowness {
  let slowest: Slowness = { ms: 0, text: '' };
  for (const attack of suspectsOf(expression)) {
    const text = textOf(attack, LENGTH);
    const ms = leastOf(expression, text, limitMs);
    if (ms > slowest.ms) slowest = { ms, text: text.slice(0, 60) };
    if (ms > limitMs) break;
  }
  return slowest;
}

/** Tried again only while it takes longer than that. */
function leastOf(expression: Expression, text: string, limitMs: number): number {
  let ms = Infinity;
  for (let tries = 0; tries < TRIES && ms > limitMs; tries += 1) {
    const [duration = AT_MOST_MS] = durationsOf(expression, [text]);
    ms = Math.min(ms, duration);
  }
  return ms;
}

function suspectsOf(expression: Expression): readonly Attack[] {
  const attacks = attacksOn(expression);
  const texts = attacks.map((attack) => textOf(attack, SHORT));
  const durations: number[] = [];
  while (durations.length < texts.length) {
    const some = texts.slice(durations.length, durations.length + AT_ONCE);
    const tried = durationsOf(expression, some);
    durations.push(...tried);
    const brokenOff = tried.length < some.length ? attacks[durations.length] : undefined;
    if (brokenOff) return [brokenOff];
  }
  return attacks
    .map((attack, index) => ({ attack, ms: durations[index] ?? 0 }))
    .filter(({ ms }) => ms > SUSPICIOUS_MS)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SUSPECTS)
    .map(({ attack }) => ({ attack, ms: leastOf(expression, textOf(attack, SHORT), SUSPICIOUS_MS) }))
    .filter(({ ms }) => ms > SUSPICIOUS_MS)
    .map(({ attack }) => attack);
}

function textOf({ before, unit, after }: Attack, length: number): string {
  return before + unit.repeat(Math.ceil(length / unit.length)) + after;
}

/** Of each text in ms; of fewer than all if one took too long. */
function durationsOf({ source, flags }: Expression, texts: readonly string[]): readonly number[] {
  const durations: number[] = [];
  Object.assign(variables, { expression: new RegExp(source, flags), texts, durations });
  try {
    search.runInContext(variables, { timeout: AT_MOST_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
  }
  return durations;
}
