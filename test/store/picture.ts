import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Baton } from '../support/baton';

/** What is written beside what was asked for, or by nobody's asking. */
const aside = new Set([
  'audit_log',
  'incidents',
  'store_probe',
  'retention_marks',
  'idempotency_records',
  'migrations',
  'sqlite_sequence',
  'calls',
  'call_timeline',
  'call_agents',
  'call_numbers',
  'agent_call_memory',
  'ring_group_turns',
  'outside_minutes',
]);

/** The store as another program sees it, which is as the server sees it when it is killed and started again. */
export class OnDisk {
  constructor(private readonly dataDir: string) {}

  /** All that is set up. */
  setUp(): string {
    return this.#read((file) => {
      const tables = file
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .all()
        .map((row) => (row as { name: string }).name)
        .filter((name) => !aside.has(name));
      const rows = tables.map((name) => [name, sorted(file.prepare(`SELECT * FROM "${name}"`).all())]);
      // When a key was used last is written whenever it is used.
      return JSON.stringify(rows, (key, value: unknown) => (key === 'last_used_at' ? null : value));
    });
  }

  auditEntries(): number {
    return this.#read((file) => {
      const [row] = file.prepare('SELECT COUNT(*) AS count FROM audit_log').all();
      return (row as { count: number }).count;
    });
  }

  /** Each leg of a call and its state; undefined if there is no such call. */
  legsOf(callId: string): string | undefined {
    return this.#read((file) => {
      const [row] = file.prepare(`SELECT facts FROM calls WHERE id = '${callId}'`).all();
      if (!row) return undefined;
      const { legs } = JSON.parse((row as { facts: string }).facts) as {
        legs: readonly { id: string; state: string }[];
      };
      return legs.map(({ id, state }) => `${id} ${state}`).join(', ');
    });
  }

  #read<T>(work: (file: Database) => T): T {
    const file = new Database(join(this.dataDir, 'baton.sqlite'), { timeout: 2_000, fileMustExist: true });
    try {
      return work(file);
    } finally {
      file.close();
    }
  }
}

/** All that is set up, as the server tells it, and what its keys are good for. */
export async function asTold(baton: Baton, keys: readonly string[]): Promise<string> {
  const told = await Promise.all(
    ['/config', '/users?limit=200', '/api-keys?limit=200'].map((path) => baton.done('GET', path)),
  );
  const good = await Promise.all(
    keys.map(
      async (key) => (await baton.api('GET', '/me', undefined, { authorization: `Bearer ${key}` })).status,
    ),
  );
  return JSON.stringify([told, good], (key, value: unknown) => (key === 'lastUsedAt' ? null : value));
}

/** Whatever order they are read in. */
function sorted(rows: readonly unknown[]): readonly unknown[] {
  const texts = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
