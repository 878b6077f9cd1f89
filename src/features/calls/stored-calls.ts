import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { type Page } from '../../platform/lists/paging';
import { PreparedInsert } from '../../platform/store/prepared-insert';
import { mapReadable } from '../../platform/lists/read-page';
import { Store } from '../../platform/store/store';
import { StoreFailure } from '../../platform/store/store-failure';
import { fromJson, UnreadableRow } from '../../platform/store/unreadable-row';
import { agentsOf } from './call-access';
import { CallAgentEntity, CallEntity, CallNumberEntity, TimelineEntity } from './call.entity';
import { readCalls } from './call-list';
import { numbersOf } from './call-numbers';
import { CallStore, type CallQuery, type StoredLive } from './call-store';
import { type Call } from '../../core/call/call';
import { readCall } from './read-call';
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

  override async save(
    call: Call,
    entries: readonly TimelineEntry[],
    options: { readonly patienceMs: number },
  ): Promise<void> {
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
    }, options);
    for (const keys of this.#keys) keys.committed(call);
  }

  async #insert(manager: EntityManager, callId: string, entries: readonly TimelineEntry[]): Promise<void> {
    for (const entry of entries) await this.#entries.run(manager, { callId, entry: JSON.stringify(entry) });
  }

  override async timeline(id: string): Promise<readonly TimelineEntry[]> {
    const rows = await this.store.reader.find(TimelineEntity, {
      where: { callId: id },
      order: { id: 'ASC' },
    });
    return this.store.readable(
      rows,
      (row) => fromJson(row.entry, 'call_timeline', String(row.id)) as TimelineEntry,
    );
  }

  override onWorking(listener: () => void): void {
    this.store.onTrouble((failure) => {
      if (!failure) listener();
    });
  }

  override async find(id: string): Promise<Call | null> {
    const row = await this.store.reader.findOneBy(CallEntity, { id });
    return row && readCall(row);
  }

  override async live(): Promise<StoredLive> {
    const calls: Call[] = [];
    const unreadable: string[] = [];
    for (const row of await this.liveRows()) {
      const call = 'facts' in row ? this.store.readableOr(() => readCall(row), undefined) : undefined;
      if (call) calls.push(call);
      else unreadable.push(row.id);
    }
    return { calls, unreadable };
  }

  override async endUnreadable(id: string, at: number): Promise<void> {
    await this.store.write((manager) =>
      manager.update(CallEntity, { id, endedAt: IsNull() }, { endedAt: at }),
    );
  }

  /** Where a page of the file is damaged, without the facts that are on it. */
  private async liveRows(): Promise<readonly (Pick<CallEntity, 'id' | 'facts'> | Pick<CallEntity, 'id'>)[]> {
    const of = { where: { endedAt: IsNull() }, order: { id: 'ASC' } } as const;
    try {
      return await this.store.reader.find(CallEntity, of);
    } catch (error) {
      if (StoreFailure.of(error)?.trouble !== 'damaged') throw error;
      const known = await this.store.reader.find(CallEntity, { ...of, select: { id: true } });
      return Promise.all(known.map(({ id }) => this.rowOf(id)));
    }
  }

  private async rowOf(id: string): Promise<Pick<CallEntity, 'id' | 'facts'> | Pick<CallEntity, 'id'>> {
    try {
      return (await this.store.reader.findOneBy(CallEntity, { id })) ?? { id };
    } catch (cause) {
      return this.store.readableOr(
        () => {
          throw new UnreadableRow('calls', id, { cause });
        },
        { id },
      );
    }
  }

  override async list(query: CallQuery): Promise<Page<Call>> {
    return mapReadable(this.store, await readCalls(this.store.reader, query), readCall);
  }
}
