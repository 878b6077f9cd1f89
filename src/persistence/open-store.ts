import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { StartupError } from '../config/startup-error';
import { migrations } from './migrations/migrations';

interface Prepared {
  pragma(statement: string): unknown;
  function(name: string, options: { readonly deterministic: boolean }, work: typeof lower): unknown;
}

/**
 * Opens `baton.sqlite` in the data folder and brings its tables up to date.
 *
 * WAL, so that readers never wait for the writer. `synchronous=NORMAL`: whatever was written survives a crash or
 * SIGKILL of Baton; only a power cut may undo the last moments, and it ends the calls they were about as well, as
 * Asterisk runs beside us. FULL would add an fsync to every step of every call (docs/decisions/0001-sqlite-driver.md).
 * @throws StartupError if the file is damaged, from a newer Baton, or cannot be written.
 */
export async function openStore(dataDir: string): Promise<DataSource> {
  const file = join(dataDir, 'baton.sqlite');
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: file,
    enableWAL: true,
    timeout: 5000,
    prepareDatabase: (database: Prepared) => {
      database.pragma('synchronous = NORMAL');
      // SQLite's own knows ASCII only; PostgreSQL's is as this one.
      database.function('lower', { deterministic: true }, lower);
    },
    // Found by name, so that the store need not import the features whose entities they are.
    entities: [join(__dirname, '..', '**', '*.entity.{js,ts}')],
    migrations,
    migrationsTableName: 'migrations',
    logging: false,
  });
  try {
    await dataSource.initialize();
    await refuseNewerStore(dataSource);
    await dataSource.runMigrations({ transaction: 'all' });
    return dataSource;
  } catch (cause) {
    if (dataSource.isInitialized) await dataSource.destroy();
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(`DATA_DIR: cannot open ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** A store that a newer Baton has migrated holds columns that this one would silently lose. */
async function refuseNewerStore(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  if (!(await runner.hasTable('migrations'))) return;
  const done = (await runner.query('SELECT name FROM migrations ORDER BY id')) as readonly { name: string }[];
  const known = new Set(migrations.map((migration) => new migration().name));
  const unknown = done.find(({ name }) => !known.has(name));
  if (unknown)
    throw new StartupError(`DATA_DIR: the store was made by a newer Baton (it has ${unknown.name})`);
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
