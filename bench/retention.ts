/**
 * What does it cost to delete what is too old, and does the store stop growing? A store is filled with a million ended calls
 * of two years and their timelines; those of the first year are deleted as the server does it, while a call goes on that has
 * something stored a hundred times a second. Beside it the same traffic without anything being deleted.
 *
 *     npm run bench:retention                 ten minutes, and 20 GB in the folder for temporary files
 *     npm run bench:retention -- --calls=50000 --seconds=20
 *
 * Exit code 1 when something had to wait for longer than LIMIT_MS because of it.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CallsRetention } from '../src/features/calls/calls-retention';
import { AuditRetention } from '../src/platform/audit/audit-retention';
import { IncidentsRetention } from '../src/platform/incidents/incidents-retention';
import { Retention } from '../src/platform/retention/retention';
import { parseSettings } from '../src/platform/settings/settings';
import { openStore } from '../src/platform/store/open-store';
import type { Store } from '../src/platform/store/store';
import { fill } from './lists/fill';
import { addTimelines } from './retention/timelines';
import { type Noticed, noticedDuring } from './retention/traffic';

/** A frame of video, a fifth of what people notice in a talk: and talk does not pass here at all. */
const LIMIT_MS = 50;
const ENTRIES = 30;
const SETTINGS = {
  ARI_PASSWORD: 'x',
  KEEP_CALLS_DAYS: '365',
  KEEP_TIMELINES_DAYS: '365',
  KEEP_AUDIT_DAYS: '365',
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { calls: { type: 'string', default: '1000000' }, seconds: { type: 'string', default: '120' } },
  });
  const [calls, seconds] = [Number(values.calls), Number(values.seconds)];
  if (!Number.isInteger(calls) || calls < 1000)
    throw new Error('--calls must be a whole number from 1000 on');
  if (!(seconds >= 5)) throw new Error('--seconds must be 5 or more');
  const dir = mkdtempSync(join(tmpdir(), 'baton-retention-'));
  Logger.overrideLogger(false);
  try {
    return await run(dir, calls, seconds * 1000);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(dir: string, calls: number, ms: number): Promise<number> {
  const startedAt = performance.now();
  const { summary } = await fill(dir, calls);
  await addTimelines(dir, ENTRIES);
  const tookS = Math.round((performance.now() - startedAt) / 1000);
  console.log(`filled in ${tookS} s: ${summary}, and ${calls * ENTRIES} entries of timelines`);
  const store = await openStore(dir);
  try {
    const before = await sizeOf(store);
    console.log(`the file: ${inGb(before.bytes)}`);
    const idle = await noticedDuring(store, () => new Promise((resolve) => setTimeout(resolve, ms / 4)));
    tell('nothing deleted', idle);
    const { rows, busyMs, noticed } = await sweepFor(store, ms);
    tell('while deleting', noticed);
    const after = await sizeOf(store);
    console.log(`the file: ${inGb(after.bytes)}, of which ${inGb(after.free)} are free for what comes`);
    await fillAgain(store, after.free);
    const then = await sizeOf(store);
    console.log(`as much again: ${inGb(then.bytes)}, of which ${inGb(then.free)} are free`);
    const added = Math.max(0, noticed.longestBlock - idle.longestBlock);
    const rate = Math.round(rows / (busyMs / 1000));
    console.log(
      `bench:retention: ${rows} rows, ${rate} rows/s, longest block ${noticed.longestBlock.toFixed(1)} ms` +
        ` (${idle.longestBlock.toFixed(1)} ms without), longest write ${noticed.longestWrite.toFixed(1)} ms` +
        ` (${idle.longestWrite.toFixed(1)} ms without), grown by ${inGb(then.bytes - before.bytes)}`,
    );
    return added < LIMIT_MS ? 0 : 1;
  } finally {
    await store.close();
  }
}

async function sweepFor(
  store: Store,
  ms: number,
): Promise<{ readonly rows: number; readonly busyMs: number; readonly noticed: Noticed }> {
  const metrics = new Registry();
  const retention = new Retention(store, metrics);
  const settings = parseSettings(SETTINGS);
  new CallsRetention(settings, retention).onModuleInit();
  new AuditRetention(settings, retention).onModuleInit();
  new IncidentsRetention(settings, retention).onModuleInit();
  const startedAt = performance.now();
  let busyMs = ms;
  const noticed = await noticedDuring(store, async () => {
    const stop = setTimeout(() => void retention.beforeApplicationShutdown(), ms);
    await retention.sweep();
    clearTimeout(stop);
    busyMs = performance.now() - startedAt;
  });
  const counted = await metrics.getSingleMetric('baton_retention_rows_total')?.get();
  const rows = counted?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  return { rows, busyMs, noticed };
}

/** As much as has become free, as new calls would. */
async function fillAgain(store: Store, bytes: number): Promise<void> {
  const entry = 'x'.repeat(157);
  const sql = 'INSERT INTO call_timeline (call_id, entry) VALUES (?, ?)';
  for (let written = 0; written < bytes * 0.6;) {
    await store.write(async (manager) => {
      for (let nth = 0; nth < 2_000; nth += 1, written += entry.length + 50)
        await manager.query(sql, [`again-${Math.floor(written / 6_000)}`, entry]);
    });
  }
}

async function sizeOf(store: Store): Promise<{ readonly bytes: number; readonly free: number }> {
  const [row]: readonly { free: number }[] = await store.reader.query(
    'SELECT freelist_count * page_size AS free FROM pragma_freelist_count(), pragma_page_size()',
  );
  return { bytes: statSync(store.file).size, free: row?.free ?? 0 };
}

function tell(what: string, { longestBlock, p99Block, longestWrite, p99Write, writes }: Noticed): void {
  const inMs = (value: number): string => `${value.toFixed(1)} ms`;
  console.log(
    `${what}: event loop blocked at most ${inMs(longestBlock)} (p99 ${inMs(p99Block)}); ` +
      `${writes} writes of a call took at most ${inMs(longestWrite)} (p99 ${inMs(p99Write)})`,
  );
}

function inGb(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GB`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
