import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { AgentActivity } from '../../core/agent';
import type { OutsideMembers } from '../../core/ringing/plan-context';
import type { Layer } from '../../core/ringing/ring-group';
import { EventBus } from '../../platform/events/event-bus';
import { openStore } from '../../platform/store/open-store';
import type { Store } from '../../platform/store/store';
import { AgentPresence } from '../agents/agent-presence';
import { AgentsService } from '../agents/agents.service';
import { MusicClassesService } from '../music/music-classes.service';
import { MusicFolder } from '../music/music-folder';
import { MusicPlayer } from '../music/music-player';
import { PhoneProvisioner } from '../phones/phone-provisioner';
import { PhonesService } from '../phones/phones.service';
import { MemberPresences } from './member-presences';
import { RingGroupMemory } from './ring-group-memory';
import { RingGroupRules } from './ring-group-rules';
import { type GroupPlan, type NewRingGroup, RingGroupsService } from './ring-groups.service';

/** Phones and what their owners do, as a test says. */
class Presence extends AgentPresence {
  readonly activities = new Map<string, AgentActivity>();
  readonly offline = new Set<string>();

  override registered(endpoint: string): boolean {
    return !this.offline.has(endpoint);
  }
  override activity(agentId: string): AgentActivity {
    return this.activities.get(agentId) ?? 'idle';
  }
  override onChange(): void {}
}

class NoAsterisk extends PhoneProvisioner {
  override ownerOf = () => Promise.resolve('nobody' as const);
  override put = () => Promise.resolve();
  override remove = () => Promise.resolve();
  override heal = () => Promise.resolve([]);
  override onConnected = () => undefined;
}

class NoMusic extends MusicPlayer {
  override reload = () => Promise.resolve();
}

let dir: string;
let store: Store;
let presence: Presence;
let agents: AgentsService;
let memory: RingGroupMemory;
let groups: RingGroupsService;
let phones: PhonesService;

/** As at a start of the server. */
async function start(): Promise<void> {
  store = await openStore(dir);
  presence = new Presence();
  phones = new PhonesService(store, new NoAsterisk());
  agents = new AgentsService(store, phones, new EventBus());
  memory = new RingGroupMemory(store, agents);
  await memory.onModuleInit();
  const unmanaged = { music: undefined };
  const music = new MusicClassesService(store, new MusicFolder(unmanaged, store), new NoMusic(), unmanaged);
  const presences = new MemberPresences(agents, presence, memory);
  groups = new RingGroupsService(
    store,
    new RingGroupRules(agents),
    presences,
    memory,
    agents,
    music,
    new EventBus(),
  );
  groups.onModuleInit();
}

async function end(): Promise<void> {
  await memory.beforeApplicationShutdown();
  await store.close();
}

async function restart(): Promise<void> {
  await end();
  await start();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-groups-'));
  await start();
});

afterEach(async () => {
  await end();
  rmSync(dir, { recursive: true, force: true });
});

async function agent(extension: string): Promise<string> {
  const { id } = await agents.create({ name: `Agent ${extension}`, extension, status: 'available' });
  await phones.put(id, `phone-${extension}`, 'sip');
  return id;
}

const layer = (strategy: Layer['strategy'], ...ids: string[]): Layer => ({
  strategy,
  ringSeconds: 20,
  members: ids.map((id) => ({ type: 'agent', id })),
});

const settings: NewRingGroup = {
  name: 'Sales',
  active: true,
  rounds: 1,
  wrapUpSeconds: 30,
  confirm: false,
  skip: { onCall: true, notRegistered: true, wrapUp: true, away: true },
  noAnswer: null,
  layers: [],
};

const group = (layers: readonly Layer[], more: Partial<NewRingGroup> = {}) =>
  groups.create({ ...settings, layers, ...more });

const order = ({ waves }: GroupPlan) =>
  waves.map((wave) => wave.map(({ party }) => (party.type === 'agent' ? party.extension : '?')).join('+'));

