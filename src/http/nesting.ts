/** The deepest honest body, a ring group with its layers and their members, has four levels. */
const MAX_LEVELS = 20;

/**
 * Whether a parsed JSON value has more levels than any request of ours. `JSON.parse` takes any number of them; whatever
 * then goes through the value level by level (validation, the audit log, `JSON.stringify` itself) runs out of stack.
 * This does not: it keeps its own.
 */
export function isTooDeep(json: unknown): boolean {
  let level: readonly unknown[] = [json];
  for (let depth = 0; depth <= MAX_LEVELS; depth += 1) {
    level = level.flatMap(valuesOf);
    if (level.length === 0) return false;
  }
  return true;
}

function valuesOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value as Readonly<Record<string, unknown>>);
}
