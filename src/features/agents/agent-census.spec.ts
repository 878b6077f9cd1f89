import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { AgentActivity } from '../../core/agent';
import { EventBus } from '../../platform/events/event-bus';
import { countsOf } from '../../platform/observability/testing/samples';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { PhonesService } from '../phones/phones.service';
import { Asterisk } from '../phones/testing/asterisk';
import { AgentCensus } from './agent-census';
import { AgentMetrics } from './agent-metrics';
import { AgentPresence, type PresenceSubject } from './agent-presence';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';

/** Whose phone is there, and what each agent does, as the test says. */
class Presence extends AgentPresence {
  readonly online = new Set<string>();
  readonly busy = new Map<string, AgentActivity>();
  readonly #listeners: ((subject: PresenceSubject) => void)[] = [];

  override registered(endpoint: string): boolean {
    return this.online.has(endpoint);
  }

  override activity(agentId: string): AgentActivity {
    return this.busy.get(agentId) ?? 'idle';
  }

  override onChange(listener: (subject: PresenceSubject) => void): void {
    this.#listeners.push(listener);
  }

  tell(subject: PresenceSubject): void {
    for (const listener of this.#listeners) listener(subject);
  }
}

let dir: string;
let store: Store;
let bus: EventBus;
let agents: AgentsService;
let phones: PhonesService;
let presence: Presence;
let census: AgentCensus;
let registry: Registry;
let reads: jest.SpyInstance;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-census-'));
  store = await openStore(dir);
  bus = new EventBus();
  phones = new PhonesService(store, new Asterisk());
  agents = new AgentsService(store, phones, bus);
  presence = new Presence();
  const states = new AgentStates(agents, presence, bus);
  census = new AgentCensus(agents, states, presence, bus);
  census.onModuleInit();
  registry = new Registry();
  new AgentMetrics(registry, census);
  reads = jest.spyOn(states, 'of');
});

afterEach(async () => {
  census.onModuleDestroy();
  bus.tell();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const counts = () => countsOf(registry, 'baton_agents');

async function hire(extension: string, status: 'available' | 'away' = 'available') {
  const agent = await agents.create({ name: `Agent ${extension}`, extension, status });
  await phones.put(agent.id, `phone-${extension}`, 'sip');
  bus.tell();
  return agent;
}

it('counts agents by state', async () => {
  presence.online.add('phone-101').add('phone-102');
  for (const extension of ['101', '103']) await hire(extension);
  await hire('102', 'away');
  expect(await counts()).toEqual(['available: 1', 'away: 1', 'offline: 1']);
});

it('follows phones that come and go, calls, and agents who are changed, hired or leave', async () => {
  const anna = await hire('101');
  const ben = await hire('102');
  expect(await counts()).toEqual(['offline: 2']);
  presence.online.add('phone-101');
  presence.tell({ type: 'endpoint', endpoint: 'phone-101' });
  expect(await counts()).toEqual(['available: 1', 'offline: 1']);
  presence.busy.set(ben.id, 'on-call');
  presence.tell({ type: 'agent', id: ben.id });
  expect(await counts()).toEqual(['available: 1', 'on-call: 1']);
  await agents.update(anna.id, { status: 'away' });
  bus.tell();
  expect(await counts()).toEqual(['away: 1', 'on-call: 1']);
  await hire('103');
  expect(await counts()).toEqual(['away: 1', 'offline: 1', 'on-call: 1']);
  await agents.remove(anna.id);
  bus.tell();
  expect(await counts()).toEqual(['offline: 1', 'on-call: 1']);
});

it('reads only those who have changed, and nobody before it is asked', async () => {
  const [anna] = [await hire('101'), await hire('102'), await hire('103')];
  presence.tell({ type: 'agent', id: anna.id });
  expect(await counts()).toEqual(['offline: 3']);
  expect(reads).not.toHaveBeenCalled();
  for (let times = 0; times < 5; times += 1) presence.tell({ type: 'agent', id: anna.id });
  expect(await counts()).toEqual(['offline: 3']);
  expect(reads).toHaveBeenCalledTimes(1);
});

it('tells nothing while the store cannot be read, and all of it afterwards', async () => {
  const anna = await hire('101');
  await counts();
  presence.online.add('phone-101');
  presence.tell({ type: 'agent', id: anna.id });
  reads.mockRejectedValueOnce(new Error('SQLITE_IOERR'));
  expect(await counts()).toEqual([]);
  expect(await counts()).toEqual(['available: 1']);
});
