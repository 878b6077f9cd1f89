import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DiskConfirmation } from './disk-confirmation';
import type { ReadingConnection, WritingConnection } from './sqlite-connection';
import { StoreFailure, type StoreTrouble } from './store-failure';
import { UnreadableRow } from './unreadable-row';
import { type Owing, WriteBehind } from './write-behind';

/** How long a write waits for its turn and for a store that another program has locked, if it does not say. */
const PATIENCE_MS = 5_000;
/** Whoever stores what has happened anyway does not wait for long. */
const EVENTUALLY_MS = 1_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;
/** A transaction whose work is done waits so long for a store that is locked just then. */
const COMMIT_WAIT_MS = 1_000;
/** So many writes may wait; further ones are refused. */
const WAITING = 10_000;

/** What a transaction comes to when its work has been done. */
type End = 'commit' | 'roll-back';

/** `done`: committed. `taken-back`: only tried out, or its own work refused it. Otherwise why the store did not take it. */
export type WriteResult = 'done' | 'taken-back' | StoreTrouble;

/** Is told of each write, and of each wait until all that was written is on the disk; milliseconds from when it was asked for. */
export interface StoreWatcher {
  readonly written: (result: WriteResult, tookMs: number) => void;
  readonly confirmed: (result: 'done' | StoreTrouble, tookMs: number) => void;
}

interface Waiting {
  readonly carryOut: (manager: EntityManager) => Promise<void>;
  readonly refuse: (failure: StoreFailure) => void;
  readonly patience: NodeJS.Timeout;
}

/** What the store consists of. */
export interface StoreParts {
  /** The file; beside it are its log and its index. */
  readonly file: string;
  readonly writer: WritingConnection;
  readonly reader: ReadingConnection;
  readonly disk: DiskConfirmation;
  readonly identity: string;
  /** Identities of lost stores. */
  readonly inherited: readonly string[];
}

/**
 * The one way to write, and to read.
 *
 * TypeORM gives every SQLite data source a single connection, so the statements of two transactions that run side by
 * side land in one: the roll-back of the first undoes the second, which has told its caller "done" (typeorm#1884).
 * Writes therefore queue here, each in a transaction of its own. Reading has a connection of its own and sees only what is
 * committed.
 *
 * A store that cannot be written for the moment, as another program has locked it, is waited for without stopping anything
 * else; each write for as long as its patience goes.
 */
