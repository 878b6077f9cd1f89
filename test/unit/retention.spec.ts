import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { OutsideMinutesRetention } from '../../src/features/dial-guard/outside-minutes-retention';
import { SessionsRetention } from '../../src/features/users/sessions-retention';
import { IncidentsRetention } from '../../src/platform/incidents/incidents-retention';
import { Retention } from '../../src/platform/retention/retention';
import { parseSettings } from '../../src/platform/settings/settings';
import { newId } from '../../src/platform/store/new-id';
import { openStore } from '../../src/platform/store/open-store';
import type { Store } from '../../src/platform/store/store';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');
const settings = parseSettings({ ARI_PASSWORD: 'x', KEEP_CALLS_DAYS: '2', KEEP_INCIDENTS_DAYS: '30' });

let dir: string;
let store: Store;
let retention: Retention;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-small-retention-'));
  store = await openStore(dir);
  retention = new Retention(store, new Registry());
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const insert = (sql: string, rows: readonly (readonly (string | number)[])[]) =>
  store.write(async (manager) => {
    for (const row of rows) await manager.query(sql, [...row]);
  });
const many = <T>(count: number, make: (nth: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, nth) => make(nth));
async function count(table: string): Promise<number> {
  const [row]: readonly { count: number }[] = await store.reader.query(
    `SELECT COUNT(*) AS count FROM ${table}`,
  );
  return row?.count ?? NaN;
}

it('lets go of incidents that are too old', async () => {
  await insert(
    "INSERT INTO incidents (id, type, detail, data, count, last_at) VALUES (?, 't', '', '{}', 1, 1)",
    many(500, (nth) => [newId(NOW - nth * (DAY_MS / 10))]),
  );
  new IncidentsRetention(settings, retention).onModuleInit();
  await retention.sweep(NOW);
  expect(await count('incidents')).toBe(301);
});

it('lets go of the minutes of days that are too old, of however many agents, and of none of today', async () => {
  const days = ['2026-11-20', '2026-11-26', '2026-11-27', '2026-11-29'];
  const rows = days.flatMap((day) => many(250, (nth) => [`agent-${nth}`, day] as const));
  await insert('INSERT INTO outside_minutes (agent_id, day, talked_ms) VALUES (?, ?, 1)', rows);
  new OutsideMinutesRetention(settings, retention).onModuleInit();
  await retention.sweep(NOW);
  expect(await count('outside_minutes')).toBe(500);
  expect(await count("outside_minutes WHERE day < '2026-11-27'")).toBe(0);
});

it('lets go of sessions that are over', async () => {
  await insert(
    "INSERT INTO sessions (hash, user_id, expires_at) VALUES (?, 'u', ?)",
    many(300, (nth) => [`s${nth}`, NOW - 250 + nth]),
  );
  new SessionsRetention(retention).onModuleInit();
  await retention.sweep(NOW);
  expect(await count('sessions')).toBe(50);
});
