import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { Incidents } from '../incidents/incidents';
import type { Settings } from '../settings/settings';
import { SETTINGS } from '../settings/settings.module';
import { Store } from '../store/store';
import type { StoreFailure } from '../store/store-failure';
import type { UnreadableReason } from '../store/unreadable-row';

const EVERY_MS = 5_000;
const MEGABYTE = 1_048_576;
/** SQLite empties its log at some 4 MB, unless somebody reads in it for long. */
const LONG_LOG_BYTES = 256 * MEGABYTE;

const todo: Readonly<Record<UnreadableReason, string>> = {
  damaged: 'It is left out: delete it, or make it anew.',
  newer: 'It is left out until a Baton runs again that knows it.',
};

type Level = 'enough' | 'low' | 'very-low';

/** Looks after the disk of the data folder: tells of what is wrong with it, and of what is about to be. */
@Injectable()
export class StoreWatch implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger(StoreWatch.name);
  readonly #folder: string;
  readonly #lowBytes: number;
  readonly #free: Gauge;
  readonly #size: Gauge<'part'>;
  readonly #failures: Counter<'trouble'>;
  #timer: NodeJS.Timeout | undefined;
  #level: Level = 'enough';
  #isLogLong = false;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly store: Store,
    private readonly incidents: Incidents,
    metrics: Registry,
  ) {
    this.#folder = dirname(store.file);
    this.#lowBytes = settings.lowSpaceMegabytes * MEGABYTE;
    const registers = [metrics];
    this.#free = new Gauge({
      name: 'baton_store_free_bytes',
      help: 'Space that is left on the disk of the data folder',
      registers,
    });
    this.#size = new Gauge({
      name: 'baton_store_bytes',
      help: 'What the store takes up, by its part: the file itself, and the log of what was written last',
      labelNames: ['part'],
      registers,
    });
    this.#failures = new Counter({
      name: 'baton_store_troubles_total',
      help: 'How often the store began not to work, by what was wrong',
      labelNames: ['trouble'],
      registers,
    });
  }

  async onModuleInit(): Promise<void> {
    this.store.onTrouble((failure) => this.#onTrouble(failure));
    this.store.onUnreadable(({ message, table, id, reason, cause }) => {
      this.incidents.tell({
        type: 'store.unreadable',
        detail: `${message} ${todo[reason]}`,
        data: { table, row: id, reason, ...(cause instanceof Error ? { why: cause.message } : {}) },
        key: `${table} ${id}`,
      });
    });
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  #onTrouble(failure: StoreFailure | null): void {
    if (!failure) {
      this.incidents.tell({
        type: 'store.working',
        detail: 'The store works again. What happened meanwhile is stored now.',
      });
      return;
    }
    const { trouble } = failure;
    this.#failures.inc({ trouble });
    this.#logger.error({ err: failure.cause ?? failure, trouble }, 'the store does not work');
    this.incidents.tell({
      type: 'store.failing',
      detail: failure.message,
      data: { trouble },
      key: trouble,
    });
  }

  /** Never fails: a disk that cannot be asked is none that can be told of. */
  async #look(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#onSpace(bavail * bsize);
      this.#size.set({ part: 'file' }, (await stat(this.store.file)).size);
      this.#onLog((await stat(`${this.store.file}-wal`)).size);
    } catch (err) {
      this.#logger.warn({ err }, 'the data folder could not be looked at');
    }
    // Only a write can tell that it works again, and perhaps nobody else tries one.
    if (this.store.trouble !== null) await this.store.probe(EVERY_MS).catch(() => undefined);
  }

  #onSpace(bytes: number): void {
    this.#free.set(bytes);
    const level = bytes < this.#lowBytes / 4 ? 'very-low' : bytes < this.#lowBytes ? 'low' : 'enough';
    if (level === this.#level) return;
    const isWorse = level === 'very-low' || this.#level === 'enough';
    this.#level = level;
    const megabytes = Math.floor(bytes / MEGABYTE);
    if (level === 'enough') {
      this.incidents.tell({
        type: 'store.space-enough',
        detail: 'There is enough space again on the disk of the data folder.',
        data: { megabytes },
      });
    } else if (isWorse) {
      this.incidents.tell({
        type: 'store.space-low',
        detail: `There are ${megabytes} MB left on the disk of the data folder. Free some: without space nothing can be stored.`,
        data: { megabytes },
        key: level,
      });
    }
  }

  #onLog(bytes: number): void {
    this.#size.set({ part: 'log' }, bytes);
    const isLong = bytes > LONG_LOG_BYTES;
    if (isLong && !this.#isLogLong) {
      this.incidents.tell({
        type: 'store.log-long',
        detail:
          'The log of the store grows, as another program keeps reading in it. End what has baton.sqlite open.',
        data: { megabytes: Math.floor(bytes / MEGABYTE) },
      });
    }
    this.#isLogLong = isLong;
  }
}
