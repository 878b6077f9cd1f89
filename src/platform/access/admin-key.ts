import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../settings/startup-error';
import { renameForGood } from '../store/rename-for-good';

/** The one key to everything; its bearer is the operator. */
export interface AdminKey {
  /** SHA-256 of the key: the key has 256 random bits, so a slow hash would only slow us down. */
  readonly hash: Buffer;
  /** Set on the very first start: the key itself, to be shown once and then forgotten. */
  readonly fresh?: string;
}

const FILE = 'admin-key.sha256';

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/**
 * The key to use: the one given in the environment, else the stored one, else a new one, which is stored only by
 * {@link keepAdminKey}, when it can be shown.
 * @throws StartupError if the stored hash is damaged.
 */
export function loadAdminKey(dataDir: string, given: string | undefined): AdminKey {
  if (given !== undefined) return { hash: sha256(given) };
  const file = join(dataDir, FILE);
  const stored = readIfThere(file);
  if (stored === undefined) {
    const fresh = `baton_${randomBytes(32).toString('base64url')}`;
    return { hash: sha256(fresh), fresh };
  }
  if (!/^[0-9a-f]{64}\n?$/.test(stored)) {
    throw new StartupError(`DATA_DIR: ${file} is damaged; delete it to get a new admin key`);
  }
  return { hash: Buffer.from(stored.trim(), 'hex') };
}

/** Writes the hash, readable by the owner only; whole or not at all. */
export async function keepAdminKey(dataDir: string, key: AdminKey): Promise<void> {
  const file = join(dataDir, FILE);
  await writeFile(`${file}.new`, `${key.hash.toString('hex')}\n`, { mode: 0o600 });
  await renameForGood(`${file}.new`, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartupError(`DATA_DIR: cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
