import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Call, leg, phase } from '../../src/core/call/call';
import { decide, nextDeadline } from '../../src/core/call/decide';
import { brokenRule } from '../../src/core/call/rules';
import { type DesiredLeg, topology } from '../../src/core/call/topology';
import { AgentEntity } from '../../src/features/agents/agent.entity';
import { callingItem } from '../../src/features/caller-id/calling.dto';
import { CallingSettingsService } from '../../src/features/caller-id/calling-settings.service';
import { callSchema } from '../../src/features/calls/call-schema';
import { readCall } from '../../src/features/calls/read-call';
import { StoredCalls } from '../../src/features/calls/stored-calls';
import { factsForm } from '../../src/features/calls/stored-forms';
import { Exchange } from '../../src/features/calls/testing/exchange';
import { toTimeline } from '../../src/features/calls/timeline-view';
import { guardItem } from '../../src/features/dial-guard/guard.dto';
import { readGuardSettings } from '../../src/features/dial-guard/guard-settings.service';
import { lineItem } from '../../src/features/lines/line.dto';
import { LineAgentEntity, LineEntity } from '../../src/features/lines/line.entity';
import { toLine } from '../../src/features/lines/line.mapper';
import type { PbxEndpoints } from '../../src/features/phones/endpoints';
import { ringGroupItem } from '../../src/features/ring-groups/ring-group.dto';
import { RingGroupEntity } from '../../src/features/ring-groups/ring-group.entity';
import { toRingGroup } from '../../src/features/ring-groups/ring-group.mapper';
import { trunkItem } from '../../src/features/trunks/trunk.dto';
import { TrunkEntity } from '../../src/features/trunks/trunk.entity';
import { toTrunk } from '../../src/features/trunks/trunk.mapper';
import { isPassword } from '../../src/features/users/passwords';
import { UserEntity } from '../../src/features/users/user.entity';
import { openStore } from '../../src/platform/store/open-store';
import type { Store } from '../../src/platform/store/store';
import type { UnreadableRow } from '../../src/platform/store/unreadable-row';
import { passwordOfAnna } from '../recording/company';
import { recordedFacts, recordingStore, releases, restoreStore } from '../recording/recorded';
import { renamed, stories } from '../recording/stories';

const recorded = recordedFacts();
const readBack = (one: (typeof recorded)[number]): Call =>
  readCall({ id: one.id, version: one.version, facts: JSON.stringify(one.facts) });

describe.each(recorded.map((one) => [`${one.release}, ${one.id}`, one] as const))(
  'facts as they were stored by %s',
  (_, one) => {
    it('are read, and nothing of them is lost', () => {
      const call = readBack(one);
      expect(phase(call)).toBe(one.phase);
      if (one.version === factsForm.version) expect(call).toEqual(one.facts);
    });

    it('break no rule, nor does what is decided on them', () => {
      const call = readBack(one);
      expect(brokenRule(call, one.at)).toBeNull();
      for (const at of [one.at, nextDeadline(call, one.at) ?? one.at]) {
        const decision = decide(call, { type: 'time' }, at);
        expect(decision.ok && brokenRule(decision.call, at)).toBeNull();
      }
    });

    it('are gone on with after a restart', async () => {
      const call = readBack(one);
      const exchange = new Exchange(recordingStore);
      await expectGoneOnWith(exchange, [call], one.at);
    });
  },
);

describe('what is recorded', () => {
  it('is a call in each phase', () => {
    expect([...new Set(recorded.map((one) => one.phase))].sort()).toEqual([
      'consulting',
      'ended',
      'ending',
      'held',
      'introducing',
      'merged',
      'recalling',
      'ringing',
      'talking',
      'transferring',
    ]);
  });

  it('has every field that facts can have, at the next release', () => {
    const facts = Object.values(stories).map((tell) => renamed(tell().call, 'one'));
    // Of agents only, who are rung inside: nothing sets it.
    expect(missing(callSchema, facts)).toEqual(['.pastOwners.asker']);
  });
});

describe.each(releases)('a store of %s', (release) => {
  let dir: string;
  let store: Store;
  const unreadable: UnreadableRow[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'baton-recorded-'));
    restoreStore(release, dir);
    store = await openStore(dir);
    store.onUnreadable((row) => unreadable.push(row));
  });
  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(() => expect(unreadable).toEqual([]));

  it('has its live calls gone on with, and none set aside', async () => {
    const { calls, unreadable: asides } = await new StoredCalls(store).live();
    expect(asides).toEqual([]);
    expect(calls.length).toBeGreaterThan(30);
    const latest = Math.max(...recorded.map(({ at }) => at));
    await expectGoneOnWith(new Exchange(recordingStore), calls, latest);
  });

  it('has all its calls listed, and the timeline of one told', async () => {
    const calls = new StoredCalls(store);
    const { items } = await calls.list({ state: 'all', limit: 100, sort: '-started' });
    const [{ count } = { count: 0 }] = await store.reader.query<{ count: number }[]>(
      'SELECT count(*) AS count FROM calls',
    );
    expect(items).toHaveLength(count);
    const played = items.find(({ id }) => id === 'played');
    const lines = played ? toTimeline(played, await calls.timeline('played')) : [];
    expect(lines).toHaveLength(43);
    expect(lines.flatMap(({ sentence }) => sentence ?? [])).toContain(
      'Rang 13 for 0 s, declined; contact returned to 14.',
    );
  });

  it('has its settings read as the API takes them', async () => {
    const { reader } = store;
    const members = await reader.find(LineAgentEntity, { order: { position: 'ASC' } });
    const lines = (await reader.find(LineEntity)).map((row) => toLine(row, members));
    const groups = (await reader.find(RingGroupEntity)).map(toRingGroup);
    const trunks = (await reader.find(TrunkEntity)).map(toTrunk);
    const calling = await new CallingSettingsService(store, {} as PbxEndpoints).get();
    const guard = await readGuardSettings(reader);
    expect(await reader.find(AgentEntity)).toHaveLength(3);
    expect([lines.length, groups.length, trunks.length]).toEqual([1, 1, 1]);
    for (const line of lines) expect(refused(lineItem, line)).toBeUndefined();
    for (const group of groups) expect(refused(ringGroupItem, group)).toBeUndefined();
    for (const trunk of trunks) expect(refused(trunkItem, trunk)).toBeUndefined();
    expect(refused(callingItem, { id: 'calling', ...calling })).toBeUndefined();
    expect(refused(guardItem, { id: 'guard', ...guard })).toBeUndefined();
    expect([calling.masking, guard.timeZone]).toEqual([true, 'Europe/Berlin']);
  });

  it('has its rows of every table read, and its users signed in', async () => {
    for (const { target } of store.reader.connection.entityMetadatas) await store.reader.find(target);
    const [user] = await store.reader.find(UserEntity);
    expect(await isPassword(user?.passwordHash, passwordOfAnna, 'known')).toBe(true);
  });
});

