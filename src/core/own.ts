/**
 * What a plain object has under this name itself. For names that come from outside: with `record[name]` everybody finds
 * something under `constructor`, `toString` or `__proto__`, which every object has from its prototype.
 */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line baton/own-properties -- the one place that asks first
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
