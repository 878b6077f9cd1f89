import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { conceal } from '../access/conceal';
import type { BatonEvent } from '../events/event';
import { EventBus } from '../events/event-bus';
import type { Incident } from '../events/incident';
import type { Page } from '../lists/paging';
import { readPage } from '../lists/read-page';
import { firstIdAt } from '../store/new-id';
import { PreparedInsert } from '../store/prepared-insert';
import { Store } from '../store/store';
import type { IncidentQuery } from './incident.dto';
import { IncidentEntity } from './incident.entity';
import { type IncidentRow, IncidentTally } from './incident-tally';

/** A count that rises is written so often: a flood of incidents must not become one of writes. */
const COUNTED_EVERY_MS = 1_000;
/** How long after a failure to write it is tried again. */
const AGAIN_AFTER_MS = 2_000;
/** So many wait to be written at the most; then the oldest are in the log only. */
const WAITING = 1_000;

/**
 * The one place to tell that something happened which an administrator should know of: it is logged, counted, published as
 * an event, and stored. Telling never waits and never fails; what cannot be stored now is stored later.
 */
@Injectable()
export class Incidents implements BeforeApplicationShutdown {
  readonly #logger = new Logger(Incidents.name);
  readonly #counter: Counter<'type'>;
  readonly #insert: PreparedInsert<IncidentRow>;
  readonly #tally = new IncidentTally();
  readonly #waiting = new Map<string, IncidentRow>();
  #writing: Promise<void> | undefined;
  #later: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly events: EventBus,
    metrics: Registry,
  ) {
    const columns = ['id', 'type', 'detail', 'source', 'data', 'count', 'lastAt'] as const;
    this.#insert = new PreparedInsert(store.reader, IncidentEntity, columns, ['count', 'lastAt']);
    store.onTrouble((failure) => {
      if (!failure && this.#waiting.size > 0) this.#writeNow();
    });
    this.#counter = new Counter({
      name: 'baton_incidents_total',
      help: 'What administrators should know of, though nobody has asked for it',
      labelNames: ['type'],
      registers: [metrics],
    });
  }

  tell(incident: Incident, now = Date.now()): void {
    this.#counter.inc({ type: incident.type });
    const { row, begun } = this.#tally.count(incident, now);
    this.#waiting.set(row.id, row);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    switch (begun) {
      case 'one':
        this.#announce(row);
        break;
      case 'many':
        this.#announceMany(row);
        break;
      case undefined:
        this.#writeIn(COUNTED_EVERY_MS);
    }
  }

  async list(asked: IncidentQuery): Promise<Page<IncidentEntity>> {
    const query = this.store.reader.createQueryBuilder(IncidentEntity, 'incident');
    const { type, source, from, to } = asked;
    if (type !== undefined) query.andWhere('incident.type = :type', { type });
    if (source !== undefined) query.andWhere('incident.source = :source', { source });
    if (from !== undefined) query.andWhere('incident.id >= :from', { from: firstIdAt(Date.parse(from)) });
    if (to !== undefined) query.andWhere('incident.id < :to', { to: firstIdAt(Date.parse(to)) });
    return readPage(query, asked, { id: 'incident.id', time: 'incident.id' });
  }

  /** What has been told is written before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#later);
    if (this.#waiting.size > 0) await this.#writeAll();
  }

  #announce({ type, id, detail, source, data: text }: IncidentRow): void {
    const data = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const whence = source === null ? {} : { source };
    // The log is for whoever runs the machine: no permission says that they may see numbers.
    this.#logger.warn({ incident: type, ...whence, ...conceal(data) }, detail);
    // It is what was told, whose data is of its type.
    this.events.publish({ type, data: { id, detail, ...whence, ...data } } as BatonEvent);
    if (this.#later === undefined) this.#writeNow();
  }

  #announceMany({ type, id, detail }: IncidentRow): void {
    this.#logger.warn({ incident: type }, detail);
    this.events.publish({ type: 'incidents.many', data: { id, detail, of: type } });
    if (this.#later === undefined) this.#writeNow();
  }

  #writeNow(): void {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  #writeIn(ms: number): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#writeNow();
    }, ms).unref();
  }

  async #writeAll(): Promise<void> {
    const rows = [...this.#waiting.values()];
    try {
      await this.store.write(async (manager) => {
        for (const row of rows) await this.#insert.run(manager, row);
      });
    } catch (err) {
      this.#logger.error({ err, incidents: rows.length }, 'incidents could not be stored yet');
      this.#writeIn(AGAIN_AFTER_MS);
      return;
    }
    for (const row of rows) if (this.#waiting.get(row.id) === row) this.#waiting.delete(row.id);
    if (this.#waiting.size > 0) this.#writeIn(COUNTED_EVERY_MS);
  }
}
