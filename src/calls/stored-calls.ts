import { Injectable } from '@nestjs/common';
import { And, type EntityManager, type FindOperator, IsNull, LessThan, Not, Raw } from 'typeorm';
import { PreparedInsert } from '../persistence/prepared-insert';
import { Store } from '../persistence/store';
import { CallEntity, TimelineEntity } from './call.entity';
import { CallStore, type CallQuery } from './call-store';
import { type Call } from './domain/call';
import { StoredCallAgents } from './stored-call-agents';
import { type TimelineEntry } from './timeline';

type CallRow = Pick<CallEntity, 'id' | 'lineId' | 'startedAt' | 'endedAt' | 'facts'>;
type TimelineRow = Pick<TimelineEntity, 'callId' | 'entry'>;

/** Facts in the database, one row a call. */
@Injectable()
export class StoredCalls extends CallStore {
  readonly #facts: PreparedInsert<CallRow>;
  readonly #entries: PreparedInsert<TimelineRow>;
  readonly #agents: StoredCallAgents;

  constructor(private readonly store: Store) {
    super();
    const columns = ['id', 'lineId', 'startedAt', 'endedAt', 'facts'] as const;
    this.#facts = new PreparedInsert(store.reader, CallEntity, columns, ['endedAt', 'facts']);
    this.#entries = new PreparedInsert(store.reader, TimelineEntity, ['callId', 'entry']);
    this.#agents = new StoredCallAgents(store.reader);
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
      await this.#agents.save(manager, call);
      await this.#insert(manager, call.id, entries);
    });
    this.#agents.committed(call);
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

  override async list({ state, limit, after, agentId }: CallQuery): Promise<readonly Call[]> {
    const rows = await this.store.reader.find(CallEntity, {
      where: {
        ...(state === 'all' ? {} : { endedAt: state === 'live' ? IsNull() : Not(IsNull()) }),
        ...idsThatAre([
          ...(after === undefined ? [] : [LessThan(after)]),
          ...(agentId === undefined ? [] : [isCallOf(agentId)]),
        ]),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toCall);
  }
}

function idsThatAre(conditions: readonly FindOperator<string>[]) {
  return conditions.length === 0 ? {} : { id: And(...conditions) };
}

function isCallOf(agentId: string): FindOperator<string> {
  const sql = (id: string) => `${id} IN (SELECT call_id FROM call_agents WHERE agent_id = :agentId)`;
  return Raw(sql, { agentId }) as FindOperator<string>;
}

function toCall(row: CallEntity): Call {
  return JSON.parse(row.facts) as Call;
}
