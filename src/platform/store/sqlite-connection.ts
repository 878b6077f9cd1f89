import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DataSource, type DataSourceOptions, type EntityManager, type QueryRunner } from 'typeorm';
import { Pace } from '../settings/pace';
import { StoreFailure } from './store-failure';

/** A reader waits so long for a store that another program has locked. In WAL mode that happens in a recovery only. */
const READ_WAIT_MS = 2_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;

/** What of TypeORM's driver for better-sqlite3 (1.1) is used here: its one connection, and the one runner on it. */
interface SqliteDriver {
  databaseConnection: Database;
  queryRunner: QueryRunner | undefined;
  createQueryRunner(mode: 'master' | 'slave'): QueryRunner;
}

type Query = QueryRunner['query'];

/** What both connections share. */
export type StoreOptions = Pick<DataSourceOptions & { type: 'better-sqlite3' }, 'entities' | 'migrations'> & {
  readonly file: string;
};

/**
 * One connection to the store, and the only place that knows how TypeORM holds it. TypeORM keeps count of transactions by
 * itself and is wrong after a failed COMMIT or ROLLBACK: from then on it makes savepoints of all that follows, which reach
 * the disk never. Here only SQLite's own word counts.
 */
abstract class SqliteConnection {
  readonly #driver: SqliteDriver;

  protected constructor(
    protected readonly dataSource: DataSource,
    private readonly file: string,
  ) {
    this.#driver = dataSource.driver as unknown as SqliteDriver;
    const create = this.#driver.createQueryRunner.bind(this.#driver);
    this.#driver.createQueryRunner = (mode) => {
      if (!this.handle.open) this.reopen();
      if (this.#driver.queryRunner) return this.#driver.queryRunner;
      const runner = create(mode);
      const query = runner.query.bind(runner);
      runner.query = ((...asked: Parameters<Query>) => this.run(() => query(...asked))) as Query;
      return runner;
    };
    this.#driver.queryRunner = undefined;
  }

  protected get handle(): Database {
    return this.#driver.databaseConnection;
  }

  /** Closes the connection and opens it again: whatever was half done on it is rolled back. @throws StoreFailure */
  reopen(): void {
    this.#driver.queryRunner = undefined;
    try {
      this.handle.close();
      // Never a new, empty one in the place of one that was moved away.
      const handle = new Database(this.file, { timeout: 0, fileMustExist: true });
      prepareOrClose(handle, (opened) => this.prepare(opened));
      this.#driver.databaseConnection = handle;
    } catch (error) {
      throw StoreFailure.of(error) ?? new StoreFailure('failing', { cause: error });
    }
  }

  async close(): Promise<void> {
    if (this.handle.open) await this.dataSource.destroy();
  }

  protected newRunner(): QueryRunner {
    return this.dataSource.createQueryRunner();
  }

  protected abstract prepare(handle: Database): void;

  /** Runs one statement. @throws StoreFailure if it fails for a reason that lies with the store */
  protected abstract run(query: () => Promise<unknown>): Promise<unknown>;
}

async function initialize(
  { file, ...options }: StoreOptions,
  prepare: (handle: Database) => void,
): Promise<DataSource> {
  const dataSource = new DataSource({
    ...options,
    type: 'better-sqlite3',
    database: file,
    // Waiting in the driver would stop everything else as well.
    timeout: 0,
    prepareDatabase: (handle: Database) => prepareOrClose(handle, prepare),
    migrationsTableName: 'migrations',
    logging: false,
  });
  return dataSource.initialize();
}

function prepareOrClose(handle: Database, prepare: (handle: Database) => void): void {
  try {
    prepare(handle);
  } catch (error) {
    handle.close();
    throw error;
  }
}

