import { planGroup, type PlannedWave, stopsAfter } from './plan';
import type { MemberPresence } from './plan-context';
import type { GroupMember, MemberKey, RingGroup } from './ring-group';
import { agent, context, free, group, layer, NOW, skipAll } from './testing/groups';

/** Those who ring, wave by wave, by id or number. */
const order = (waves: readonly PlannedWave[]) =>
  waves.map((wave) => wave.map(({ seat }) => seat.member.replace(/^\w+:/, '')).join('+'));

const abcd = ['a', 'b', 'c', 'd'].map((id) => agent(id));

describe('planGroup', () => {
  it('rings all members of a simultaneous layer in one wave, each after their delay', () => {
    const members = [agent('a'), agent('b', { delaySeconds: 5 }), agent('c', { ringSeconds: 8 })];
    const [wave, ...more] = planGroup(group([layer('simultaneous', ...members)]), context());
    expect(more).toEqual([]);
    expect(wave?.map(({ seat, delayMs, ringMs }) => [seat.member, delayMs, ringMs])).toEqual([
      ['agent:a', 0, 20_000],
      // Whoever begins later stops with the wave,
      ['agent:b', 5_000, 15_000],
      // unless they have a ring time of their own.
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
          unlessOnCall: true,
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

  it('begins a round-robin after the last who was tried, whether or not they may ring now', () => {
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
      ['a', NOW - 1000],
      ['b', NOW - 3000],
      ['d', NOW - 2000],
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
      ['a', NOW - 1000],
      ['c', NOW - 2000],
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
    ['wrapUp', { wrapUpUntil: NOW + 1 }],
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
    const presence = new Map([['a', { ...free, wrapUpUntil: NOW }]]);
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
