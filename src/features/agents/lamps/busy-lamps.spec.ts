import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentActivity } from '../../../core/agent';
import { EventBus } from '../../../platform/events/event-bus';
import { openStore } from '../../../platform/store/open-store';
import type { Store } from '../../../platform/store/store';
import { PhoneProvisioner } from '../../phones/phone-provisioner';
import { PhonesService } from '../../phones/phones.service';
import { AgentPresence, type PresenceSubject } from '../agent-presence';
import { AgentStates } from '../agent-states';
import { AgentsService } from '../agents.service';
import { BusyLamps } from './busy-lamps';
import type { Lamp } from './lamp';
import { RecordingBoard } from './testing/recording-board';

class Presence extends AgentPresence {
  readonly activities = new Map<string, AgentActivity>();
  readonly #listeners: ((subject: PresenceSubject) => void)[] = [];

  override registered = () => true;
  override activity(agentId: string): AgentActivity {
    return this.activities.get(agentId) ?? 'idle';
  }
  override onChange(listener: (subject: PresenceSubject) => void): void {
    this.#listeners.push(listener);
  }
  does(id: string, activity: AgentActivity): void {
    this.activities.set(id, activity);
    for (const listener of this.#listeners) listener({ type: 'agent', id });
  }
}

class NoAsterisk extends PhoneProvisioner {
  override ownerOf = () => Promise.resolve('nobody' as const);
  override put = () => Promise.resolve();
  override remove = () => Promise.resolve();
  override heal = () => Promise.resolve([]);
  override onConnected = () => undefined;
}

let dir: string;
let store: Store;
let presence: Presence;
let phones: PhonesService;
let agents: AgentsService;
let board: RecordingBoard;
let lamps: BusyLamps;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-lamps-'));
  store = await openStore(dir);
  const events = new EventBus();
  presence = new Presence();
  phones = new PhonesService(store, new NoAsterisk());
  agents = new AgentsService(store, phones, events);
  const states = new AgentStates(agents, presence, events);
  board = new RecordingBoard();
  lamps = new BusyLamps(agents, states, events, board);
  states.onModuleInit();
  lamps.onModuleInit();
});
afterEach(async () => {
  lamps.onModuleDestroy();
  await store.close();
  rmSync(dir, { recursive: true });
});

async function agent(extension: string): Promise<string> {
  const { id } = await agents.create({ name: `Agent ${extension}`, extension, status: 'available' });
  await phones.put(id, `phone-${extension}`, 'sip');
  return id;
}

async function shows(expected: Readonly<Record<string, Lamp>>): Promise<void> {
  expect(await board.untilShown(expected, 5_000)).toEqual(expected);
}

describe('BusyLamps', () => {
  it('sets everybody when there is an Asterisk, more than fit on a page, and follows each', async () => {
    const ids = await Promise.all(Array.from({ length: 450 }, (_, n) => agent(String(1000 + n))));
    presence.activities.set(ids[7] ?? '', 'on-call');
    expect(board.writes).toEqual([]);
    board.ready();
    const free = Object.fromEntries(ids.map((_, n) => [String(1000 + n), 'free' as const]));
    await shows({ ...free, 1007: 'on-call' });
    const before = board.writes.length;
    presence.does(ids[7] ?? '', 'idle');
    await shows(free);
    expect(board.writes.slice(before)).toEqual(['1007 free']);
  });

  it('writes nothing at the next connection that is right already', async () => {
    await agent('202');
    board.ready();
    await shows({ 202: 'free' });
    board.ready();
    await agent('203');
    await shows({ 202: 'free', 203: 'free' });
    expect(board.writes).toEqual(['202 free', '203 free']);
  });

  it('puts out what was lit for somebody who has gone while there was no connection', async () => {
    board.shown.set('299', 'on-call');
    await agent('202');
    board.ready();
    await shows({ 202: 'free' });
  });

  it('moves the lamp with the extension, and takes it away with the agent', async () => {
    const ben = await agent('202');
    board.ready();
    await shows({ 202: 'free' });
    await agents.update(ben, { extension: '302' });
    await shows({ 302: 'free' });
    await agents.remove(ben);
    await shows({});
  });

  it('lets two agents change their extensions', async () => {
    const anna = await agent('201');
    const ben = await agent('202');
    presence.activities.set(ben, 'on-call');
    board.ready();
    await shows({ 201: 'free', 202: 'on-call' });
    // All that changes is seen at once, and not what it was in between.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      await agents.update(ben, { extension: '203' });
      await agents.update(anna, { extension: '202' });
      await agents.update(ben, { extension: '201' });
      await jest.advanceTimersByTimeAsync(1_000);
    } finally {
      jest.useRealTimers();
    }
    // Whoever comes after them is written after them.
    await agent('299');
    await shows({ 201: 'on-call', 202: 'free', 299: 'free' });
  });

  it('shows a burst as what came out of it', async () => {
    const ben = await agent('202');
    board.ready();
    await shows({ 202: 'free' });
    presence.does(ben, 'ringing');
    presence.does(ben, 'on-call');
    await shows({ 202: 'on-call' });
    expect(board.writes).toEqual(['202 free', '202 on-call']);
  });
});
