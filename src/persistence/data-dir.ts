import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StartupError } from '../config/startup-error';

/** A folder that this process alone uses until `release` is called or the process ends, however it ends. */
export interface DataDir {
  readonly path: string;
  release(): void;
}

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
    const lock = new Database(join(path, 'lock.sqlite'), { timeout: 0 });
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return { path, release: () => lock.close() };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('SQLITE_BUSY')) {
      throw new StartupError(`DATA_DIR: another Baton is already using ${path}`, { cause });
    }
    throw new StartupError(`DATA_DIR: cannot use ${path}: ${(cause as Error).message}`, { cause });
  }
}
