import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { World } from '../support/world';

/** What grows with every request, refused or not: who asked what, and what came of it. */
const journals = new Set(['audit_log', 'idempotency_records', 'incidents', 'retention_marks']);

/** Everything else that the server keeps, row by row. */
export function storeOf(dir: string): ReadonlyMap<string, string> {
  const store = new Database(join(dir, 'data', 'baton.sqlite'));
  try {
    const tables = store.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const rows = (tables as readonly { readonly name: string }[])
      .filter(({ name }) => !journals.has(name))
      .flatMap(({ name }) =>
        store
          .prepare(`SELECT * FROM "${name}"`)
          .all()
          .map((row) => textOf(name, row)),
      );
    return new Map(rows.map((row) => [row, row]));
  } finally {
    store.close();
  }
}

function textOf(table: string, row: unknown): string {
  // Noted when a key is used; and so it was.
  const { last_used_at: _, ...kept } = row as { readonly last_used_at?: unknown };
  return `${table}: ${JSON.stringify(kept)}`;
}

/** Rows that have come and gone. */
export function changesOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const gone = [...before.keys()].filter((row) => !after.has(row)).map((row) => `- ${row}`);
  const come = [...after.keys()].filter((row) => !before.has(row)).map((row) => `+ ${row}`);
  return [...gone, ...come];
}

/** Lines of the server's log, from a length of it on, that say that something went wrong; not those that tell of the abuse. */
export function complaintsOf({ baton }: World, from: number): readonly string[] {
  return baton.stderr
    .slice(from)
    .split('\n')
    .filter((line) => {
      if (!line.startsWith('{')) return line.trim() !== '';
      const {
        level,
        incident = '',
        context,
      } = JSON.parse(line) as {
        readonly level: number;
        readonly incident?: string;
        readonly context?: string;
      };
      // Somebody claims to be a proxy: that is told once.
      return level >= 40 && context !== 'ClientAddresses' && !/^(security|asterisk\.trunk)/.test(incident);
    });
}

/** Phones that were pushed to Asterisk: their accounts, without what registering adds. */
export async function accountsIn({ asterisk }: World): Promise<string> {
  const all = await asterisk.cli('database show ps_auths');
  return all.trim();
}

/** Resident memory of the server in MB. */
export function residentMb({ baton }: World): number {
  const status = readFileSync(`/proc/${baton.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024);
}
