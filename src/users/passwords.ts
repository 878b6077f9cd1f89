import { type Options, hash, verify } from '@node-rs/argon2';

/** OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane; argon2id is the package's own choice. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes 19 MiB and a thread of the four that the store needs as well. */
const AT_ONCE = 2;

/** Of nobody's password: checked where there is no such user, so that the time it takes does not tell so. */
let nobodys: Promise<string> | undefined;

const waiting: (() => void)[] = [];
let running = 0;

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

/** @param stored its hash; undefined if there is no such user: then it is wrong, and that takes just as long */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const otherwise = await (nobodys ??= hashPassword('nobody'));
  const fits = await inTurn(() => verify(stored ?? otherwise, password));
  return fits && stored !== undefined;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
