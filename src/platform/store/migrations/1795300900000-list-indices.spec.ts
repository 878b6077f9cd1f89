import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { storeIn } from '../open-store';
import { WritingConnection } from '../sqlite-connection';
import { ListIndices1795300900000 } from './1795300900000-list-indices';

let dir: string;
let writer: WritingConnection;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-migration-'));
  writer = await WritingConnection.open(storeIn(dir));
  await writer.setUp((dataSource) => dataSource.runMigrations({ transaction: 'all' }));
});

afterEach(async () => {
  await writer.close();
  rmSync(dir, { recursive: true, force: true });
});

async function migrate(dataSource: DataSource, which: 'up' | 'down'): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await new ListIndices1795300900000()[which](runner);
}

it('makes the calls that there are found by their numbers', () =>
  writer.setUp(async (dataSource) => {
    await migrate(dataSource, 'down');
    const calls = Array.from(
      { length: 1001 },
      (_, nth) => [`call-${String(nth).padStart(4, '0')}`, nth] as const,
    );
    for (const [id, nth] of calls) {
      const legs = [
        { party: { type: 'contact', number: `+316${nth}` } },
        { party: { type: 'agent', extension: '101' } },
        { party: { type: 'number', number: `+316${nth}` } },
        { party: { type: 'contact', number: '', withheld: true } },
      ];
      await dataSource.query('INSERT INTO calls (id, line_id, started_at, facts) VALUES (?, ?, ?, ?)', [
        id,
        'line',
        nth,
        JSON.stringify({ legs }),
      ]);
    }
    await migrate(dataSource, 'up');
    const rows: unknown = await dataSource.query(
      'SELECT number, call_id AS id FROM call_numbers ORDER BY call_id',
    );
    expect(rows).toEqual(calls.map(([id, nth]) => ({ number: `316${nth}`, id })));
  }));

it('leaves the audit log as one that is only added to', () =>
  writer.setUp(async (dataSource) => {
    const columns = 'id, at, by_id, by_name, by_role, method, path, status, action';
    await dataSource.query(
      `INSERT INTO audit_log (${columns}) VALUES ('a', 1, '', '', '', '', '', 200, 'PUT /x')`,
    );
    await expect(dataSource.query('DELETE FROM audit_log')).rejects.toThrow('append only');
    await expect(dataSource.query("UPDATE audit_log SET action = ''")).rejects.toThrow('append only');
  }));