@Injectable()
export class Store implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #logger = new Logger(Store.name);
  readonly #waiting: Waiting[] = [];
  readonly #inherited: Set<string>;
  #pumping: Promise<void> | undefined;
  readonly #writing = new AsyncLocalStorage<true | undefined>();
  readonly #listeners: ((failure: StoreFailure | null) => void)[] = [];
  readonly #onUnread: ((row: UnreadableRow) => void)[] = [];
  readonly #watchers: StoreWatcher[] = [];
  #current: StoreTrouble | null = null;
  #probing: Promise<void> | undefined;
  /** Another program has it: for as long as this is so everybody waits. */
  #isLocked = false;
  #pauseMs = FIRST_PAUSE_MS;

  readonly #behind = new WriteBehind(
    (work, options) => this.write(work, options),
    (count) => this.#logger.error({ count }, 'what has happened could not be stored, and is forgotten'),
  );

  constructor(private readonly parts: StoreParts) {
    this.#inherited = new Set(parts.inherited);
  }

  get file(): string {
    return this.parts.file;
  }

  /**
   * Eight letters that tell this store from all others, made with it and kept for good. They are in the names of whatever Baton
   * has in Asterisk, and nothing is touched there that bears another's. A copy of the store has the same.
   */
  get identity(): string {
    return this.parts.identity;
  }

  /** Whether what bears this identity in Asterisk, and is no call, is this store's: its own, or that of one whose heir it is. */
  owns(identity: string): boolean {
    return identity === this.identity || this.#inherited.has(identity);
  }

  /**
   * As {@link write}; together with it what another store has in Asterisk becomes this one's, but for its calls. It is while the
   * work is done.
   * @throws StoreFailure
   */
  async inherit<T>(identity: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.owns(identity)) return this.write(work);
    this.#inherited.add(identity);
    try {
      return await this.write(async (manager) => {
        await manager.query('INSERT INTO inherited_identities (identity) VALUES (?)', [identity]);
        return work(manager);
      });
    } catch (error) {
      this.#inherited.delete(identity);
      throw error;
    }
  }

  /** For reading; inside {@link write} use the manager given there. What it reads is committed. */
  get reader(): EntityManager {
    return this.parts.reader.manager;
  }

  /** What kept the last write from being stored; null when it was. */
  get trouble(): StoreTrouble | null {
    return this.#current;
  }

  /** Tells each time that it changes. The failure is null when it works again. */
  onTrouble(listener: (failure: StoreFailure | null) => void): void {
    this.#listeners.push(listener);
  }

  /** How many writes wait for their turn. */
  get waitingWrites(): number {
    return this.#waiting.length;
  }

  watch(watcher: StoreWatcher): void {
    this.#watchers.push(watcher);
  }

  /** Tells each time that a row cannot be read. */
  onUnreadable(listener: (row: UnreadableRow) => void): void {
    this.#onUnread.push(listener);
  }

  /** What rows hold, without those that cannot be read: one of them takes no other with it. */
  readable<Row, Read>(rows: readonly Row[], read: (row: Row) => Read): readonly Read[] {
    return rows.flatMap((row) => this.readableOr(() => [read(row)], []));
  }

  /** @param otherwise what counts where a row cannot be read */
  readableOr<Read>(read: () => Read, otherwise: Read): Read {
    return this.readableOrElse(read, () => otherwise);
  }

  /** @param otherwise gives what counts where a row cannot be read */
  readableOrElse<Read, Other>(read: () => Read, otherwise: (row: UnreadableRow) => Other): Read | Other {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      for (const listener of this.#onUnread) listener(error);
      return otherwise(error);
    }
  }

  /**
   * Runs `work` in a transaction after all earlier writes have ended; commits when it resolves, rolls back when it
   * rejects (and rejects with the same error). Keep `work` to the store: whoever waits in it makes everybody wait.
   * @throws StoreFailure when it could not be stored, within `patienceMs` or at all: nothing of it is there then
   * @throws Error when called from inside another write, which could only wait for itself.
   */
  write<T>(work: (manager: EntityManager) => Promise<T>, { patienceMs = PATIENCE_MS } = {}): Promise<T> {
    return this.#inTurn(work, 'commit', patienceMs);
  }

  /**
   * For what has happened, whether or not it can be stored: what the store does not take now it is given again until it does,
   * in the order of these calls. Resolves after the first try.
   * @throws whatever else than a StoreFailure `work` ends with
   */
  eventually(
    work: (manager: EntityManager) => Promise<unknown>,
    { patienceMs = EVENTUALLY_MS, ...owing }: Partial<Owing> = {},
  ): Promise<'stored' | 'later'> {
    // Also from within a write, which it comes after.
    return this.#writing.run(undefined, () => this.#behind.add(work, { patienceMs, ...owing }));
  }

  /** As {@link write}, and takes all of it back: for what is only tried out. Nobody sees anything of it. */
  tryOut<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#inTurn(work, 'roll-back', PATIENCE_MS);
  }

  /**
   * Until all that was written so far is on the disk, safe from a power cut. Whoever answers that something was stored
   * waits for it first.
   * @throws StoreFailure
   */
  async onDisk(): Promise<void> {
    const since = performance.now();
    const confirmed = (result: 'done' | StoreTrouble): void => {
      for (const watcher of this.#watchers) watcher.confirmed(result, performance.now() - since);
    };
    try {
      await this.parts.disk.wait();
      confirmed('done');
      if (this.#current === 'not-on-disk' || this.#current === 'gone') this.#tell(null);
    } catch (error) {
      const failure = StoreFailure.of(error) ?? new StoreFailure('not-on-disk', { cause: error });
      confirmed(failure.trouble);
      this.#tell(failure);
      throw error;
    }
  }

  /**
   * Proves that something can be written, reaches the disk, and is read. Whoever asks at the same time gets the same proof.
   * @throws StoreFailure
   */
  probe(patienceMs = PATIENCE_MS): Promise<void> {
    this.#probing ??= this.#prove(patienceMs).finally(() => (this.#probing = undefined));
    return this.#probing;
  }

  /** What has been asked for is written before anything is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#pumping;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    await this.#behind.flush();
    await this.#pumping;
    await this.parts.disk.close();
    await this.parts.reader.close();
    await this.parts.writer.close();
  }

  async #prove(patienceMs: number): Promise<void> {
    const at = Date.now();
    const row =
      'INSERT INTO store_probe (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at';
    await this.write((manager) => manager.query(row, [at]), { patienceMs });
    await this.onDisk().catch((error: unknown) => {
      // Of what was asked for nothing was carried out: it would have come after this.
      if (StoreFailure.of(error)?.trouble !== 'not-on-disk') throw error;
      throw new StoreFailure('failing', { cause: error });
    });
    const [read] = await this.reader.query<{ at: number }[]>('SELECT at FROM store_probe WHERE id = 1');
    // Another one may have come after it.
    if (!read || Number(read.at) < at) throw new StoreFailure('failing');
  }

  #inTurn<T>(work: (manager: EntityManager) => Promise<T>, end: End, patienceMs: number): Promise<T> {
    if (this.#writing.getStore()) throw new Error('Store.write inside Store.write');
    const since = performance.now();
    const written = (result: WriteResult): void => {
      for (const watcher of this.#watchers) watcher.written(result, performance.now() - since);
    };
    if (this.#waiting.length >= WAITING) {
      written('busy');
      return Promise.reject(new StoreFailure('busy'));
    }
    // Whoever has its turn is run by whoever came first, and must not be taken for them, in a line of the log for instance.
    const asAsked = AsyncLocalStorage.snapshot();
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        carryOut: (manager) =>
          asAsked(() => this.#carryOut(() => this.#writing.run(true, () => work(manager)), end))
            .then(
              (result) => {
                written(end === 'commit' ? 'done' : 'taken-back');
                return result;
              },
              (error: unknown) => {
                written(StoreFailure.of(error)?.trouble ?? 'taken-back');
                throw error;
              },
            )
            .then(resolve, reject),
        refuse: (failure) => {
          written(failure.trouble);
          reject(failure);
        },
        patience: setTimeout(() => this.#giveUp(waiting), patienceMs),
      };
      this.#waiting.push(waiting);
      this.#pumping ??= this.#pump();
    });
  }

  /** Its turn has not come in time. Nothing of it was begun, so nothing of it is there. */
  #giveUp(waiting: Waiting): void {
    const index = this.#waiting.indexOf(waiting);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    const failure = new StoreFailure(this.#isLocked ? 'locked' : 'busy');
    this.#tell(failure);
    waiting.refuse(failure);
  }

  async #pump(): Promise<void> {
    // `pumping` is set by then; it is unset in the same turn in which nobody was found waiting, or the next would wait for ever.
    await Promise.resolve();
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        if (this.parts.disk.isDoubted && this.parts.writer.emptyLog()) this.parts.disk.believe();
        const manager = this.parts.writer.begin();
        this.#isLocked = false;
        this.#take(next);
        await next.carryOut(manager);
      } catch (error) {
        const failure = StoreFailure.of(error) ?? new StoreFailure('failing', { cause: error });
        this.#isLocked = failure.trouble === 'locked';
        if (this.#isLocked) {
          await this.#pause();
          continue;
        }
        this.#take(next);
        this.#settle();
        this.#tell(failure);
        next.refuse(failure);
      }
      this.#pauseMs = FIRST_PAUSE_MS;
    }
    this.#pumping = undefined;
  }

  #take(next: Waiting): void {
    clearTimeout(next.patience);
    this.#waiting.shift();
  }

  async #pause(): Promise<void> {
    await delay(this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** In a transaction that was begun; afterwards none is open. */
  async #carryOut<T>(work: () => Promise<T>, end: End): Promise<T> {
    try {
      const result = await work();
      if (end === 'commit') await this.#commit();
      else this.parts.writer.settle();
      this.parts.disk.note();
      this.#works();
      return result;
    } catch (error) {
      const broken = this.#settle();
      const failure = StoreFailure.of(error);
      const trouble = failure ?? broken;
      if (trouble) this.#tell(trouble);
      throw failure ?? error;
    }
  }

  async #commit(): Promise<void> {
    const deadline = Date.now() + COMMIT_WAIT_MS;
    for (;;) {
      try {
        this.parts.writer.commit();
        return;
      } catch (error) {
        if (StoreFailure.of(error)?.trouble !== 'locked' || Date.now() > deadline) throw error;
        await this.#pause();
      }
    }
  }

  /** @returns what is wrong when the connection could not even be opened anew: it is tried again with the next write */
  #settle(): StoreFailure | undefined {
    try {
      this.parts.writer.settle();
      return undefined;
    } catch (error) {
      return StoreFailure.of(error) ?? new StoreFailure('failing', { cause: error });
    }
  }

  #works(): void {
    // Only the disk itself can tell that it works again.
    if (this.#current !== 'not-on-disk' && this.#current !== 'gone') this.#tell(null);
  }

  #tell(failure: StoreFailure | null): void {
    const trouble = failure?.trouble ?? null;
    if (trouble === this.#current) return;
    this.#current = trouble;
    for (const listener of this.#listeners) listener(failure);
    if (!failure) this.#behind.catchUp();
  }
}
