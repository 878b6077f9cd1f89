import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StartupError } from '../settings/startup-error';

/** A folder that this process alone uses until `release` is called or the process ends, however it ends. */
export interface DataDir {
  readonly path: string;
  release(): void;
}

/**
 * The locks of this process. Node closes what nobody holds any longer, and the kernel lets go of the lock with it: half a minute
 * after the start a second server could have come (measured).
 */
const held = new Set<Database>();

/**
 * Makes the folder (owner only) if need be and claims it. Two servers on one store would both act on every call, so
 * the second one must not start. Node has no file locks; an exclusive transaction on a database of its own is one,
 * and the kernel drops it with the process, even after SIGKILL.
 * @throws StartupError if the folder cannot be written, or another server holds it.
 */
export function claimDataDir(folder: string): DataDir {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = lockedIn(path);
    held.add(lock);
    const release = () => {
      held.delete(lock);
      lock.close();
    };
    return { path, release };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('SQLITE_BUSY')) {
      throw new StartupError(`DATA_DIR: another Baton is already using ${path} (data-dir-in-use)`, { cause });
    }
    throw new StartupError(`DATA_DIR: cannot use ${path}: ${(cause as Error).message}`, { cause });
  }
}

function lockedIn(path: string): Database {
  const lock = new Database(join(path, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}
