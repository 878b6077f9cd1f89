import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { Call } from '../../core/call/call';
import { Story } from '../../core/call/testing/story';
import { Retention } from '../../platform/retention/retention';
import { parseSettings } from '../../platform/settings/settings';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { CallsRetention } from './calls-retention';
import { StoredCalls } from './stored-calls';
import type { TimelineEntry } from './timeline';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');

let dir: string;
let store: Store;
let calls: StoredCalls;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-calls-retention-'));
  store = await openStore(dir);
  calls = new StoredCalls(store);
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const entry: TimelineEntry = { kind: 'event', at: 1, event: { type: 'call.started' } };

/** A call that ended so many days ago; null: that goes on. */
async function save(id: string, daysAgo: number | null, entries = 3): Promise<void> {
  const story = Story.merged();
  const ended = daysAgo === null ? null : { reason: 'hung-up' as const, at: NOW - daysAgo * DAY_MS };
  const call: Call = { ...story.call, id, startedAt: NOW - 1_000 * DAY_MS, ended };
  await calls.save(call, Array<TimelineEntry>(entries).fill(entry), { patienceMs: 1_000 });
}

async function sweep(env: Readonly<Record<string, string>>): Promise<void> {
  const retention = new Retention(store, new Registry());
  new CallsRetention(parseSettings({ ARI_PASSWORD: 'x', ...env }), retention).onModuleInit();
  await retention.sweep(NOW);
}

/** Whose rows there are, by table. */
async function left(): Promise<Record<string, string>> {
  const tables = { calls: 'id', call_timeline: 'call_id', call_agents: 'call_id', call_numbers: 'call_id' };
  const found: Record<string, string> = {};
  for (const [table, column] of Object.entries(tables)) {
    const rows: readonly { id: string }[] = await store.reader.query(
      `SELECT DISTINCT ${column} AS id FROM ${table} ORDER BY 1`,
    );
    found[table] = rows.map(({ id }) => id).join(' ');
  }
  return found;
}
const allOf = (ids: string) => ({ calls: ids, call_timeline: ids, call_agents: ids, call_numbers: ids });

it('deletes calls that ended long enough ago with all that belongs to them, and no call that goes on', async () => {
  await save('a-live', null);
  for (let n = 0; n < 20; n += 1) await save(`b-old-${n}`, 31 + n);
  await save('c-young', 29);
  await sweep({ KEEP_CALLS_DAYS: '30', KEEP_TIMELINES_DAYS: '30' });
  expect(await left()).toEqual(allOf('a-live c-young'));
});

it('deletes a call whose timeline is longer than what is deleted at once', async () => {
  await save('long', 31, 1_050);
  await save('young', 29, 450);
  await sweep({ KEEP_CALLS_DAYS: '30', KEEP_TIMELINES_DAYS: '0' });
  expect(await left()).toEqual(allOf('young'));
  const [row]: readonly { count: number }[] = await store.reader.query(
    'SELECT COUNT(*) AS count FROM call_timeline',
  );
  expect(row?.count).toBe(450);
});

it('keeps them for ever if that is wished', async () => {
  await save('old', 10_000);
  await sweep({ KEEP_CALLS_DAYS: '0', KEEP_TIMELINES_DAYS: '0' });
  expect(await left()).toEqual(allOf('old'));
});

it('deletes timelines before their calls, each once, and none of a call that goes on', async () => {
  await save('a-live', null);
  for (let n = 0; n < 12; n += 1) await save(`b-old-${String(n).padStart(2, '0')}`, 31);
  await save('c-young', 29);
  const env = { KEEP_CALLS_DAYS: '0', KEEP_TIMELINES_DAYS: '30' };
  await sweep(env);
  const ids = [
    'a-live',
    ...Array.from({ length: 12 }, (_, n) => `b-old-${String(n).padStart(2, '0')}`),
    'c-young',
  ];
  expect(await left()).toEqual({ ...allOf(ids.join(' ')), call_timeline: 'a-live c-young' });

  // Of those it has dealt with it does not ask again.
  const write = jest.spyOn(store, 'write');
  await sweep(env);
  expect(write).toHaveBeenCalledTimes(1);
  await save('d-next', 30.5);
  await sweep(env);
  expect((await left())['call_timeline']).toBe('a-live c-young');
});

it('finds them by indices', async () => {
  const plans = [
    'SELECT id FROM calls WHERE ended_at < 5 ORDER BY ended_at LIMIT 1',
    "SELECT id FROM calls WHERE ended_at < 5 AND ended_at >= 1 AND (ended_at, id) > (1, 'x') ORDER BY ended_at, id LIMIT 1",
    "SELECT id FROM call_timeline WHERE call_id = 'a' LIMIT 100",
    "DELETE FROM call_agents WHERE call_id = 'a'",
    "DELETE FROM call_numbers WHERE call_id = 'a'",
  ];
  for (const sql of plans) {
    const steps: readonly { detail: string }[] = await store.reader.query(`EXPLAIN QUERY PLAN ${sql}`);
    expect(steps[0]?.detail).toMatch(/^SEARCH .* INDEX/);
  }
});
