import { hash, type Options, verify } from '@node-rs/argon2';
import { type Precedence, Turns } from './turns';

/** OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane; argon2id is the package's own choice. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Each takes 19 MiB and a thread of the four that the store needs as well. 50 strangers wait for a second or two on an idle
 * machine.
 */
const turns = new Turns({ atOnce: 2, waiting: { known: 500, stranger: 50 } });

/** Of nobody's password: checked where there is no such user, so that the time it takes does not tell so. */
let nobodys: Promise<string> | undefined;

/** For somebody who is known. @throws Refused as {@link Turns.take} */
export function hashPassword(password: string): Promise<string> {
  return turns.take('known', () => hash(password, cost));
}

/**
 * @param stored its hash; undefined if there is no such user: then it is wrong, and that takes just as long
 * @throws Refused as {@link Turns.take}: then it was not looked at
 */
export async function isPassword(
  stored: string | undefined,
  password: string,
  precedence: Precedence,
): Promise<boolean> {
  const otherwise = await (nobodys ??= hash('nobody', cost));
  const fits = await turns.take(precedence, () => verify(stored ?? otherwise, password));
  return fits && stored !== undefined;
}
