import { AsyncLocalStorage } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * The one way to write.
 *
 * TypeORM gives every SQLite data source a single connection, so the statements of two transactions that run side by
 * side land in one: the roll-back of the first undoes the second, which has told its caller "done" (typeorm#1884).
 * Writes therefore queue here, each in a transaction of its own. Write only through the manager that `work` is given,
 * and never by a repository outside.
 */
@Injectable()
export class Store implements BeforeApplicationShutdown {
  private last: Promise<unknown> = Promise.resolve();
  private readonly writing = new AsyncLocalStorage<true>();

  constructor(private readonly dataSource: DataSource) {}

  /** For reading. Inside {@link write} use the manager given there. */
  get reader(): EntityManager {
    return this.dataSource.manager;
  }

  /**
   * Runs `work` in a transaction after all earlier writes have ended; commits when it resolves, rolls back when it
   * rejects (and rejects with the same error). Keep `work` to the store: whoever waits in it makes everybody wait.
   * @throws Error when called from inside another write, which could only wait for itself.
   */
  write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.inTurn(() => this.dataSource.transaction(work));
  }

  /**
   * As {@link write}, over a connection of its own: nobody sees what `work` has written before all of it is committed, and
   * what is rolled back was never seen. For what is long, or only tried out.
   */
  writeApart<T>(work: (manager: EntityManager) => Promise<T>, end: 'commit' | 'roll-back'): Promise<T> {
    return this.inTurn(async () => {
      const apart = await new DataSource(this.dataSource.options).initialize();
      const runner = apart.createQueryRunner();
      try {
        await runner.startTransaction();
        const result = await work(runner.manager);
        if (end === 'commit') await runner.commitTransaction();
        return result;
      } finally {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        await runner.release();
        await apart.destroy();
      }
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.writing.getStore()) throw new Error('Store.write inside Store.write');
    const run = () => this.writing.run(true, work);
    const result = this.last.then(run, run);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** What has been asked for is written before the connection is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.last;
  }

  /** @throws when the store cannot answer. */
  async probe(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }
}
