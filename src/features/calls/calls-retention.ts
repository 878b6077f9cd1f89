import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { deleteRows, readRows } from '../../platform/retention/delete-rows';
import { Retention } from '../../platform/retention/retention';
import { markOf, setMark } from '../../platform/retention/retention-marks';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';

/** Of one timeline at once: to some calls thousands of things have happened. */
const ENTRIES = 100;
const TIMELINES = 'timelines';

interface Ended {
  readonly id: string;
  /** Epoch milliseconds; PostgreSQL's driver gives it as text. */
  readonly endedAt: number | string;
}

/** Calls that ended long ago are deleted with all that belongs to them; their timelines, which are most of it, before that. */
@Injectable()
export class CallsRetention implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly retention: Retention,
  ) {}

  onModuleInit(): void {
    const { calls, timelines } = this.settings.keptForMs;
    this.retention.add({ name: 'calls', keptForMs: calls, prune: pruneCall });
    this.retention.add({ name: TIMELINES, keptForMs: timelines, prune: pruneTimeline });
  }
}

/** One that goes on has no end, and so is never the one. */
async function pruneCall(manager: EntityManager, before: number): Promise<number> {
  const [call] = await readRows<Ended>(
    manager,
    'SELECT id FROM calls WHERE ended_at < ? ORDER BY ended_at LIMIT 1',
    [before],
  );
  if (!call) return 0;
  const { id } = call;
  const entries = await pruneEntries(manager, id);
  if (entries === ENTRIES) return entries;
  await deleteRows(manager, 'DELETE FROM call_agents WHERE call_id = ?', [id]);
  await deleteRows(manager, 'DELETE FROM call_numbers WHERE call_id = ?', [id]);
  return entries + (await deleteRows(manager, 'DELETE FROM calls WHERE id = ?', [id]));
}

/** The mark keeps it from looking at the same calls every hour, for as long as they are kept. */
async function pruneTimeline(manager: EntityManager, before: number): Promise<number> {
  const call = await endedAfter(manager, await markOf(manager, TIMELINES), before);
  if (!call) return 0;
  const entries = await pruneEntries(manager, call.id);
  if (entries < ENTRIES) await setMark(manager, TIMELINES, `${call.endedAt} ${call.id}`);
  return entries + 1;
}

/** @param mark end and id of the last that was dealt with */
async function endedAfter(manager: EntityManager, mark: string, before: number): Promise<Ended | undefined> {
  const [endedAt = '', id = ''] = mark.split(' ');
  const isBeyond = mark === '' ? '' : ' AND ended_at >= ? AND (ended_at, id) > (?, ?)';
  const [call] = await readRows<Ended>(
    manager,
    `SELECT id, ended_at AS "endedAt" FROM calls WHERE ended_at < ?${isBeyond} ORDER BY ended_at, id LIMIT 1`,
    mark === '' ? [before] : [before, Number(endedAt), Number(endedAt), id],
  );
  return call;
}

function pruneEntries(manager: EntityManager, callId: string): Promise<number> {
  const some = `SELECT id FROM call_timeline WHERE call_id = ? LIMIT ${ENTRIES}`;
  return deleteRows(manager, `DELETE FROM call_timeline WHERE id IN (${some})`, [callId]);
}
