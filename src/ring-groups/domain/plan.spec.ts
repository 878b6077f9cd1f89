import * as fc from 'fast-check';
import { type PlannedRing, type PlannedWave, planGroup, stopsAfter } from './plan';
import type { MemberPresence, PlanContext } from './plan-context';
import {
  type GroupMember,
  type Layer,
  type MemberKey,
  type RingGroup,
  type Strategy,
  memberKey,
  strategies,
} from './ring-group';
import { skipReason } from './skip';

const now = 1_800_000_000_000;

const free: MemberPresence = {
  name: 'Ann',
  extension: '101',
  status: 'available',
  activity: 'idle',
  wrapUpUntil: null,
  phones: [{ endpoint: 'desk-a', registered: true }],
};

const skipAll = { onCall: true, notRegistered: true, wrapUp: true, away: true };

const agent = (id: string, times: Partial<GroupMember> = {}) =>
  ({ type: 'agent', id, ...times }) as GroupMember;

function group(layers: readonly Layer[], settings: Partial<RingGroup> = {}): RingGroup {
  return {
    id: 'g',
    name: 'Sales',
    active: true,
    rounds: 1,
    wrapUpSeconds: 0,
    confirm: false,
    skip: skipAll,
    noAnswer: null,
    layers,
    ...settings,
  };
}

const layer = (strategy: Strategy, ...members: GroupMember[]): Layer => ({
  strategy,
  ringSeconds: 20,
  members,
});

function context(
  given: Partial<PlanContext['memory']> & { readonly presence?: PlanContext['presence'] } = {},
  random: () => number = () => 0,
): PlanContext {
  const { presence = new Map(['a', 'b', 'c', 'd'].map((id) => [id, free])), ...memory } = given;
  return {
    now,
    random,
    trunk: 'carrier',
    presence,
    memory: { lastTried: new Map(), lastCallEndedAt: new Map(), callsToday: new Map(), ...memory },
  };
}

/** Who rings, wave by wave, by id or number. */
const order = (waves: readonly PlannedWave[]) =>
  waves.map((wave) => wave.map(({ seat }) => seat.member.replace(/^\w+:/, '')).join('+'));

const abcd = ['a', 'b', 'c', 'd'].map((id) => agent(id));

