import { randomInt } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** No digits: what looks like a number is concealed from those who may not see numbers. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LENGTH = 8;

export function newIdentity(): string {
  return Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
}

export function isIdentity(text: string): boolean {
  return /^[a-z]{8}$/.test(text);
}

/** Identities of stores whose phones, trunks, lamps and music have become this one's. */
export async function inheritedIn(manager: EntityManager): Promise<readonly string[]> {
  const rows = await manager.query<{ identity: string }[]>('SELECT identity FROM inherited_identities');
  return rows.map(({ identity }) => identity);
}

/** @throws Error if the store has none, which its migrations have given it */
export async function identityIn(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ identity: string }[]>('SELECT identity FROM store_identity');
  if (row === undefined || !isIdentity(row.identity)) throw new Error('the store has no identity');
  return row.identity;
}
