import { z } from 'zod';

/**
 * Text for people: trimmed, not empty, one line. Control characters could forge log lines and SIP headers. Half of a
 * character (a lone surrogate) is refused as well: UTF-8 has none, so it would be stored as another one than was given.
 */
export const oneLine = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\u2028\u2029\p{Cs}]*$/u, 'must be one line without control characters');

/** The name of a PJSIP endpoint or user. Dial strings are built with it: `/`, `@`, `&` and `,` would change them. */
export const endpointName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}$/, 'must be 1 to 40 letters, digits or hyphens');

/** An id that is given, as in an import: ours, or somebody's own. */
export const givenId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be 1 to 64 letters, digits or hyphens');
