import { Refused } from '../refusals/refused';

/** The deepest honest body, a ring group with its layers and their members, has four levels. */
const MAX_LEVELS = 20;

/**
 * Refuses a parsed JSON value that no request of ours is.
 *
 * It may have too many levels: `JSON.parse` takes any number of them, and whatever then goes through the value level by
 * level (validation, the audit log, `JSON.stringify` itself) runs out of stack. This does not: it keeps its own. And it may
 * have a field `__proto__`: it would be left out of a record without a word, and whoever assigns it changes what an object is.
 * @throws Refused `nested-too-deeply`, `invalid-request`
 */
export function refuseUnfit(json: unknown): void {
  let level: readonly unknown[] = [json];
  for (let depth = 0; depth <= MAX_LEVELS; depth += 1) {
    level = level.flatMap(valuesOf);
    if (level.length === 0) return;
  }
  throw new Refused('nested-too-deeply', 'The body has more levels than any request of this API.');
}

function valuesOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.hasOwn(value, '__proto__')) {
    const detail = 'The request does not have the shape that this command takes.';
    const errors = [{ path: '__proto__', code: 'unknown-field', message: 'is not a field of any request' }];
    throw new Refused('invalid-request', detail, { errors });
  }
  return Object.values(value as Readonly<Record<string, unknown>>);
}
