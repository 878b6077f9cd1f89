import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventBus } from '../../platform/events/event-bus';
import { Incidents } from '../../platform/incidents/incidents';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { PhoneUpkeep } from './phone-upkeep';
import { PhonesService } from './phones.service';
import { Asterisk } from './testing/asterisk';

let dir: string;
let store: Store;
let asterisk: Asterisk;
let incidents: Incidents;
let phones: PhonesService;
let upkeep: PhoneUpkeep;

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => {
  Logger.overrideLogger(new ConsoleLogger());
});

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-upkeep-'));
  store = await openStore(dir);
  asterisk = new Asterisk();
  incidents = new Incidents(store, new EventBus(), new Registry());
  phones = new PhonesService(store, asterisk);
  upkeep = new PhoneUpkeep(phones, asterisk, incidents);
  upkeep.onApplicationBootstrap();
  for (const [id, extension] of [
    ['ann', '101'],
    ['ben', '102'],
  ])
    await store.write((manager) =>
      manager.insert('AgentEntity', { id, extension, name: 'A', status: 'available' }),
    );
  await phones.put('ann', 'old', 'sip');
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});

afterEach(async () => {
  upkeep.beforeApplicationShutdown();
  jest.useRealTimers();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const without = (...away: string[]) => (asterisk.isThere = (user) => !away.includes(user));

/** How often Asterisk was told to forget the old phone after so many milliseconds more. */
async function askedAfter(ms: number): Promise<number> {
  await jest.advanceTimersByTimeAsync(ms);
  // The store takes a few turns of the loop, and no time.
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  return asterisk.asked.filter((user) => user === 'old').length;
}

async function told() {
  await incidents.beforeApplicationShutdown();
  const { items } = await incidents.list({ limit: 100, sort: 'time' });
  return items.map(({ type, data, count }) => ({ type, data: JSON.parse(data) as unknown, count }));
}

it('tries again what failed once, though the connection stands', async () => {
  without('old');
  await phones.put('ann', 'new', 'sip');
  without();
  expect(await askedAfter(999)).toBe(1);
  expect(await askedAfter(1)).toBe(2);
  expect([...asterisk.phones.keys()]).toEqual(['new']);
  expect(await store.reader.query('SELECT * FROM phone_revocations')).toEqual([]);
  expect(await askedAfter(600_000)).toBe(2);
});

it('waits twice as long each time, a minute at the most, and tells of it once', async () => {
  without('old');
  await phones.put('ann', 'new', 'sip');
  for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
    expect(await askedAfter(seconds * 1_000 - 1)).toBe(index + 1);
    expect(await askedAfter(1)).toBe(index + 2);
  }
  const data = { phone: 'old', reason: 'asterisk-unavailable' };
  expect(await told()).toEqual([{ type: 'security.phone-not-revoked', data, count: 1 }]);
});

it('tries what fails for the first time soon, whatever else has failed for long', async () => {
  without('old', 'ben');
  await phones.put('ann', 'new', 'sip');
  for (const seconds of [1, 2, 4, 8, 16]) await askedAfter(seconds * 1_000);
  asterisk.phones.set('ben', 'sip');
  await store.write((manager) => manager.insert('PhoneRevocationEntity', { user: 'ben' }));
  await phones.written(['ben']);
  without('old');
  expect(await askedAfter(1_000)).toBe(6);
  expect([...asterisk.phones.keys()].sort()).toEqual(['new', 'old']);
});

it('tries no more for a phone that was given anew', async () => {
  without('old');
  await phones.put('ann', 'new', 'sip');
  without();
  await phones.put('ben', 'old', 'sip');
  expect(await askedAfter(600_000)).toBe(1);
  expect([...asterisk.phones.keys()].sort()).toEqual(['new', 'old']);
});

it('tries again what failed when Asterisk was there again', async () => {
  await store.write((manager) => phones.removeRows(manager, ['old']));
  without('old');
  asterisk.connect();
  expect(await askedAfter(0)).toBe(1);
  without();
  expect(await askedAfter(1_000)).toBe(2);
  expect([...asterisk.phones.keys()]).toEqual([]);
});

it('leaves no timer behind', async () => {
  without('old');
  await phones.put('ann', 'new', 'sip');
  upkeep.beforeApplicationShutdown();
  expect(await askedAfter(600_000)).toBe(1);
  asterisk.connect();
  expect(await askedAfter(600_000)).toBe(2);
});