describe('planGroup', () => {
  it('rings all members of a simultaneous layer in one wave, each after his delay', () => {
    const members = [agent('a'), agent('b', { delaySeconds: 5 }), agent('c', { ringSeconds: 8 })];
    const [wave, ...more] = planGroup(group([layer('simultaneous', ...members)]), context());
    expect(more).toEqual([]);
    expect(wave?.map(({ seat, delayMs, ringMs }) => [seat.member, delayMs, ringMs])).toEqual([
      ['agent:a', 0, 20_000],
      // Whoever begins later stops with the wave,
      ['agent:b', 5_000, 15_000],
      // unless he has a ring time of his own.
      ['agent:c', 0, 8_000],
    ]);
  });

  it('says of each ring whom it reaches, how, and for which place in the group', () => {
    const settings = { confirm: true, namePrefix: 'Sales', wrapUpSeconds: 30 };
    const planned = planGroup(
      group([layer('ordered', agent('a'), { type: 'number', number: '+31612345678' })], settings),
      context(),
    );
    const how = { delayMs: 0, ringMs: 20_000, confirm: true, namePrefix: 'Sales', wrapUpMs: 30_000 };
    expect(planned).toEqual([
      [
        {
          party: { type: 'agent', agentId: 'a', name: 'Ann', extension: '101' },
          endpoint: 'PJSIP/desk-a',
          seat: { groupId: 'g', layer: 0, member: 'agent:a' },
          ...how,
        },
      ],
      [
        {
          party: { type: 'number', number: '+31612345678' },
          endpoint: 'PJSIP/+31612345678@carrier',
          seat: { groupId: 'g', layer: 0, member: 'number:+31612345678' },
          ...how,
        },
      ],
    ]);
  });

  it('gives no ring to whose delay is as long as the wave', () => {
    const late = agent('b', { delaySeconds: 20, ringSeconds: 10 });
    expect(order(planGroup(group([layer('simultaneous', agent('a'), late)]), context()))).toEqual(['a']);
    expect(planGroup(group([layer('simultaneous', late)]), context())).toEqual([]);
  });

  it('rings both phones of an agent in one wave, and only the registered one if told to', () => {
    const phones = [
      { endpoint: 'desk', registered: true },
      { endpoint: 'web', registered: false },
    ];
    const given = context({ presence: new Map([['a', { ...free, phones }]]) });
    const endpoints = (skip: RingGroup['skip']) =>
      planGroup(group([layer('ordered', agent('a'))], { skip }), given).map((wave) =>
        wave.map(({ endpoint }) => endpoint),
      );
    expect(endpoints(skipAll)).toEqual([['PJSIP/desk']]);
    expect(endpoints({ ...skipAll, notRegistered: false })).toEqual([['PJSIP/desk', 'PJSIP/web']]);
  });

  it('goes through all layers, then again for each round', () => {
    const layers = [layer('simultaneous', agent('a'), agent('b')), layer('ordered', agent('c'), agent('d'))];
    expect(order(planGroup(group(layers, { rounds: 2 }), context()))).toEqual([
      'a+b',
      'c',
      'd',
      'a+b',
      'c',
      'd',
    ]);
  });

  it('begins a round-robin after the last who was tried, whether or not he may ring now', () => {
    const plan = (last: MemberKey | undefined, presence = context().presence) =>
      order(
        planGroup(
          group([layer('round-robin', ...abcd)]),
          context({ presence, lastTried: new Map(last === undefined ? [] : [[0, last]]) }),
        ),
      );
    expect(plan(undefined)).toEqual(['a', 'b', 'c', 'd']);
    expect(plan('agent:b')).toEqual(['c', 'd', 'a', 'b']);
    expect(plan('agent:d')).toEqual(['a', 'b', 'c', 'd']);
    expect(plan('agent:gone')).toEqual(['a', 'b', 'c', 'd']);
    const away = new Map(context().presence).set('b', { ...free, status: 'away' });
    expect(plan('agent:b', away)).toEqual(['c', 'd', 'a']);
  });

  it('keeps the turn of each layer apart', () => {
    const layers = [
      layer('round-robin', agent('a'), agent('b')),
      layer('round-robin', agent('c'), agent('d')),
    ];
    expect(order(planGroup(group(layers), context({ lastTried: new Map([[1, 'agent:c']]) })))).toEqual([
      'a',
      'b',
      'd',
      'c',
    ]);
  });

  it('rings the longest idle first: those without a call, then by the end of their last, then numbers', () => {
    const members: GroupMember[] = [{ type: 'number', number: '12' }, ...abcd];
    const lastCallEndedAt = new Map([
      ['a', now - 1000],
      ['b', now - 3000],
      ['d', now - 2000],
    ]);
    expect(
      order(planGroup(group([layer('longest-idle', ...members)]), context({ lastCallEndedAt }))),
    ).toEqual(['c', 'b', 'd', 'a', '12']);
  });

  it('rings whoever had the fewest calls first, the longer idle of two alike', () => {
    const callsToday = new Map([
      ['a', 2],
      ['b', 1],
      ['c', 2],
      ['d', 5],
    ]);
    const lastCallEndedAt = new Map([
      ['a', now - 1000],
      ['c', now - 2000],
    ]);
    expect(
      order(planGroup(group([layer('fewest-calls', ...abcd)]), context({ callsToday, lastCallEndedAt }))),
    ).toEqual(['b', 'c', 'a', 'd']);
  });

  it('draws by weight: three times as heavy is first three times as often', () => {
    const members = [agent('a', { weight: 3 }), agent('b')];
    let at = 0;
    const evenly = () => ((at++ >> 1) + 0.5) / 1000;
    const firsts = Array.from({ length: 1000 }, () =>
      order(planGroup(group([layer('weighted', ...members)]), context({}, evenly))),
    ).map(([first]) => first);
    expect(firsts.filter((first) => first === 'a')).toHaveLength(750);
  });

  it('draws anew in each round', () => {
    const draws = [0.9, 0, 0, 0];
    const waves = planGroup(
      group([layer('random', agent('a'), agent('b'))], { rounds: 2 }),
      context({}, () => draws.shift() ?? 0),
    );
    expect(order(waves)).toEqual(['b', 'a', 'a', 'b']);
  });

  it.each<[keyof typeof skipAll, Partial<MemberPresence>]>([
    ['onCall', { activity: 'on-call' }],
    ['onCall', { activity: 'ringing' }],
    ['notRegistered', { phones: [{ endpoint: 'desk', registered: false }] }],
    ['wrapUp', { wrapUpUntil: now + 1 }],
    ['wrapUp', { activity: 'wrap-up' }],
    ['away', { status: 'away' }],
    ['away', { status: 'busy' }],
  ])('skips by %s who is %j, and only by that', (rule, state) => {
    const presence = new Map([['a', { ...free, ...state }]]);
    const plan = (skip: typeof skipAll) =>
      order(planGroup(group([layer('ordered', agent('a'))], { skip }), context({ presence })));
    expect(plan(skipAll)).toEqual([]);
    expect(plan({ ...skipAll, [rule]: false })).toEqual(['a']);
    const none = { onCall: false, notRegistered: false, wrapUp: false, away: false };
    expect(plan({ ...none, [rule]: true })).toEqual([]);
  });

  it('rings again when the wrap-up is over to the millisecond', () => {
    const presence = new Map([['a', { ...free, wrapUpUntil: now }]]);
    expect(order(planGroup(group([layer('ordered', agent('a'))]), context({ presence })))).toEqual(['a']);
  });

  it('never rings one who has no phone, whatever the rules', () => {
    const skip = { onCall: false, notRegistered: false, wrapUp: false, away: false };
    const presence = new Map([['a', { ...free, phones: [] }]]);
    expect(
      planGroup(group([layer('ordered', agent('a'), agent('b'))], { skip }), context({ presence })),
    ).toEqual([]);
  });
});

