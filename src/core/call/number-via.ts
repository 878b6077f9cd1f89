import type { Dialable } from './call';

/** What may stand before the `@` of a dial string. */
const dialable = /^\+?[0-9*#]{1,32}$/;

/**
 * An outside number, by the dial string that leads there. Made by the guard alone (src/features/dial-guard), which is checked by
 * `npm run check:layers`.
 * @param number as people see it. @param dialled as it goes out. @param trunk PJSIP endpoint that leads outside
 */
export function numberVia(number: string, dialled: string, trunk: string): Dialable {
  if (!dialable.test(dialled)) throw new Error('A number that cannot be dialled was let through.');
  return { party: { type: 'number', number }, endpoint: `PJSIP/${dialled}@${trunk}` };
}