function refused(schema: z.ZodType, value: unknown): z.ZodError | undefined {
  return schema.safeParse(value).error;
}

/** A start of the server, a look at an Asterisk in which all is as the facts want it, and two more. */
async function expectGoneOnWith(exchange: Exchange, calls: readonly Call[], at: number): Promise<void> {
  await exchange.clock.pass(at - exchange.clock.now());
  for (const call of calls) exchange.store.kept.set(call.id, call);
  const legs = calls.flatMap((call) => topology(call, at).legs.map((desired) => ({ call, desired })));
  exchange.pbx.snapshot = {
    startedAt: 0,
    channels: legs.flatMap(({ call, desired }) => channelOf(call, desired)),
    bridges: calls.flatMap(bridgesOf),
  };
  await exchange.switchboard.start();
  const live = calls.filter(({ ended }) => ended === null).map(({ id }) => id);
  expect(exchange.switchboard.calls.map(({ facts }) => facts.id)).toEqual(live);
  await exchange.clock.pass(100);
  for (const call of exchange.switchboard.calls) expect(call.seen).toBe(true);
  await exchange.clock.pass(35_000);
  expect([exchange.brokenRules, exchange.errors]).toEqual([[], []]);
}

function channelOf(call: Call, { id, place }: DesiredLeg) {
  const state = leg(call, id)?.state;
  if (place.at === 'later' || state === 'gone') return [];
  const bridge =
    place.at === 'room' ? bridgeOf(call, place.room === 'holding' ? 'hold' : 'talk', place.room) : null;
  const seen = state === 'up' || state === 'confirming' ? 'up' : state === 'offered' ? 'ring' : 'ringing';
  return [{ id, inApp: true, state: seen as 'up', dialled: true, bridge, shown: null, arrival: null }];
}

function bridgesOf(call: Call) {
  return [
    { id: bridgeOf(call, 'talk', 'talk'), type: 'mixing' as const },
    { id: bridgeOf(call, 'talk', 'consultation'), type: 'mixing' as const },
    { id: bridgeOf(call, 'hold', 'holding'), type: 'holding' as const },
  ];
}

function bridgeOf({ id, store = '' }: Call, stem: 'talk' | 'hold', room: string): string {
  return `baton-${store}.${id}-${stem}${room === 'consultation' ? 2 : 1}`;
}

/** Fields of facts that none of the values has, wherever such an object may stand. */
function missing(schema: z.ZodType, values: readonly unknown[]): readonly string[] {
  const had = new Map<z.ZodType, Set<string>>();
  for (const value of values) note(schema, value, had);
  const names = new Map<z.ZodType, string>();
  nameObjects(schema, '', names);
  return [...names].flatMap(([object, path]) =>
    Object.keys(definitionOf(object).shape ?? {})
      .filter((key) => had.get(object)?.has(key) !== true)
      .map((key) => `${path}.${key}`),
  );
}

function note(schema: z.ZodType, value: unknown, had: Map<z.ZodType, Set<string>>): void {
  if (value === undefined || value === null) return;
  const { shape, element, innerType, options } = definitionOf(schema);
  for (const [key, field] of Object.entries(shape ?? {})) {
    const inside = (value as Readonly<Record<string, unknown>>)[key];
    if (inside !== undefined) had.set(schema, (had.get(schema) ?? new Set()).add(key));
    note(field, inside, had);
  }
  if (element) for (const item of value as readonly unknown[]) note(element, item, had);
  if (innerType) note(innerType, value, had);
  const fitting = options?.find((option) => option.safeParse(value).success);
  if (fitting) note(fitting, value, had);
}

function nameObjects(schema: z.ZodType, path: string, names: Map<z.ZodType, string>): void {
  const { shape, element, innerType, options = [] } = definitionOf(schema);
  if (shape && !names.has(schema)) names.set(schema, path);
  for (const [key, field] of Object.entries(shape ?? {})) nameObjects(field, `${path}.${key}`, names);
  for (const inner of [element, innerType, ...options]) if (inner) nameObjects(inner, path, names);
}

interface Definition {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as Definition;
}
