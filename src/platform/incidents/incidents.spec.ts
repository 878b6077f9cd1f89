import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { PublishedEvent } from '../events/event';
import { EventBus } from '../events/event-bus';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { Incidents } from './incidents';

let dir: string;
let store: Store;
let bus: EventBus;
let incidents: Incidents;
let told: PublishedEvent[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-incidents-'));
  store = await openStore(dir);
  bus = new EventBus();
  told = [];
  bus.subscribe((event) => told.push(event));
  incidents = new Incidents(store, bus, new Registry());
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const stored = async () => {
  await incidents.beforeApplicationShutdown();
  bus.tell();
  return (await incidents.list({ limit: 100, sort: 'time' })).items;
};
const knock = (source: string, now: number) =>
  incidents.tell(
    { type: 'security.key-rejected', detail: 'Somebody knocks.', source, data: { port: 1 } },
    now,
  );

it('stores and publishes what happened', async () => {
  knock('192.0.2.1', 1_700_000_000_000);
  const rows = await stored();
  expect(rows).toMatchObject([
    {
      type: 'security.key-rejected',
      detail: 'Somebody knocks.',
      source: '192.0.2.1',
      data: '{"port":1}',
      count: 1,
    },
  ]);
  expect(told).toMatchObject([
    { type: 'security.key-rejected', data: { id: rows[0]?.id, source: '192.0.2.1', port: 1 } },
  ]);
});

it('counts alike ones in one record for as long as they go on, and tells of the first', async () => {
  const at = 1_700_000_000_000;
  for (const ms of [0, 1, 59_999, 119_998]) knock('192.0.2.1', at + ms);
  knock('192.0.2.2', at + 119_998);
  knock('192.0.2.1', at + 119_998 + 60_000);
  expect(await stored()).toMatchObject([
    { source: '192.0.2.1', count: 4, lastAt: at + 119_998 },
    { source: '192.0.2.2', count: 1 },
    { source: '192.0.2.1', count: 1 },
  ]);
  expect(told).toHaveLength(3);
});

it('begins a new record after an hour of them', async () => {
  const at = 1_700_000_000_000;
  for (let minute = 0; minute < 120; minute += 0.5) knock('192.0.2.1', at + minute * 60_000);
  expect(await stored()).toMatchObject([{ count: 120 }, { count: 120 }]);
});

it('does not let a flood from everywhere grow without bound, nor says of one what another did', async () => {
  const at = 1_700_000_000_000;
  for (let i = 0; i < 1_000; i += 1) knock(`192.0.2.${i}`, at + i);
  knock('192.0.2.0', at + 1_000);
  const rows = await stored();
  expect(rows).toHaveLength(61);
  const others = rows.filter(({ source }) => source === null);
  expect(others).toMatchObject([{ count: 940, data: '{}' }]);
  expect(rows.find(({ source }) => source === '192.0.2.0')).toMatchObject({ count: 2 });
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(1_001);
  expect(told.slice(0, 60).every(({ type }) => type === 'security.key-rejected')).toBe(true);
  const [{ id = '', detail = '' } = {}] = others;
  expect(told.slice(60)).toMatchObject([
    { type: 'incidents.many', data: { id, detail, of: 'security.key-rejected' } },
  ]);
});

it('has a record for a new one again once the flood has ebbed', async () => {
  const at = 1_700_000_000_000;
  for (let i = 0; i < 1_000; i += 1) knock(`192.0.2.${i}`, at + i);
  knock('198.51.100.1', at + 62_000);
  expect((await stored()).at(-1)).toMatchObject({ source: '198.51.100.1', count: 1 });
});

it('does not write as often as it counts', async () => {
  const write = jest.spyOn(store, 'write');
  for (let i = 0; i < 1_000; i += 1) {
    knock('192.0.2.1', 1_700_000_000_000 + i);
    await Promise.resolve();
  }
  expect(await stored()).toMatchObject([{ count: 1_000 }]);
  expect(write.mock.calls.length).toBeLessThanOrEqual(2);
});

it('keeps numbers out of the log', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const caller = { type: 'contact', number: '+31612345678', name: 'Kim' };
  incidents.tell({ type: 'security.key-rejected', detail: 'Somebody knocks.', data: { caller } });
  expect(warn.mock.calls).toEqual([
    [
      { incident: 'security.key-rejected', caller: { type: 'contact', number: '••••78', name: 'Kim' } },
      'Somebody knocks.',
    ],
  ]);
  warn.mockRestore();
  expect(await stored()).toMatchObject([{ data: JSON.stringify({ caller }) }]);
});

it('stores later what could not be stored at once', async () => {
  const write = jest.spyOn(store, 'write').mockRejectedValueOnce(new Error('disk full'));
  knock('192.0.2.1', 1_700_000_000_000);
  knock('192.0.2.1', 1_700_000_000_001);
  expect(await stored()).toMatchObject([{ count: 2 }]);
  expect(write.mock.calls.length).toBeGreaterThan(1);
});
