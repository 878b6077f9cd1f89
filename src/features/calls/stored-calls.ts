import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import type { Call } from '../../core/call/call';
import type { Page } from '../../platform/lists/paging';
import { mapReadable } from '../../platform/lists/read-page';
import { PreparedInsert } from '../../platform/store/prepared-insert';
import { Store } from '../../platform/store/store';
import { StoreFailure } from '../../platform/store/store-failure';
import { UnreadableRow } from '../../platform/store/unreadable-row';
import { CallAgentEntity, CallEntity, CallNumberEntity, TimelineEntity } from './call.entity';
import { agentsOf } from './call-access';
import { readCalls } from './call-list';
import { numbersOf } from './call-numbers';
import { type CallQuery, CallStore, type StoredLive, type UnreadableCall } from './call-store';
import { readCall } from './read-call';
import { StoredCallKeys } from './stored-call-keys';
import { entryForm, factsForm } from './stored-forms';
import type { TimelineEntry } from './timeline';

type CallRow = Pick<CallEntity, 'id' | 'lineId' | 'startedAt' | 'endedAt' | 'version' | 'facts'>;
type TimelineRow = Pick<TimelineEntity, 'callId' | 'version' | 'entry'>;

/** Facts in the database, one row a call. */
@Injectable()
export class StoredCalls extends CallStore {
  readonly #facts: PreparedInsert<CallRow>;
  readonly #entries: PreparedInsert<TimelineRow>;
  readonly #keys: readonly StoredCallKeys[];

  constructor(private readonly store: Store) {
    super();
    const columns = ['id', 'lineId', 'startedAt', 'endedAt', 'version', 'facts'] as const;
    this.#facts = new PreparedInsert(store.reader, CallEntity, columns, ['endedAt', 'version', 'facts']);
    this.#entries = new PreparedInsert(store.reader, TimelineEntity, ['callId', 'version', 'entry']);
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
      version: factsForm.version,
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
    const { version } = entryForm;
    for (const entry of entries)
      await this.#entries.run(manager, { callId, version, entry: JSON.stringify(entry) });
  }

  override async timeline(id: string): Promise<readonly TimelineEntry[]> {
    const rows = await this.store.reader.find(TimelineEntity, {
      where: { callId: id },
      order: { id: 'ASC' },
    });
    return this.store.readable(rows, ({ id: nth, version, entry }) =>
      entryForm.read({ id: String(nth), version, json: entry }),
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
    const unreadable: UnreadableCall[] = [];
    for (const row of await this.#liveRows()) {
      const call = this.store.readableOrElse(
        () => readIfThere(row),
        (unread) => void unreadable.push({ id: unread.id, why: unread }),
      );
      if (call) calls.push(call);
    }
    return { calls, unreadable };
  }

  override async endUnreadable(id: string, at: number): Promise<void> {
    await this.store.write((manager) =>
      manager.update(CallEntity, { id, endedAt: IsNull() }, { endedAt: at }),
    );
  }

  /** Where a page of the file is damaged, without the facts that are on it. */
  async #liveRows(): Promise<readonly (CallEntity | UnreadableRow)[]> {
    const of = { where: { endedAt: IsNull() }, order: { id: 'ASC' } } as const;
    try {
      return await this.store.reader.find(CallEntity, of);
    } catch (error) {
      if (StoreFailure.of(error)?.trouble !== 'damaged') throw error;
      const known = await this.store.reader.find(CallEntity, { ...of, select: { id: true } });
      return Promise.all(known.map(({ id }) => this.#rowOf(id)));
    }
  }

  async #rowOf(id: string): Promise<CallEntity | UnreadableRow> {
    try {
      return await this.store.reader.findOneByOrFail(CallEntity, { id });
    } catch (cause) {
      return new UnreadableRow('calls', id, { cause });
    }
  }

  override async list(query: CallQuery): Promise<Page<Call>> {
    return mapReadable(this.store, await readCalls(this.store.reader, query), readCall);
  }
}

function readIfThere(row: CallEntity | UnreadableRow): Call {
  if (row instanceof UnreadableRow) throw row;
  return readCall(row);
}
