import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { mapPage, type Page } from '../http/paging';
import { PreparedInsert } from '../persistence/prepared-insert';
import { Store } from '../persistence/store';
import { agentsOf } from './call-access';
import { CallAgentEntity, CallEntity, CallNumberEntity, TimelineEntity } from './call.entity';
import { readCalls } from './call-list';
import { numbersOf } from './call-numbers';
import { CallStore, type CallQuery } from './call-store';
import { type Call } from './domain/call';
import { StoredCallKeys } from './stored-call-keys';
import { type TimelineEntry } from './timeline';

type CallRow = Pick<CallEntity, 'id' | 'lineId' | 'startedAt' | 'endedAt' | 'facts'>;
type TimelineRow = Pick<TimelineEntity, 'callId' | 'entry'>;

/** Facts in the database, one row a call. */
@Injectable()
export class StoredCalls extends CallStore {
  readonly #facts: PreparedInsert<CallRow>;
  readonly #entries: PreparedInsert<TimelineRow>;
  readonly #keys: readonly StoredCallKeys[];

  constructor(private readonly store: Store) {
    super();
    const columns = ['id', 'lineId', 'startedAt', 'endedAt', 'facts'] as const;
    this.#facts = new PreparedInsert(store.reader, CallEntity, columns, ['endedAt', 'facts']);
    this.#entries = new PreparedInsert(store.reader, TimelineEntity, ['callId', 'entry']);
    this.#keys = [
      new StoredCallKeys(store.reader, CallAgentEntity, 'agentId', agentsOf),
      new StoredCallKeys(store.reader, CallNumberEntity, 'number', numbersOf),
    ];
  }

  override async save(call: Call, entries: readonly TimelineEntry[]): Promise<void> {
    const row = {
      id: call.id,
      lineId: call.line.id,
      startedAt: call.startedAt,
      endedAt: call.ended?.at ?? null,
      facts: JSON.stringify(call),
    };
    await this.store.write(async (manager) => {
      await this.#facts.run(manager, row);
      for (const keys of this.#keys) await keys.save(manager, call);
      await this.#insert(manager, call.id, entries);
    });
    for (const keys of this.#keys) keys.committed(call);
  }

  override async append(id: string, entries: readonly TimelineEntry[]): Promise<void> {
    await this.store.write((manager) => this.#insert(manager, id, entries));
  }

  async #insert(manager: EntityManager, callId: string, entries: readonly TimelineEntry[]): Promise<void> {
    for (const entry of entries) await this.#entries.run(manager, { callId, entry: JSON.stringify(entry) });
  }

  override async timeline(id: string): Promise<readonly TimelineEntry[]> {
    const rows = await this.store.reader.find(TimelineEntity, {
      where: { callId: id },
      order: { id: 'ASC' },
    });
    return rows.map((row) => JSON.parse(row.entry) as TimelineEntry);
  }

  override async find(id: string): Promise<Call | null> {
    const row = await this.store.reader.findOneBy(CallEntity, { id });
    return row && toCall(row);
  }

  override async live(): Promise<readonly Call[]> {
    const rows = await this.store.reader.find(CallEntity, {
      where: { endedAt: IsNull() },
      order: { id: 'ASC' },
    });
    return rows.map(toCall);
  }

  override async list(query: CallQuery): Promise<Page<Call>> {
    return mapPage(await readCalls(this.store.reader, query), toCall);
  }
}

function toCall(row: CallEntity): Call {
  return JSON.parse(row.facts) as Call;
}
