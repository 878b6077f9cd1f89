import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openStore } from '../persistence/open-store';
import { Store } from '../persistence/store';
import { Story } from './domain/testing/story';
import { StoredCalls } from './stored-calls';
import { type TimelineEntry } from './timeline';

let dir: string;
let dataSource: DataSource;
let calls: StoredCalls;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-calls-'));
  dataSource = await openStore(dir);
  calls = new StoredCalls(new Store(dataSource));
});

afterEach(async () => {
  await dataSource.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const save = ({ call }: Story) => calls.save(call, []);
const isListedFor = async (agentId: 'anna' | 'ben') =>
  (await calls.list({ state: 'all', limit: 10, agentId })).length === 1;

it('is listed for whom it is the call of, from the first save on', async () => {
  await save(Story.talking());
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('is listed for who is rung only while he is', async () => {
  const story = Story.talking().introduces('ben');
  await save(story);
  expect(await isListedFor('ben')).toBe(true);
  await save(story.declines('ben'));
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('is listed rightly when somebody else saves it, as after a restart, and when it is over', async () => {
  const story = Story.talking().introduces('ben');
  await save(story);
  calls = new StoredCalls(new Store(dataSource));
  await save(story.declines('ben'));
  expect(await isListedFor('ben')).toBe(false);
  await save(story.drops());
  await save(story);
  expect([await isListedFor('anna'), await isListedFor('ben')]).toEqual([true, false]);
});

it('does not take for stored what was rolled back', async () => {
  const story = Story.talking();
  await save(story);
  story.introduces('ben');
  const unwritable = { at: 1n } as unknown as TimelineEntry;
  await expect(calls.save(story.call, [unwritable])).rejects.toThrow('BigInt');
  expect(await isListedFor('ben')).toBe(false);
  await save(story);
  expect(await isListedFor('ben')).toBe(true);
});
