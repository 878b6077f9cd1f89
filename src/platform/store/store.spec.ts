import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import type { EntityManager } from 'typeorm';
import { StartupError } from '../settings/startup-error';
import { openStore, storeIn } from './open-store';
import { WritingConnection } from './sqlite-connection';
import type { Store } from './store';
import { diskError, fileHandles } from './testing/file-handles';

let dir: string;
let store: Store;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-store-'));
  store = await openStore(dir);
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const file = () => join(dir, 'baton.sqlite');
const insert = (manager: EntityManager, id: string) =>
  manager.query("INSERT INTO agents (id, name, extension, status) VALUES (?, '', ?, '')", [id, id]);
const add = (id: string, options?: { readonly patienceMs: number }) =>
  store.write((manager) => insert(manager, id), options);

async function ids(): Promise<readonly string[]> {
  const rows: readonly { id: string }[] = await store.reader.query('SELECT id FROM agents ORDER BY id');
  return rows.map(({ id }) => id);
}

/** What is in the file, as a program sees it that is started now. */
const idsInFile = () => idsIn(file());

function idsIn(path: string): readonly unknown[] {
  const other = new Database(path);
  try {
    return other
      .prepare('SELECT id FROM agents ORDER BY id')
      .all()
      .map((row) => (row as { id: unknown }).id);
  } finally {
    other.close();
  }
}

/** Has another program keep everybody from writing. @returns ends that */
function lockStore(): () => void {
  const other = new Database(file());
  other.exec('BEGIN IMMEDIATE');
  return () => other.close();
}

