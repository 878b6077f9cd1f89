import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { Story } from '../../src/core/call/testing/story';
import { newId } from '../../src/platform/store/new-id';
import { openStore } from '../../src/platform/store/open-store';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(90_000);

const DAY_MS = 86_400_000;
/** The first sweep comes ten seconds after the start. */
const SWEPT_MS = 20_000;

const dir = mkdtempSync(join(tmpdir(), 'baton-server-retention-'));
const dataDir = join(dir, 'data');
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk, dataDir });
  await baton.stop();
  await fill();
  const env = {
    KEEP_CALLS_DAYS: '30',
    KEEP_TIMELINES_DAYS: '10',
    KEEP_AUDIT_DAYS: '30',
    KEEP_INCIDENTS_DAYS: '30',
  };
  baton = await startBaton({ asterisk, dataDir, env });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Of everything that grows one that is too old, and one that is not; and a call that never ended. */
async function fill(): Promise<void> {
  const store = await openStore(dataDir);
  const ago = (days: number): number => Date.now() - days * DAY_MS;
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>) => {
    const columns = Object.keys(row);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    return store.write((manager) => manager.query(sql, Object.values(row)));
  };
  for (const [name, days, isLive] of [
    ['old', 31, false],
    ['middle', 11, false],
    ['young', 1, false],
    ['live', 100, true],
  ] as const) {
    const at = ago(days);
    const ended = isLive ? null : { reason: 'hung-up', at };
    const facts = JSON.stringify({ ...Story.merged().call, id: name, ended });
    await insert('calls', { id: name, line_id: 'l', started_at: at, ended_at: ended?.at ?? null, facts });
    const entry = JSON.stringify({ kind: 'event', at, event: { type: 'call.started' } });
    await insert('call_timeline', { call_id: name, entry });
    await insert('call_agents', { agent_id: 'anna', call_id: name });
    await insert('call_numbers', { number: '31612345678', call_id: name });
    const of = { by_id: name, by_name: '', by_role: '', method: 'POST', path: '/', status: 200 };
    await insert('audit_log', { id: newId(at), at, ...of });
    const incident = { type: 'security.knock', detail: name, data: '{}', count: 1, last_at: at };
    await insert('incidents', { id: newId(at), ...incident });
    const expiresAt = days > 10 ? at : Date.now() + DAY_MS;
    await insert('sessions', { hash: name, user_id: 'u', expires_at: expiresAt });
    const answer = { scope: 's', key: name, fingerprint: 'f' };
    await insert('idempotency_records', { ...answer, expires_at: new Date(expiresAt).toISOString() });
    const day = new Date(at).toISOString().slice(0, 10);
    await insert('outside_minutes', { agent_id: 'anna', day, talked_ms: 1 });
  }
  await store.close();
}

/** Each once. */
function left(table: string, column: string): readonly string[] {
  const store = new Database(join(dataDir, 'baton.sqlite'));
  const rows = store.prepare(`SELECT DISTINCT ${column} AS name FROM ${table} ORDER BY 1`).all();
  store.close();
  return (rows as readonly { name: string }[]).map(({ name }) => name);
}

it('lets go of what is too old by the settings, of each kind, and of no call that goes on', async () => {
  for (const kind of ['calls', 'timelines', 'audit', 'incidents', 'answers', 'sessions', 'outside minutes'])
    await baton.logged(new RegExp(`"kind":"${kind}","rows":\\d+`), `${kind} to be deleted`, SWEPT_MS);
  for (const [table, column] of [
    ['calls', 'id'],
    ['call_agents', 'call_id'],
    ['call_numbers', 'call_id'],
  ] as const)
    expect([table, left(table, column)]).toEqual([table, ['live', 'middle', 'young']]);
  expect(left('call_timeline', 'call_id')).toEqual(['live', 'young']);
  expect(left('incidents', 'detail')).toEqual(['middle', 'young']);
  expect(left('audit_log', 'by_id').filter((by) => by !== 'admin')).toEqual(['middle', 'young']);
  expect(left('sessions', 'hash')).toEqual(['young']);
  expect(left('idempotency_records', 'key')).toEqual(['young']);
  expect(left('outside_minutes', 'day')).toHaveLength(2);
  const { items } = await baton.done<{ items: readonly object[] }>('GET', '/calls/middle/timeline');
  expect(items).toEqual([]);
});
