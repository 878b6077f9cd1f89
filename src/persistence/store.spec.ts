import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { StartupError } from '../config/startup-error';
import { openStore } from './open-store';
import { Store } from './store';

let dir: string;
let dataSource: DataSource;
let store: Store;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-store-'));
  dataSource = await openStore(dir);
  store = new Store(dataSource);
});

afterEach(async () => {
  if (dataSource.isInitialized) await dataSource.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const insert = (manager: EntityManager, id: string) =>
  manager.query("INSERT INTO agents (id, name, extension, status) VALUES (?, '', ?, '')", [id, id]);

async function ids(): Promise<readonly string[]> {
  const rows: readonly { id: string }[] = await store.reader.query('SELECT id FROM agents ORDER BY id');
  return rows.map(({ id }) => id);
}

it('does not let the failure of one write take another with it', async () => {
  const failing = store.write(async (manager) => {
    await insert(manager, 'a');
    throw new Error('no');
  });
  const fine = store.write((manager) => insert(manager, 'b'));
  await expect(failing).rejects.toThrow('no');
  await fine;
  expect(await ids()).toEqual(['b']);
});

it('carries writes out one after another, in the order they were asked for', async () => {
  const log: string[] = [];
  const write = (name: string) =>
    store.write(async (manager) => {
      log.push(`${name} begins`);
      await insert(manager, name);
      log.push(`${name} ends`);
    });
  await Promise.all(['a', 'b', 'c'].map(write));
  expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

it('lets the connection be closed when all that was asked for is written', async () => {
  const asked = ['a', 'b'].map((name) => store.write((manager) => insert(manager, name)));
  await store.beforeApplicationShutdown();
  await dataSource.destroy();
  await expect(Promise.all(asked)).resolves.toHaveLength(2);
  await dataSource.initialize();
  expect(await ids()).toEqual(['a', 'b']);
});

it('refuses a write inside a write, which would wait for itself for ever', async () => {
  await expect(store.write(() => store.write(() => Promise.resolve()))).rejects.toThrow('Store.write inside');
  await store.write((manager) => insert(manager, 'a'));
  expect(await ids()).toEqual(['a']);
});

it('writes ahead, waits for a locked file, and keeps references whole', async () => {
  const pragma = async (name: string): Promise<unknown> => {
    const rows: readonly Record<string, unknown>[] = await dataSource.query(`PRAGMA ${name}`);
    return Object.values(rows[0] ?? {})[0];
  };
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(1);
  expect(await pragma('busy_timeout')).toBe(5000);
  expect(await pragma('foreign_keys')).toBe(1);
});

it('has tables that are what the entities say', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  // Uniqueness and references live in the migrations only; columns must agree.
  const columns = upQueries.filter(({ query }) => /ADD COLUMN|DROP COLUMN/.test(query));
  expect(columns).toEqual([]);
});

it('undoes its migrations', async () => {
  for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
  const runner = dataSource.createQueryRunner();
  expect(await runner.hasTable('agents')).toBe(false);
});

it('refuses a store that a newer Baton made, and one that is damaged', async () => {
  await dataSource.query(
    "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')",
  );
  await dataSource.destroy();
  await expect(openStore(dir)).rejects.toThrow(/newer Baton/);
  await expect(openStore('/dev/null/x')).rejects.toThrow(StartupError);
});

describe('a write apart', () => {
  it.each([
    ['commit', ['a', 'b']],
    ['roll-back', ['b']],
  ] as const)(
    'is seen by nobody before its end, which is a %s, and holds up other writes',
    async (end, left) => {
      let goOn: () => void = () => undefined;
      let apart: Promise<void> = Promise.resolve();
      await new Promise<void>((inserted) => {
        apart = store.writeApart(async (manager) => {
          await insert(manager, 'a');
          inserted();
          await new Promise<void>((resolve) => (goOn = resolve));
        }, end);
      });
      const other = store.write((manager) => insert(manager, 'b'));
      expect(await ids()).toEqual([]);
      goOn();
      await Promise.all([apart, other]);
      expect(await ids()).toEqual(left);
    },
  );

  it('leaves nothing when it fails', async () => {
    const failing = store.writeApart(async (manager) => {
      await insert(manager, 'a');
      throw new Error('no');
    }, 'commit');
    await expect(failing).rejects.toThrow('no');
    await store.write((manager) => insert(manager, 'b'));
    expect(await ids()).toEqual(['b']);
  });
});
