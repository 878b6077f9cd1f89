import { QueryFailedError } from 'typeorm';

/** What is wrong with the store; the name of a failure is part of the API's code for it. */
export const storeTroubles = [
  'full',
  'locked',
  'read-only',
  'damaged',
  'gone',
  'failing',
  'not-on-disk',
  'busy',
] as const;
export type StoreTrouble = (typeof storeTroubles)[number];

const sayings: Readonly<Record<StoreTrouble, string>> = {
  full: 'The disk of the data folder is full, so that nothing can be stored. Free some space there.',
  locked:
    'Another program holds the store locked, so that nothing can be stored. End what works on baton.sqlite: a backup, a shell, a second server.',
  'read-only':
    'The store cannot be written. See whether its disk was mounted read-only, and who owns the files in the data folder.',
  damaged:
    'The store is damaged. Stop Baton, keep a copy of the data folder, and restore a backup or let `sqlite3 baton.sqlite .recover` save what can be read.',
  gone: 'The store is no longer in the data folder: it was moved or deleted. Put it back, or start Baton again.',
  failing: 'The disk of the data folder does not work as it should. See the log of the system.',
  'not-on-disk':
    'It was carried out, but the disk has not confirmed it: a power cut could undo it. See the log of the system.',
  busy: 'More is to be stored than the disk can take at once. Try again in a moment.',
};

/** The store did not do what it was asked, for a reason that lies with its disk, and not with what was asked. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';

  constructor(
    readonly trouble: StoreTrouble,
    options?: { readonly cause?: unknown },
  ) {
    super(sayings[trouble], options);
  }

  /** The failure that an error of the driver, or of writing a file, tells of; undefined if it tells of something else, such as a constraint. */
  static of(error: unknown): StoreFailure | undefined {
    if (error instanceof StoreFailure) return error;
    const trouble = troubleOf(codeOf(error));
    return trouble && new StoreFailure(trouble, { cause: error });
  }
}

/** SQLite's name for what went wrong, e.g. `SQLITE_IOERR_WRITE`. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** What the system says to writing a file. */
const systemTroubles: ReadonlyMap<string, StoreTrouble> = new Map([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'read-only'],
  ['EIO', 'failing'],
]);

/** By the codes of Node and the result codes of https://www.sqlite.org/rescode.html, extended ones by their beginning. */
function troubleOf(code: string): StoreTrouble | undefined {
  const ofSystem = systemTroubles.get(code);
  if (ofSystem) return ofSystem;
  const [, kind = ''] = /^SQLITE_([A-Z]+)/.exec(code) ?? [];
  switch (kind) {
    case 'FULL':
      return 'full';
    case 'BUSY':
    case 'LOCKED':
      return 'locked';
    case 'READONLY':
      return code === 'SQLITE_READONLY_DBMOVED' ? 'gone' : 'read-only';
    case 'PERM':
    case 'AUTH':
      return 'read-only';
    case 'CORRUPT':
    case 'NOTADB':
      return 'damaged';
    case 'IOERR':
    case 'CANTOPEN':
    case 'NOMEM':
    case 'PROTOCOL':
    case 'INTERNAL':
    case 'INTERRUPT':
    case 'ABORT':
    case 'MISUSE':
      return 'failing';
    default:
      return undefined;
  }
}