/** Every number may be dialled but one. */
const outside: OutsideMembers = (number) =>
  number === '+31900'
    ? { skipped: 'forbidden' }
    : { to: { party: { type: 'number', number }, endpoint: `PJSIP/${number}@carrier` } };

const now = new Date(2026, 6, 31, 12).getTime();

/** Extensions in the order in which they would ring. */
const planned = async (id: string, at = now) => order(await groups.plan(id, outside, at));

describe('a plan', () => {
  it('holds what a call needs of the group, and stays as it is when the group changes', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const more = { namePrefix: 'Sales', musicClass: 'jazz', noAnswer: { type: 'agent', id: bob } } as const;
    const { id } = await group([layer('ordered', ann)], more);
    const plan = await groups.plan(id, outside, now);
    const before = structuredClone(plan);
    expect(plan).toMatchObject({
      ...more,
      id,
      name: 'Sales',
      wrapUpSeconds: 30,
      confirm: false,
      then: [{ type: 'agent', agentId: bob }],
      waves: [[{ endpoint: 'PJSIP/phone-101', wrapUpMs: 30_000, ringMs: 20_000 }]],
    });
    await groups.update(id, { layers: [layer('ordered', bob)], active: false, namePrefix: null });
    await memory.tried(id, 0, `agent:${ann}`);
    expect(plan).toEqual(before);
  });

  it('is refused for a group that is unknown or not active', async () => {
    const { id } = await group([layer('ordered', await agent('101'))], { active: false });
    await expect(groups.plan('nobody', outside)).rejects.toMatchObject({
      code: 'unknown-ring-group',
    });
    await expect(groups.plan(id, outside)).rejects.toMatchObject({
      code: 'ring-group-inactive',
    });
  });

  it('is refused with the reasons when nobody can ring', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    presence.activities.set(ann, 'on-call');
    presence.offline.add('phone-102');
    const { id } = await group([layer('simultaneous', ann, bob)]);
    await expect(groups.plan(id, outside)).rejects.toMatchObject({
      code: 'ring-group-empty',
      extra: {
        members: {
          skipped: [
            { path: 'layers[0].members[0]', reason: 'on-call' },
            { path: 'layers[0].members[1]', reason: 'not-registered' },
          ],
        },
      },
    });
  });

  it('passes over a number that may not be dialled, and says so when nobody else is left', async () => {
    const number = { type: 'number', number: '+31201234567' } as const;
    const forbidden = { type: 'number', number: '+31900' } as const;
    const layers = [{ strategy: 'simultaneous', ringSeconds: 20, members: [forbidden, number] } as const];
    const { waves } = await groups.plan((await group(layers)).id, outside, now);
    expect(waves.map((wave) => wave.map(({ endpoint }) => endpoint))).toEqual([
      ['PJSIP/+31201234567@carrier'],
    ]);
    const nobody = await group([{ strategy: 'ordered', ringSeconds: 20, members: [forbidden] }]);
    await expect(groups.plan(nobody.id, outside)).rejects.toMatchObject({
      code: 'ring-group-empty',
      extra: { members: { skipped: [{ path: 'layers[0].members[0]', reason: 'forbidden' }] } },
    });
  });

  it('leads a caller on who is on the way already, where others are refused', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const { id } = await group([layer('ordered', ann)], { noAnswer: { type: 'agent', id: bob } });
    const then = [{ type: 'agent', agentId: bob }];
    const plan = () => groups.planOrLeadOn(id, outside, now);
    expect(await plan()).toEqual(await groups.plan(id, outside, now));
    presence.activities.set(ann, 'on-call');
    expect(await plan()).toMatchObject({ waves: [], then });
    presence.activities.clear();
    await groups.update(id, { active: false });
    expect(await plan()).toMatchObject({ waves: [], then });
    expect(await groups.planOrLeadOn('nobody', outside)).toBeUndefined();
  });

  it('leaves out who is in a call, offline, away or in wrap-up at this moment', async () => {
    const ids: string[] = [];
    for (const extension of ['101', '102', '103', '104', '105']) ids.push(await agent(extension));
    const [ann = '', , carl = '', dora = ''] = ids;
    const { id } = await group([layer('ordered', ...ids)]);
    expect(await planned(id)).toEqual(['101', '102', '103', '104', '105']);
    presence.activities.set(ann, 'on-call');
    presence.offline.add('phone-102');
    await agents.update(carl, { status: 'away' });
    await memory.wrapUp(dora, now + 1000);
    expect(await planned(id)).toEqual(['105']);
    expect(await planned(id, now + 1000)).toEqual(['104', '105']);
  });
});

