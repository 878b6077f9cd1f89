import { createHmac, randomBytes } from 'node:crypto';

/**
 * Anew with each start. Without it, whoever may not see a number could find it by computing the tags of all numbers: a
 * tag is told to everybody who may read the rest.
 */
const secret = randomBytes(32);

export function tagOf(text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
}

/** JSON that is the same for what holds the same, in whichever order it was put together. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