describe('stopsAfter', () => {
  it.each([
    [null, []],
    [{ type: 'agent', id: 'a' }, [{ type: 'agent', agentId: 'a' }]],
    [{ type: 'ring-group', id: 'g' }, [{ type: 'ring-group', groupId: 'g' }]],
    [{ type: 'number', number: '12' }, [{ type: 'number', number: '12' }]],
    [{ type: 'last-resort' }, [{ type: 'last-resort' }]],
  ] as const)('leads from %j to %j', (noAnswer, stops) => {
    expect(stopsAfter(noAnswer)).toEqual(stops);
  });
});

/** Any group with any members in any state, and a chance that can be repeated. */
const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyMember = fc.record(
  {
    who: fc.oneof(
      fc.record({ type: fc.constant('agent' as const), id: fc.constantFrom(...ids, 'unknown') }),
      fc.record({ type: fc.constant('number' as const), number: fc.constantFrom('12', '+31612345678') }),
    ),
    delaySeconds: fc.integer({ min: 0, max: 40 }),
    ringSeconds: fc.integer({ min: 5, max: 120 }),
    weight: fc.integer({ min: 1, max: 100 }),
  },
  { requiredKeys: ['who'] },
);
const anyLayer: fc.Arbitrary<Layer> = fc.record({
  strategy: fc.constantFrom(...strategies),
  ringSeconds: fc.integer({ min: 5, max: 120 }),
  members: fc.uniqueArray(
    anyMember.map(({ who, ...times }): GroupMember => ({ ...times, ...who })),
    { selector: memberKey, maxLength: 8 },
  ),
});
const anyGroup = fc
  .record({
    layers: fc.array(anyLayer, { maxLength: 4 }),
    rounds: fc.integer({ min: 1, max: 5 }),
    skip: fc.record({
      onCall: fc.boolean(),
      notRegistered: fc.boolean(),
      wrapUp: fc.boolean(),
      away: fc.boolean(),
    }),
  })
  .map(({ layers, ...settings }) => group(layers, settings));
const anyPresence: fc.Arbitrary<MemberPresence> = fc.record({
  name: fc.constant('Ann'),
  extension: fc.constant('101'),
  status: fc.constantFrom('available', 'away', 'busy'),
  activity: fc.constantFrom('idle', 'ringing', 'on-call', 'wrap-up'),
  wrapUpUntil: fc.constantFrom(null, now - 1, now, now + 1),
  phones: fc.uniqueArray(fc.record({ endpoint: fc.constantFrom('desk', 'web'), registered: fc.boolean() }), {
    selector: ({ endpoint }) => endpoint,
  }),
});
const perAgent = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(fc.constantFrom(...ids), value)).map((entries) => new Map(entries));
const anyContext = fc.record({
  seed: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
  presence: fc
    .tuple(...ids.map(() => anyPresence))
    .map((all) => new Map(ids.map((id, at) => [id, all[at]!]))),
  lastTried: fc
    .array(fc.tuple(fc.nat(3), fc.constantFrom(...ids)))
    .map((entries) => new Map(entries.map(([at, id]) => [at, `agent:${id}` as MemberKey]))),
  lastCallEndedAt: perAgent(fc.nat()),
  callsToday: perAgent(fc.nat(20)),
});
type AnyContext = typeof anyContext extends fc.Arbitrary<infer T> ? T : never;

function repeatable({ seed, ...rest }: AnyContext): PlanContext {
  let at = 0;
  return context(rest, () => seed[at++ % seed.length] ?? 0);
}

const mayRing = (member: GroupMember, of: Layer, { skip }: RingGroup, given: PlanContext) =>
  skipReason(member, skip, given) === null && (member.delaySeconds ?? 0) < of.ringSeconds;