it('does not let the failure of one write take another with it', async () => {
  const failing = store.write(async (manager) => {
    await insert(manager, 'a');
    throw new Error('no');
  });
  const fine = add('b');
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

it('is closed when all that was asked for is written', async () => {
  const asked = ['a', 'b'].map((id) => add(id));
  await store.beforeApplicationShutdown();
  await store.close();
  await expect(Promise.all(asked)).resolves.toHaveLength(2);
  expect(idsInFile()).toEqual(['a', 'b']);
});

it('refuses a write inside a write, which would wait for itself for ever', async () => {
  await expect(store.write(() => store.write(() => Promise.resolve()))).rejects.toThrow('Store.write inside');
  await add('a');
  expect(await ids()).toEqual(['a']);
});

it('stores what happens within a write after it, and what those tell who hear of trouble', async () => {
  const told: Promise<unknown>[] = [];
  store.onTrouble((failure) => {
    const id = failure ? 'told-of-trouble' : 'told-of-its-end';
    told.push(store.eventually((manager) => insert(manager, id)));
  });
  const unlock = lockStore();
  await expect(add('hasty', { patienceMs: 10 })).rejects.toThrow();
  unlock();
  let later: Promise<unknown> = Promise.resolve();
  await store.write((manager) => {
    later = store.eventually((other) => insert(other, 'b'));
    return insert(manager, 'a');
  });
  expect(await later).toBe('stored');
  expect(told).toHaveLength(2);
  await Promise.all(told);
  await store.close();
  expect(idsInFile()).toEqual(['a', 'b', 'told-of-its-end', 'told-of-trouble']);
});

it('takes entities that are saved as a whole, without transactions of their own', async () => {
  const agent = { id: 'a', name: '', extension: '1', status: '' };
  await expect(
    store.write(async (manager) => {
      await manager.save('AgentEntity', agent);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await store.write((manager) => manager.save('AgentEntity', { ...agent, id: 'b' }));
  expect(idsInFile()).toEqual(['b']);
});

it('shows readers what is committed, and nothing else', async () => {
  let goOn: () => void = () => undefined;
  let writing: Promise<unknown> = Promise.resolve();
  await new Promise<void>((inserted) => {
    writing = store.write(async (manager) => {
      await insert(manager, 'a');
      inserted();
      await new Promise<void>((resolve) => (goOn = resolve));
    });
  });
  expect(await ids()).toEqual([]);
  goOn();
  await writing;
  expect(await ids()).toEqual(['a']);
});

it('cannot be written by its reader, nor by a manager whose write is over', async () => {
  await expect(insert(store.reader, 'a')).rejects.toThrow(/cannot be written/);
  const late = await store.write((manager) => Promise.resolve(manager));
  await expect(insert(late, 'a')).rejects.toThrow(/within Store\.write/);
  expect(await ids()).toEqual([]);
});

it('takes back what is only tried out', async () => {
  await store.tryOut((manager) => insert(manager, 'a'));
  await add('b');
  expect(idsInFile()).toEqual(['b']);
});

it('writes ahead, never waits within the driver, and keeps references whole', async () => {
  const pragma = (manager: EntityManager) => async (name: string) => {
    const rows: readonly Record<string, unknown>[] = await manager.query(`PRAGMA ${name}`);
    return Object.values(rows[0] ?? {})[0];
  };
  const names = ['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys', 'query_only'];
  expect(await store.write((manager) => Promise.all(names.map(pragma(manager))))).toEqual([
    'wal',
    1,
    0,
    1,
    0,
  ]);
  expect(await Promise.all(names.map(pragma(store.reader)))).toEqual(['wal', 1, 0, 1, 1]);
});

describe('a store that another program has locked', () => {
  it('is waited for, and nothing else waits meanwhile', async () => {
    const unlock = lockStore();
    const { eventLoopUtilization } = performance;
    const before = eventLoopUtilization();
    const asked = add('a');
    let longest = 0;
    for (let last = performance.now(), turns = 0; turns < 200; turns += 1) {
      await new Promise(setImmediate);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    expect(longest).toBeLessThan(500);
    expect(await ids()).toEqual([]);
    unlock();
    await asked;
    expect(await ids()).toEqual(['a']);
    expect(eventLoopUtilization(before).idle).toBeGreaterThanOrEqual(0);
  });

  it('is waited for no longer than each has patience, and none that gave up is carried out later', async () => {
    const unlock = lockStore();
    const told: unknown[] = [];
    store.onTrouble((failure) => told.push(failure?.trouble));
    const patient = add('patient');
    await expect(add('hasty', { patienceMs: 50 })).rejects.toMatchObject({ trouble: 'locked' });
    expect(store.trouble).toBe('locked');
    unlock();
    await patient;
    expect(idsInFile()).toEqual(['patient']);
    expect(told).toEqual(['locked', undefined]);
  });

  it('is told of when it is waited for at the start', async () => {
    await store.close();
    // No WAL any longer, so that this keeps others from reading as well.
    const other = new Database(file());
    other.pragma('journal_mode = DELETE');
    other.exec('BEGIN EXCLUSIVE');
    const opened = new Promise<string>((resolve) => {
      void openStore(dir, resolve).then((opening) => (store = opening));
    });
    expect(await opened).toMatch(/Another program/);
    other.close();
  });
});

describe('after a failure', () => {
  /** Has SQLite itself run out of room: there is none for one page more. */
  const fill = async () => {
    const [{ page_count: pages } = { page_count: 0 }] = await store.write((manager) =>
      manager.query<{ page_count: number }[]>('PRAGMA page_count'),
    );
    await store.write((manager) => manager.query(`PRAGMA max_page_count = ${pages}`));
  };
  const makeRoom = () => store.write((manager) => manager.query('PRAGMA max_page_count = 1000000'));
  const big = (id: string) =>
    store.write(async (manager) => {
      await insert(manager, `${id}-first`);
      await manager.query('UPDATE agents SET name = ? WHERE id = ?', ['x'.repeat(100_000), `${id}-first`]);
    });

  it('of a full disk, nothing of it is there, and what comes later is stored', async () => {
    await fill();
    await expect(big('a')).rejects.toMatchObject({ trouble: 'full' });
    expect(store.trouble).toBe('full');
    await makeRoom();
    await add('b');
    expect(store.trouble).toBeNull();
    expect(idsInFile()).toEqual(['b']);
  });

  it('that its work has swallowed nothing of it is stored either', async () => {
    await fill();
    const swallowing = store.write(async (manager) => {
      await manager
        .query("INSERT INTO agents (id, name, extension, status) VALUES ('a', ?, '1', '')", [
          'x'.repeat(100_000),
        ])
        .catch(() => undefined);
      await insert(manager, 'b');
    });
    await expect(swallowing).rejects.toMatchObject({ trouble: 'full' });
    expect(idsInFile()).toEqual([]);
  });
});

describe('on the disk', () => {
  it('is what was written, once it says so', async () => {
    await add('a');
    await store.onDisk();
    await store.probe();
    expect(store.trouble).toBeNull();
  });

  it('is nothing of a store that was moved away', async () => {
    await store.probe();
    renameSync(file(), `${file()}.moved`);
    copyFileSync(`${file()}.moved`, file());
    await add('a');
    await expect(store.onDisk()).rejects.toMatchObject({ trouble: 'gone' });
    await expect(store.probe()).rejects.toMatchObject({ trouble: 'gone' });
    expect(store.trouble).toBe('gone');
  });

  it('is nothing of a store whose log was deleted', async () => {
    await store.probe();
    rmSync(`${file()}-wal`);
    await add('a');
    await expect(store.onDisk()).rejects.toMatchObject({ trouble: 'gone' });
  });
});

describe('a disk that has failed to confirm the log once', () => {
  /** What is in the file alone, without its log, which the disk may not have. */
  function idsWithoutLog(): readonly unknown[] {
    const alone = join(dir, 'alone.sqlite');
    copyFileSync(file(), alone);
    return idsIn(alone);
  }

  beforeEach(async () => {
    await store.probe();
    jest.spyOn(await fileHandles(), 'datasync').mockRejectedValueOnce(diskError('fdatasync'));
    await add('a');
    await expect(store.onDisk()).rejects.toMatchObject({ trouble: 'not-on-disk' });
  });

  it('is not believed when it is only asked again', async () => {
    await expect(store.onDisk()).rejects.toMatchObject({ trouble: 'not-on-disk' });
    expect(store.trouble).toBe('not-on-disk');
  });

  it('is believed when all of the log is in the file, with the next write', async () => {
    await add('b');
    await store.onDisk();
    expect(store.trouble).toBeNull();
    expect(idsWithoutLog()).toEqual(['a']);
    expect(idsInFile()).toEqual(['a', 'b']);
  });

  it('is not believed while another program reads what is in the log', async () => {
    const other = new Database(file());
    other.exec('BEGIN');
    other.prepare('SELECT id FROM agents').all();
    await add('b');
    await expect(store.onDisk()).rejects.toMatchObject({ trouble: 'not-on-disk' });
    await expect(store.probe()).rejects.toMatchObject({ trouble: 'failing' });
    other.close();
    await store.probe();
    expect(store.trouble).toBeNull();
    expect(idsWithoutLog()).toEqual(['a', 'b']);
  });
});

describe('its tables', () => {
  const setUp = async (work: Parameters<WritingConnection['setUp']>[0]) => {
    const writer = await WritingConnection.open(storeIn(dir));
    await writer.setUp(work);
    await writer.close();
  };

  it('are what the entities say', () =>
    setUp(async ({ driver }) => {
      const { upQueries } = await driver.createSchemaBuilder().log();
      // Uniqueness and references live in the migrations only; columns must agree.
      const columns = upQueries.filter(({ query }) => /ADD COLUMN|DROP COLUMN/.test(query));
      expect(columns).toEqual([]);
    }));

  it('can be brought back to nothing', () =>
    setUp(async (dataSource) => {
      for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
      expect(await dataSource.createQueryRunner().hasTable('agents')).toBe(false);
    }));

  it('are refused when a newer Baton has made them', async () => {
    await setUp((dataSource) =>
      dataSource.query(
        "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')",
      ),
    );
    await expect(openStore(dir)).rejects.toThrow(/newer Baton/);
  });
});

it.each([
  ['is no database', () => writeFileSync(file(), 'x'.repeat(8_192))],
  ['has a page overwritten', () => overwrite(0, 100, 4_096)],
])('says what to do about a file that %s', async (_, damage) => {
  await store.close();
  damage();
  const opening = openStore(dir);
  await expect(opening).rejects.toThrow(StartupError);
  await expect(opening).rejects.toThrow(/is damaged\. .*backup/);
});

it('says so when a page that is read later is damaged', async () => {
  await store.write(async (manager) => {
    for (let nth = 0; nth < 500; nth += 1) await insert(manager, `agent-${nth}`);
  });
  await store.close();
  const size = readFileSync(file()).length;
  overwrite(size - 40_960, 0, 40_960);
  store = await openStore(dir);
  const reading = store.reader.query('SELECT * FROM agents, sqlite_schema, migrations ORDER BY name');
  await expect(reading).rejects.toMatchObject({ name: 'StoreFailure', trouble: 'damaged' });
});

it('cannot be opened where there is no folder', async () => {
  await expect(openStore('/dev/null/x')).rejects.toThrow(StartupError);
});

function overwrite(from: number, start: number, end: number): void {
  const bytes = readFileSync(file());
  bytes.fill(0xa5, from + start, from + end);
  writeFileSync(file(), bytes);
}
