import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Registry } from 'prom-client';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { diskError, fileHandles } from '../store/testing/file-handles';
import { StoreMetrics } from './store-metrics';
import { countsOf } from './testing/samples';

let dir: string;
let store: Store;
let registry: Registry;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-store-metrics-'));
  store = await openStore(dir);
  registry = new Registry();
  new StoreMetrics(registry, store);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const write = (options?: { readonly patienceMs: number }) =>
  store.write((manager) => manager.query("UPDATE agents SET name = ''"), options);

it('measures writes, and tells those that were taken back from the others', async () => {
  await write();
  await store.tryOut(() => Promise.resolve());
  await expect(store.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await countsOf(registry, 'baton_store_write_seconds')).toEqual(['done: 1', 'taken-back: 2']);
  expect(await countsOf(registry, 'baton_store_write_failures_total')).toEqual([]);
});

it('counts what the store did not take, by what was wrong', async () => {
  const other = new Database(join(dir, 'baton.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  const waiting = write({ patienceMs: 20 });
  await expect(waiting).rejects.toThrow('locked');
  other.close();
  expect(await countsOf(registry, 'baton_store_write_seconds')).toEqual(['failed: 1']);
  expect(await countsOf(registry, 'baton_store_write_failures_total')).toEqual(['locked: 1']);
});

it('measures how long the disk takes to confirm, and counts it when it cannot', async () => {
  await write();
  await store.onDisk();
  expect(await countsOf(registry, 'baton_store_confirm_seconds')).toEqual(['done: 1']);
  await write();
  for (const way of ['sync', 'datasync'] as const)
    jest.spyOn(await fileHandles(), way).mockRejectedValue(diskError('fsync'));
  await expect(store.onDisk()).rejects.toThrow();
  expect(await countsOf(registry, 'baton_store_confirm_seconds')).toEqual(['done: 1', 'failed: 1']);
  expect(await countsOf(registry, 'baton_store_write_failures_total')).toHaveLength(1);
});

it('tells how many writes wait', async () => {
  let go = (): void => undefined;
  const first = store.write(() => new Promise<void>((resolve) => (go = resolve)));
  const others = [write(), write()];
  await new Promise(setImmediate);
  expect(await countsOf(registry, 'baton_store_waiting_writes')).toEqual([': 2']);
  go();
  await Promise.all([first, ...others]);
  expect(await countsOf(registry, 'baton_store_waiting_writes')).toEqual([]);
});