describe('what is remembered', () => {
  it('lets the next of two calls at one moment begin with the next member', async () => {
    const ids = [await agent('101'), await agent('102'), await agent('103')];
    const { id } = await group([layer('round-robin', ...ids)]);
    expect(await planned(id)).toEqual(['101', '102', '103']);
    const stored = memory.tried(id, 0, `agent:${ids[0]}`);
    expect(await planned(id)).toEqual(['102', '103', '101']);
    await stored;
  });

  it('survives a restart', async () => {
    const [ann, bob, carl] = [await agent('101'), await agent('102'), await agent('103')];
    const turns = await group([layer('round-robin', ann, bob, carl)]);
    const idle = await group([layer('longest-idle', ann, bob, carl)]);
    const calls = await group([layer('fewest-calls', carl, bob, ann)]);
    void memory.tried(turns.id, 0, `agent:${ann}`);
    void memory.tried(turns.id, 0, `agent:${bob}`);
    for (const [id, at] of [
      [ann, now - 1000],
      [bob, now - 2000],
      // Told late: an earlier end takes nothing back.
      [bob, now - 5000],
      [carl, now - 4000],
    ] as const) {
      void memory.answered(id, at - 500);
      void memory.ended(id, at);
    }
    await restart();
    expect(await planned(turns.id)).toEqual(['103', '101', '102']);
    expect(await planned(idle.id)).toEqual(['103', '102', '101']);
    expect(await planned(calls.id)).toEqual(['103', '101', '102']);
    void memory.wrapUp(ann, now + 1000);
    await restart();
    expect(memory.wrapUpUntil(ann)).toBe(now + 1000);
    expect(await planned(turns.id)).toEqual(['103', '102']);
  });

  it("counts the calls of a day, and begins anew at the server's midnight", async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const { id } = await group([layer('fewest-calls', ann, bob)]);
    for (const _ of [1, 2, 3]) await memory.answered(ann, now);
    expect(await planned(id)).toEqual(['102', '101']);
    const lastMoment = new Date(2026, 6, 31, 23, 59, 59, 999).getTime();
    expect(await planned(id, lastMoment)).toEqual(['102', '101']);
    expect(await planned(id, lastMoment + 1)).toEqual(['101', '102']);
    for (const who of [ann, bob, bob]) await memory.answered(who, lastMoment + 1);
    expect(await planned(id, lastMoment + 2)).toEqual(['101', '102']);
  });

  it('goes with its agent and its group, even if it is told of them afterwards', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const { id } = await group([layer('round-robin', bob)]);
    const errors = jest.spyOn(Logger.prototype, 'error');
    await memory.tried(id, 0, `agent:${bob}`);
    await memory.ended(ann, now);
    await agents.remove(ann);
    await groups.remove(id);
    await memory.ended(ann, now + 1);
    await memory.tried(id, 0, 'agent:x');
    for (const table of ['agent_call_memory', 'ring_group_turns']) {
      expect(await store.reader.query(`SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(errors).not.toHaveBeenCalled();
  });
});

describe('the group that stands in for an agent', () => {
  it('is the oldest active one that the agent is a member of', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    await group([layer('ordered', ann)], { active: false });
    await group([layer('ordered', bob)], { noAnswer: { type: 'agent', id: ann } });
    const both = [
      await group([layer('ordered', bob), layer('ordered', ann)]),
      await group([layer('ordered', ann)]),
    ];
    // Ids of one millisecond are in no order.
    const [oldest] = both.sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(await groups.ofAgent(ann)).toEqual(oldest);
    expect(await groups.ofAgent('nobody')).toBeUndefined();
  });
});
