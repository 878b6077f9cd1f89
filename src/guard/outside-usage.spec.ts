import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { defaultLimits } from '../calls/domain/call';
import { originate } from '../calls/domain/start';
import { dialable } from '../calls/domain/testing/people';
import { Story } from '../calls/domain/testing/story';
import { openStore } from '../persistence/open-store';
import { Store } from '../persistence/store';
import { OutsideUsage } from './outside-usage';

const NOW = Date.parse('2026-11-22T12:00:00Z');

let dir: string;
let dataSource: DataSource;
let usage: OutsideUsage;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-usage-'));
  dataSource = await openStore(dir);
  usage = new OutsideUsage(new Store(dataSource));
});

afterEach(async () => {
  await dataSource.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const agent = dialable('anna');
const annaId = agent.party.type === 'agent' ? agent.party.agentId : '';
const legsAt = (now: number) => usage.of(annaId, 0, now).outsideLegs;

/** The agent's call to somebody outside, as it begins. */
const begun = () =>
  originate(
    { id: 'call', line: Story.talking().call.line, limits: defaultLimits, agent, other: dialable('shop') },
    NOW,
  );

it('counts a number that may be dialled as a leg before it is one, and then once', () => {
  usage.tried(annaId, NOW);
  expect(legsAt(NOW)).toBe(1);
  const { call, publish } = begun();
  usage.update(call, publish, NOW + 5);
  expect(legsAt(NOW + 5)).toBe(1);
  usage.tried(annaId, NOW + 10);
  expect(legsAt(NOW + 10)).toBe(2);
});

it('waits for no leg that does not come', () => {
  usage.tried(annaId, NOW);
  expect(legsAt(NOW + 2_000)).toBe(0);
});

it('counts the legs of calls that were taken over after a restart', () => {
  usage.update(begun().call, [], NOW);
  expect(legsAt(NOW)).toBe(1);
});
