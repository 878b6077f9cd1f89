import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import type { Perishable } from './perishable';
import { Retention } from './retention';

const NOW = 1_800_000_000_000;

let dir: string;
let store: Store;
let retention: Retention;
let metrics: Registry;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-retention-'));
  store = await openStore(dir);
  metrics = new Registry();
  retention = new Retention(store, metrics);
});

afterEach(async () => {
  await retention.beforeApplicationShutdown();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Something that has so many rows, of which each piece of work takes one after holding everything up for so long. */
function rows(
  count: number,
  { keptForMs, eachMs = 0 }: Partial<Pick<Perishable, 'keptForMs'> & { eachMs: number }> = {},
) {
  const asked: number[] = [];
  let left = count;
  const kind: Perishable = {
    name: 'rows',
    keptForMs: keptForMs === undefined ? 1_000 : keptForMs,
    prune: (_, before) => {
      asked.push(before);
      for (const until = performance.now() + eachMs; performance.now() < until;);
      const gone = Math.min(1, left);
      left -= gone;
      return Promise.resolve(gone);
    },
  };
  return { kind, asked, left: () => left };
}

it('deletes all that is too old, and counts it', async () => {
  const all = rows(50);
  retention.add(all.kind);
  await retention.sweep(NOW);
  expect(all.left()).toBe(0);
  expect(new Set(all.asked)).toEqual(new Set([NOW - 1_000]));
  expect(await metrics.metrics()).toContain('baton_retention_rows_total{kind="rows"} 50');
});

it('does not touch what is kept for ever', async () => {
  const all = rows(50, { keptForMs: null });
  retention.add(all.kind);
  await retention.sweep(NOW);
  expect(all.asked).toEqual([]);
});

it('holds nobody up for longer than a piece of work takes, and a little', async () => {
  const all = rows(40, { eachMs: 2 });
  retention.add(all.kind);
  let sweeping = true;
  const swept = retention.sweep(NOW).then(() => (sweeping = false));
  const waits: number[] = [];
  while (sweeping) {
    const since = performance.now();
    await store.write(() => Promise.resolve());
    waits.push(performance.now() - since);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await swept;
  // In between the others have most of the time.
  expect(waits.length).toBeGreaterThan(40);
  const median = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)] ?? Infinity;
  expect(median).toBeLessThan(4);
});

it('stops with the server, wherever it is', async () => {
  const all = rows(1_000_000, { eachMs: 1 });
  retention.add(all.kind);
  const sweep = retention.sweep(NOW);
  while (all.left() === 1_000_000) await new Promise((resolve) => setImmediate(resolve));
  await retention.beforeApplicationShutdown();
  await sweep;
  expect(all.left()).toBeGreaterThan(0);
});

it('goes on with the others when something cannot be deleted, and tries it again the next time', async () => {
  const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const [first, second] = [rows(3), rows(3)];
  let isBroken = true;
  const prune: Perishable['prune'] = (...asked) =>
    isBroken ? Promise.reject(new Error('no')) : first.kind.prune(...asked);
  retention.add({ ...first.kind, prune });
  retention.add(second.kind);
  await retention.sweep(NOW);
  expect([first.left(), second.left()]).toEqual([3, 0]);
  expect(error).toHaveBeenCalledTimes(1);
  isBroken = false;
  await retention.sweep(NOW);
  expect(first.left()).toBe(0);
  error.mockRestore();
});