/** Whatever the group and whatever the moment. */
function always(
  check: (given: RingGroup, context: PlanContext, waves: readonly PlannedWave[]) => void,
): void {
  fc.assert(
    fc.property(anyGroup, anyContext, (given, at) => {
      check(given, repeatable(at), planGroup(given, repeatable(at)));
    }),
    { numRuns: 500 },
  );
}

describe('every plan', () => {
  it('rings everybody who may ring once in each round, and nobody else', () => {
    always((given, at, waves) => {
      const expected = given.layers.flatMap((of, index) =>
        of.members
          .filter((member) => mayRing(member, of, given, at))
          .flatMap((member) => Array.from({ length: given.rounds }, () => `${index} ${memberKey(member)}`)),
      );
      // Two phones of one agent ring in one wave: he is counted once in it.
      const rung = waves.flatMap((wave) => [
        ...new Set(wave.map(({ seat }) => `${seat.layer} ${seat.member}`)),
      ]);
      expect(rung.sort()).toEqual(expected.sort());
    });
  });

  it('goes from layer to layer, and begins anew with each round', () => {
    always((given, _, waves) => {
      const layersOfWaves = waves.map((wave) => new Set(wave.map(({ seat }) => seat.layer)));
      expect(layersOfWaves.every((layers) => layers.size === 1)).toBe(true);
      const sequence = layersOfWaves.flatMap((layers) => [...layers]);
      const round = sequence.slice(0, sequence.length / given.rounds);
      expect(round).toEqual([...round].sort((a, b) => a - b));
      expect(sequence).toEqual(Array.from({ length: given.rounds }, () => round).flat());
    });
  });

  it('has one wave for a simultaneous layer and one for each member of the others, none of them empty', () => {
    always((given, at, waves) => {
      const perRound = given.layers.map((of) => {
        const ringing = of.members.filter((member) => mayRing(member, of, given, at)).length;
        return of.strategy === 'simultaneous' ? Math.min(ringing, 1) : ringing;
      });
      expect(waves).toHaveLength(given.rounds * perRound.reduce((sum, count) => sum + count, 0));
      expect(waves.every((wave) => wave.length > 0)).toBe(true);
    });
  });

  it('begins every ring before its wave is over, and ends it within its own time or with the wave', () => {
    always((given, _, waves) => {
      for (const { seat, delayMs, ringMs } of waves.flat()) {
        const of = given.layers[seat.layer];
        const own = of?.members.find((member) => memberKey(member) === seat.member)?.ringSeconds;
        const waveMs = (of?.ringSeconds ?? 0) * 1000;
        expect(delayMs).toBeLessThan(waveMs);
        expect(ringMs).toBe(own === undefined ? waveMs - delayMs : own * 1000);
      }
    });
  });

  it('keeps to the order of its strategy', () => {
    always((given, { memory }, waves) => {
      given.layers.forEach((of, index) => {
        const position = ({ seat }: PlannedRing) =>
          of.members.findIndex((member) => memberKey(member) === seat.member);
        const next = of.members.findIndex((member) => memberKey(member) === memory.lastTried.get(index)) + 1;
        const turn = (ring: PlannedRing) => (position(ring) - next + of.members.length) % of.members.length;
        const agentId = ({ party }: PlannedRing) => (party.type === 'agent' ? party.agentId : undefined);
        const idle = (ring: PlannedRing) => {
          const id = agentId(ring);
          return id === undefined ? Infinity : (memory.lastCallEndedAt.get(id) ?? -Infinity);
        };
        const calls = (ring: PlannedRing) => {
          const id = agentId(ring);
          return id === undefined ? Infinity : (memory.callsToday.get(id) ?? 0);
        };
        const ranks: Record<Strategy, readonly ((ring: PlannedRing) => number)[]> = {
          simultaneous: [],
          ordered: [position],
          'round-robin': [turn],
          'longest-idle': [idle, position],
          'fewest-calls': [calls, idle, position],
          random: [],
          weighted: [],
        };
        const mine = waves.flatMap(([ring]) => (ring?.seat.layer === index ? [ring] : []));
        const round = mine.slice(0, mine.length / given.rounds);
        for (const [at, ring] of round.slice(1).entries()) {
          const before = round[at];
          const differing = ranks[of.strategy].find((rank) => before && rank(before) !== rank(ring));
          if (before && differing) expect(differing(before)).toBeLessThan(differing(ring));
        }
      });
    });
  });

  it('is the same for the same chance', () => {
    fc.assert(
      fc.property(anyGroup, anyContext, (given, at) => {
        expect(planGroup(given, repeatable(at))).toEqual(planGroup(given, repeatable(at)));
      }),
    );
  });
});
