import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not } from 'typeorm';
import { Store } from '../persistence/store';
import { CallEntity, TimelineEntity } from './call.entity';
import { CallStore, type CallQuery } from './call-store';
import { type Call } from './domain/call';
import { type TimelineEntry } from './timeline';

/** Facts in the database, one row a call. */
@Injectable()
export class StoredCalls extends CallStore {
  constructor(private readonly store: Store) {
    super();
  }

  override async save(call: Call, entries: readonly TimelineEntry[]): Promise<void> {
    const row: CallEntity = {
      id: call.id,
      lineId: call.line.id,
      startedAt: call.startedAt,
      endedAt: call.ended?.at ?? null,
      facts: JSON.stringify(call),
    };
    await this.store.write(async (manager) => {
      await manager.upsert(CallEntity, row, ['id']);
      if (entries.length > 0) await manager.insert(TimelineEntity, rowsOf(call.id, entries));
    });
  }

  override async append(id: string, entries: readonly TimelineEntry[]): Promise<void> {
    await this.store.write((manager) => manager.insert(TimelineEntity, rowsOf(id, entries)));
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

  override async list({ state, limit, after }: CallQuery): Promise<readonly Call[]> {
    const rows = await this.store.reader.find(CallEntity, {
      where: {
        ...(state === 'all' ? {} : { endedAt: state === 'live' ? IsNull() : Not(IsNull()) }),
        ...(after === undefined ? {} : { id: LessThan(after) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toCall);
  }
}

function rowsOf(callId: string, entries: readonly TimelineEntry[]) {
  return entries.map((entry) => ({ callId, entry: JSON.stringify(entry) }));
}

function toCall(row: CallEntity): Call {
  return JSON.parse(row.facts) as Call;
}