function prepareCommon(handle: Database): void {
  handle.pragma('foreign_keys = ON');
  // SQLite's own knows ASCII only; PostgreSQL's is as this one.
  handle.function('lower', { deterministic: true }, lower);
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/**
 * The one connection that writes. Its transactions are begun and ended here and nowhere else.
 *
 * WAL, so that readers never wait for the writer. `synchronous=NORMAL`: a commit survives the death of Baton; for power
 * cuts there is `DiskConfirmation` (docs/decisions/0001-sqlite-driver.md).
 */
export class WritingConnection extends SqliteConnection {
  #runner: QueryRunner | undefined;
  #doom: StoreFailure | undefined;
  #unguarded = false;
  /** Statements are carried out at once: to await each of thousands lets nothing else come in between. */
  #pace = new Pace();

  static async open(options: StoreOptions): Promise<WritingConnection> {
    return new WritingConnection(await initialize(options, prepareWriter), options.file);
  }

  /** For what comes before all writes, such as migrations: `work` sees to its transactions itself. */
  async setUp(work: (dataSource: DataSource) => Promise<unknown>): Promise<void> {
    this.#unguarded = true;
    try {
      await work(this.dataSource);
    } finally {
      this.#unguarded = false;
    }
  }

  /** Begins a transaction that may write at once. @throws StoreFailure, `locked` if another program may write now */
  begin(): EntityManager {
    this.#doom = undefined;
    if (!this.handle.open) this.reopen();
    this.#exec('BEGIN IMMEDIATE');
    this.#pace = new Pace();
    this.#runner = this.newRunner();
    this.#believe(true);
    return this.#runner.manager;
  }

  /**
   * Between transactions: takes all of the log into the file, has the disk confirm that, and begins the log anew.
   * @returns whether that was possible: not while somebody reads what is in it, or when the disk fails
   */
  emptyLog(): boolean {
    try {
      if (!this.handle.open) this.reopen();
      const [result] = this.handle.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
      return result?.busy === 0;
    } catch {
      return false;
    }
  }

  /** @throws StoreFailure; the transaction may be open or ended then: {@link settle} */
  commit(): void {
    if (this.#doom) throw this.#doom;
    this.#exec('COMMIT');
    this.#believe(false);
  }

  /** Whatever has happened: afterwards no transaction is open, and what was not committed is not there. @throws StoreFailure */
  settle(): void {
    this.#believe(false);
    if (!this.handle.open) return;
    try {
      if (this.handle.inTransaction) this.handle.exec('ROLLBACK');
      if (!this.handle.inTransaction) return;
    } catch {
      // Closing it ends the transaction in any case.
    }
    this.reopen();
  }

  protected override prepare(handle: Database): void {
    prepareWriter(handle);
  }

  protected override async run(query: () => Promise<unknown>): Promise<unknown> {
    if (this.#unguarded) return query();
    await this.#pace.breathe();
    if (this.#doom) throw this.#doom;
    if (!this.handle.inTransaction) throw new Error('Nothing is written but within Store.write.');
    try {
      return await query();
    } catch (error) {
      const failure = StoreFailure.of(error);
      // SQLite may have rolled all of it back already. The next statement would be carried out on its own then.
      if (failure) this.#doom = failure;
      throw failure ?? error;
    }
  }

  #exec(sql: string): void {
    try {
      this.handle.exec(sql);
    } catch (error) {
      throw StoreFailure.of(error) ?? new StoreFailure('failing', { cause: error });
    }
  }

  /** Has TypeORM know that a transaction is open, or it would begin ones of its own within. */
  #believe(isTransactionActive: boolean): void {
    if (this.#runner) Object.assign(this.#runner, { isTransactionActive });
  }
}

function prepareWriter(handle: Database): void {
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = NORMAL');
  // After a time in which somebody's long reading kept it from being emptied.
  handle.pragma('journal_size_limit = 67108864');
  handle.pragma('cache_size = -4000');
  prepareCommon(handle);
}

/** Reads what is committed, and nothing else: what is just being written may yet be rolled back. */
export class ReadingConnection extends SqliteConnection {
  static async open(options: Omit<StoreOptions, 'migrations'>): Promise<ReadingConnection> {
    return new ReadingConnection(await initialize(options, prepareReader), options.file);
  }

  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  protected override prepare(handle: Database): void {
    prepareReader(handle);
  }

  protected override async run(query: () => Promise<unknown>): Promise<unknown> {
    const deadline = Date.now() + READ_WAIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await query();
      } catch (error) {
        const failure = StoreFailure.of(error);
        if (failure?.trouble === 'failing') this.reopen();
        if (failure?.trouble !== 'locked' || Date.now() > deadline) throw failure ?? error;
        await delay(pauseMs);
      }
    }
  }
}

function prepareReader(handle: Database): void {
  handle.pragma('query_only = ON');
  prepareCommon(handle);
}
