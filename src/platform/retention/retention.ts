import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { Store } from '../store/store';
import type { Perishable } from './perishable';

/** After a start there are calls to be recovered first. */
const FIRST_AFTER_MS = 10_000;
const EVERY_MS = 3_600_000;
/** A transaction gets no further piece of work once it has lasted so long: everything waits for it. */
const TRANSACTION_MS = 2;
/** Between two transactions it rests for so many times what one took, and for so long at least. */
const REST = 4;
const REST_MS = 10;

/**
 * Deletes what need not be kept any longer: every hour, in pieces of a few milliseconds with rests between them, so that
 * neither the store nor anything else has to wait. The features say what is theirs.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(Retention.name);
  readonly #kinds: Perishable[] = [];
  readonly #removed: Counter<'kind'>;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    metrics: Registry,
  ) {
    this.#removed = new Counter({
      name: 'baton_retention_rows_total',
      help: 'Rows that were deleted because they need not be kept any longer',
      labelNames: ['kind'],
      registers: [metrics],
    });
  }

  add(kind: Perishable): void {
    this.#kinds.push(kind);
  }

  onApplicationBootstrap(): void {
    this.#next(FIRST_AFTER_MS);
  }

  /** What is under way is done; the rest is for the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#wake();
    await this.#sweeping;
  }

  /** Deletes all that is too old. Does not fail: what cannot be deleted now is deleted an hour later. */
  async sweep(now = Date.now()): Promise<void> {
    for (const kind of this.#kinds) {
      if (kind.keptForMs === null) continue;
      const since = performance.now();
      let rows = 0;
      try {
        rows = await this.#pruneAll(kind, now - kind.keptForMs);
      } catch (err) {
        this.#logger.error(
          { err, kind: kind.name },
          'what is too old could not be deleted; it is tried again',
        );
      }
      const tookMs = Math.round(performance.now() - since);
      if (rows > 0) this.#logger.log({ kind: kind.name, rows, tookMs }, 'deleted what was too old');
    }
  }

  #next(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#sweeping = this.sweep().then(() => {
        if (!this.#isStopped) this.#next(EVERY_MS);
      });
    }, ms).unref();
  }

  async #pruneAll(kind: Perishable, before: number): Promise<number> {
    let rows = 0;
    for (let last = 1; last > 0 && !this.#isStopped;) {
      const { gone, tookMs } = await this.#pruneSome(kind, before);
      last = gone;
      rows += gone;
      this.#removed.inc({ kind: kind.name }, gone);
      if (last > 0) await this.#rest(Math.max(REST_MS, REST * tookMs));
    }
    return rows;
  }

  #pruneSome(kind: Perishable, before: number): Promise<{ readonly gone: number; readonly tookMs: number }> {
    return this.store.write(async (manager) => {
      const since = performance.now();
      let gone = 0;
      for (let last = 1; last > 0 && performance.now() - since < TRANSACTION_MS;) {
        last = await kind.prune(manager, before);
        gone += last;
      }
      return { gone, tookMs: performance.now() - since };
    });
  }

  /** Ends early when the server stops. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
