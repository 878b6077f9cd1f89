import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { StartupError } from '../settings/startup-error';
import { DiskConfirmation } from './disk-confirmation';
import { migrations } from './migrations/migrations';
import { ReadingConnection, type StoreOptions, WritingConnection } from './sqlite-connection';
import { Store } from './store';
import { StoreFailure } from './store-failure';
import { identityIn, inheritedIn } from './store-identity';

/** So long a start waits for another program to let go of the store. */
const LOCKED_MS = 30_000;
const AGAIN_AFTER_MS = 100;

/** Which file, and what is in it. */
export function storeIn(dataDir: string): StoreOptions & { readonly migrations: typeof migrations } {
  return {
    file: join(dataDir, 'baton.sqlite'),
    // Found by name, so that the store need not import the features whose entities they are.
    entities: [join(__dirname, '../..', '**', '*.entity.{js,ts}')],
    migrations,
  };
}

/**
 * Opens `baton.sqlite` in the data folder and brings its tables up to date.
 * @param onWait is told once when another program has locked the store, which is waited for then
 * @throws StartupError if the file is damaged, locked for good, from a newer Baton, or cannot be written.
 */
export async function openStore(
  dataDir: string,
  onWait: (why: string) => void = () => undefined,
): Promise<Store> {
  const options = storeIn(dataDir);
  const deadline = Date.now() + LOCKED_MS;
  for (let told = false; ; told = true) {
    try {
      return await open(options);
    } catch (cause) {
      if (cause instanceof StartupError) throw cause;
      const failure = StoreFailure.of(cause);
      const why = failure?.message ?? (cause as Error).message;
      if (failure?.trouble !== 'locked' || Date.now() > deadline)
        throw new StartupError(`DATA_DIR: cannot open ${options.file}: ${why}`, { cause });
      if (!told) onWait(why);
      await delay(AGAIN_AFTER_MS);
    }
  }
}

async function open({ migrations, ...options }: ReturnType<typeof storeIn>): Promise<Store> {
  const writer = await WritingConnection.open({ ...options, migrations });
  try {
    await writer.setUp(async (dataSource) => {
      await refuseNewerStore(dataSource);
      await dataSource.runMigrations({ transaction: 'all' });
    });
    const reader = await ReadingConnection.open(options);
    const { file } = options;
    const identity = await identityIn(reader.manager);
    const inherited = await inheritedIn(reader.manager);
    return new Store({ file, writer, reader, disk: await DiskConfirmation.of(file), identity, inherited });
  } catch (error) {
    await writer.close();
    throw error;
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
