import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { Retention } from '../retention/retention';
import { parseSettings } from '../settings/settings';
import { newId } from '../store/new-id';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { AuditRetention } from './audit-retention';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');

let dir: string;
let store: Store;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-audit-retention-'));
  store = await openStore(dir);
  const columns = 'id, at, by_id, by_name, by_role, method, path, status';
  for (let daysAgo = 0; daysAgo < 300; daysAgo += 1) {
    const at = NOW - daysAgo * DAY_MS;
    await store.write((manager) =>
      manager.query(`INSERT INTO audit_log (${columns}) VALUES (?, ?, '', '', '', '', ?, 200)`, [
        newId(at),
        at,
        `/${daysAgo}`,
      ]),
    );
  }
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function sweep(days: string, now = NOW): Promise<void> {
  const retention = new Retention(store, new Registry());
  new AuditRetention(parseSettings({ ARI_PASSWORD: 'x', KEEP_AUDIT_DAYS: days }), retention).onModuleInit();
  await retention.sweep(now);
}
const left = async (): Promise<number> => {
  const [row]: readonly { count: number }[] = await store.reader.query(
    'SELECT COUNT(*) AS count FROM audit_log',
  );
  return row?.count ?? NaN;
};
const query = (sql: string) => store.write((manager) => manager.query(sql));

it('deletes what is too old, and nothing else can be deleted or changed, not even then', async () => {
  await expect(query('DELETE FROM audit_log')).rejects.toThrow('append only');
  await sweep('30');
  expect(await left()).toBe(31);
  await expect(query('DELETE FROM audit_log')).rejects.toThrow('append only');
  await expect(query("DELETE FROM audit_log WHERE path = '/30'")).rejects.toThrow('append only');
  await expect(query("UPDATE audit_log SET path = ''")).rejects.toThrow('append only');
  expect(await left()).toBe(31);
});

it('keeps all of it for ever if that is wished', async () => {
  await sweep('0');
  expect(await left()).toBe(300);
});

it('does not let go of what it kept when the clock is put back', async () => {
  await sweep('30');
  await sweep('30', NOW - 10 * DAY_MS);
  expect(await left()).toBe(31);
  await expect(query("DELETE FROM audit_log WHERE path = '/29'")).rejects.toThrow('append only');
});
