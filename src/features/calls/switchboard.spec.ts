import type { LegEnding } from '../../core/call/inputs';
import { ring, Story, wave } from '../../core/call/testing/story';
import type { Snapshot } from './pbx';
import type { Welcome } from './reception';
import { Exchange, OUR_STORE } from './testing/exchange';
import { settled } from './testing/manual-clock';
import { fails, type RecordingPbx } from './testing/recording-pbx';

type Found = Snapshot['channels'][number];

const nobody = { waves: [], then: [] };

const channel = (id: string, change: Partial<Found> = {}): Found => ({
  id,
  inApp: true,
  state: 'up',
  dialled: true,
  bridge: null,
  shown: null,
  arrival: null,
  ...change,
});

/** Contact and anna, who talked when the server died; it has looked at Asterisk. */
async function talkingAgain(
  answer: RecordingPbx['answer'] = () => Promise.resolve(),
): Promise<{ readonly exchange: Exchange; readonly both: readonly string[] }> {
  const exchange = new Exchange();
  const story = Story.talking();
  const both = [story.leg('contact').id, story.leg('anna').id];
  exchange.pbx.snapshot = { startedAt: 0, channels: both.map((id) => channel(id)), bridges: [] };
  exchange.pbx.answer = answer;
  await exchange.resume(story);
  await exchange.clock.pass(100);
  return { exchange, both };
}

describe('a look at Asterisk', () => {
  const ours = `baton-${OUR_STORE}.old`;
  const lookAt = async (...channels: Found[]): Promise<Exchange> => {
    const exchange = new Exchange();
    exchange.pbx.snapshot = { startedAt: 0, channels, bridges: [{ id: `${ours}-talk1`, type: 'mixing' }] };
    await exchange.switchboard.start();
    await exchange.clock.pass(100);
    return exchange;
  };

  it('removes channels and bridges of ours that no call owns', async () => {
    const { pbx } = await lookAt(channel(`${ours}-3`));
    expect(pbx.asked('hang-up')).toEqual([`${ours}-3`]);
    expect(pbx.asked('destroy-bridge')).toEqual([`${ours}-talk1`]);
  });

  it('is tried again a second after one that was not answered', async () => {
    const exchange = new Exchange();
    exchange.pbx.slowness = fails('unknown');
    await exchange.switchboard.start();
    await exchange.clock.pass(1_000);
    expect(exchange.pbx.looks).toBe(1);
    await exchange.clock.pass(100);
    expect(exchange.pbx.looks).toBe(2);
  });

  const strange = (name: string) => ({
    startedAt: 0,
    channels: [channel(`${name}-3`)],
    bridges: [{ id: `${name}-talk1`, type: 'mixing' as const }],
  });

  it('never touches what bears another store’s identity', async () => {
    const exchange = new Exchange();
    exchange.pbx.snapshot = strange('baton-anothers.old');
    await exchange.switchboard.start();
    await exchange.clock.pass(60_000);
    expect(exchange.pbx.steps).toEqual([]);
  });

  it('touches what bears none, by an earlier version, only if it has held that call', async () => {
    const exchange = new Exchange();
    exchange.pbx.snapshot = strange('baton-call');
    await exchange.switchboard.start();
    await exchange.clock.pass(60_000);
    expect(exchange.pbx.steps).toEqual([]);
    const { call } = Story.talking();
    exchange.store.kept.set('call', { ...call, ended: { reason: 'hung-up', at: 1 } });
    await exchange.clock.pass(15_000);
    expect(exchange.pbx.asked('hang-up')).toContain('baton-call-3');
    expect(exchange.pbx.asked('destroy-bridge')).toContain('baton-call-talk1');
  });

  it.each([
    ['another store has taken', 'anothers', 0],
    ['came by a phone or trunk of ours', OUR_STORE, 1],
    ['nobody has taken', undefined, 1],
  ])('welcomes a caller or not whom %s', async (_, store, welcomes) => {
    const exchange = new Exchange();
    let welcomed = 0;
    exchange.welcome = () => {
      welcomed += 1;
      return new Promise(() => undefined);
    };
    const caller = { ...arrival, ...(store === undefined ? {} : { store }) };
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: [{ ...channel('sip-1'), arrival: caller }],
      bridges: [],
    };
    await exchange.switchboard.start();
    await exchange.clock.pass(60_000);
    expect(welcomed).toBe(welcomes);
    expect(exchange.pbx.steps).toEqual([]);
  });

  it('never touches what is not ours', async () => {
    const { pbx } = await lookAt(channel('1700000000.1'));
    expect(pbx.asked('hang-up')).toEqual([]);
  });

  it('leaves alone whom we dialled and have handed to the dialplan since: they may be speaking to voicemail', async () => {
    const { pbx } = await lookAt(channel(`${ours}-2`, { inApp: false }));
    expect(pbx.asked('hang-up')).toEqual([]);
  });
});

describe('somebody who is no leg of the call', () => {
  const talk = (exchange: Exchange) => `baton-${exchange.switchboard.calls[0]?.facts.id ?? ''}-talk1`;

  /** Contact and anna in their bridge, as Asterisk shows it. */
  async function inBridge(): Promise<{ readonly exchange: Exchange; readonly bridge: string }> {
    const { exchange, both } = await talkingAgain();
    const bridge = talk(exchange);
    for (const id of both) exchange.pbx.report({ type: 'joined', channel: id, bridge });
    await settled();
    return { exchange, bridge };
  }

  it('is hung up and told of when they come into its bridge, once, and nobody else is', async () => {
    const { exchange, bridge } = await inBridge();
    exchange.pbx.report({ type: 'joined', channel: '17.9', bridge, endpoint: 'carrier' });
    exchange.pbx.report({ type: 'joined', channel: '17.9', bridge, endpoint: 'carrier' });
    await settled();
    expect(exchange.pbx.asked('hang-up')).toEqual(['17.9']);
    const callId = exchange.switchboard.calls[0]?.facts.id;
    expect(exchange.intruders).toEqual([{ channel: '17.9', endpoint: 'carrier', callId }]);
  });

  it('is hung up when they are put in the place of a leg, though they are in no bridge', async () => {
    const { exchange } = await inBridge();
    const anna = exchange.switchboard.calls[0]?.facts.owner ?? '';
    exchange.pbx.report({ type: 'intruded', channel: '17.9', replaced: anna, endpoint: 'phone-2' });
    await settled();
    expect(exchange.pbx.asked('hang-up')).toEqual(['17.9']);
    expect(exchange.intruders).toMatchObject([{ channel: '17.9', endpoint: 'phone-2' }]);
  });

  it('is hung up when a look shows them, in a bridge or in our hands', async () => {
    const { exchange, bridge } = await inBridge();
    const { pbx } = exchange;
    pbx.snapshot = {
      startedAt: 0,
      bridges: [{ id: bridge, type: 'mixing' }],
      channels: [
        ...pbx.snapshot.channels.map((leg) => ({ ...leg, bridge })),
        channel('17.8', { bridge, inApp: false }),
        channel('17.9', { endpoint: 'carrier' }),
      ],
    };
    await exchange.clock.pass(16_000);
    expect([...pbx.asked('hang-up')].sort()).toEqual(['17.8', '17.9']);
    expect(exchange.intruders.map(({ channel: id }) => id).sort()).toEqual(['17.8', '17.9']);
  });
});

const arrival = {
  channel: 'sip-1',
  from: 'trunk',
  dialled: '+4930100',
  isToBeWithheld: false,
  endpoint: '',
} as const;

describe('a contact who hangs up before it is known whom they have called', () => {
  it('rings nobody', async () => {
    const exchange = new Exchange();
    let welcomed: ((welcome: Welcome) => void) | undefined;
    exchange.welcome = () => new Promise((resolve) => (welcomed = resolve));
    exchange.found = () => ({ waves: [wave('anna')], then: [] });
    await exchange.switchboard.start();
    exchange.pbx.report({ type: 'arrived', arrival });
    await settled();
    exchange.pbx.report({ type: 'hanging-up', channel: 'sip-1', how: null });
    exchange.pbx.report({ type: 'left-app', channel: 'sip-1' });
    const { call } = Story.arrival();
    welcomed?.({ type: 'call', started: { ok: true, call, publish: [] } });
    await exchange.clock.pass(100);
    expect(exchange.pbx.steps).toEqual([]);
    expect(exchange.switchboard.calls).toEqual([]);
  });
});

describe('a contact who calls a number that no line has', () => {
  const misdialled = () =>
    Promise.resolve<Welcome>({
      type: 'call',
      started: { ok: true, call: Story.misdialled().slowly().call, publish: [] },
    });

  it('is stored as a call before the dialplan gets them', async () => {
    const exchange = new Exchange();
    exchange.welcome = misdialled;
    const stored: number[] = [];
    exchange.pbx.answer = () => Promise.resolve(void stored.push(exchange.store.kept.size));
    await exchange.switchboard.start();
    exchange.pbx.report({ type: 'arrived', arrival });
    await settled();
    expect(exchange.pbx.asked('last-resort')).toEqual(['sip-1']);
    expect(stored).toEqual([1]);
    exchange.pbx.report({ type: 'left-app', channel: 'sip-1' });
    await exchange.clock.pass(100);
    expect([...exchange.store.kept.values()]).toMatchObject([{ ended: { reason: 'unknown-number' } }]);
    expect(exchange.switchboard.calls).toEqual([]);
  });

  it('goes to the last resort also when nothing can be stored', async () => {
    const exchange = new Exchange();
    exchange.welcome = misdialled;
    exchange.store.failing = true;
    await exchange.switchboard.start();
    exchange.pbx.report({ type: 'arrived', arrival });
    await settled();
    expect(exchange.pbx.asked('last-resort')).toEqual(['sip-1']);
    expect(exchange.notTaken).toBe(0);
  });

  it('goes there as whoever cannot be taken, which is told', async () => {
    const exchange = new Exchange();
    exchange.welcome = () => Promise.reject(new Error('the store cannot be read'));
    await exchange.switchboard.start();
    exchange.pbx.report({ type: 'arrived', arrival });
    await settled();
    expect(exchange.pbx.asked('last-resort')).toEqual(['sip-1']);
    expect(exchange.notTaken).toBe(1);
  });
});

describe('who is handed to the dialplan', () => {
  const contact = channel('sip-1', { state: 'ring' });

  it('is no new call while on the way: a look still finds them', async () => {
    const exchange = new Exchange();
    let handedOver: (() => void) | undefined;
    exchange.pbx.answer = () => new Promise((resolve) => (handedOver = resolve));
    await exchange.switchboard.start();
    exchange.pbx.report({ type: 'arrived', arrival });
    exchange.pbx.snapshot = { startedAt: 0, channels: [{ ...contact, arrival }], bridges: [] };
    await exchange.clock.pass(1_000);
    expect(exchange.pbx.looks).toBeGreaterThan(0);
    expect(exchange.pbx.asked('last-resort')).toEqual(['sip-1']);
    handedOver?.();
  });

  it('is not hung up by a look that was asked for before, and shows their call as it was then', async () => {
    const exchange = new Exchange();
    const story = Story.arrival();
    const { id } = story.leg('contact');
    const there = { startedAt: 0, channels: [channel(id, { state: 'ring', arrival })], bridges: [] };
    exchange.pbx.snapshot = there;
    await exchange.resume(story);
    await exchange.clock.pass(100);
    let answered: (() => void) | undefined;
    exchange.pbx.slowness = new Promise<void>((resolve) => (answered = resolve));
    await exchange.clock.pass(15_100);
    exchange.pbx.report({ type: 'left-app', channel: id });
    await exchange.clock.pass(100);
    expect(exchange.switchboard.calls).toEqual([]);
    const before = exchange.pbx.steps.length;
    answered?.();
    await exchange.clock.pass(100);
    expect(exchange.pbx.steps.slice(before)).toEqual([]);
  });

  it('is not hung up by late news of where they were', async () => {
    const exchange = new Exchange();
    const story = Story.arrival();
    const { id } = story.leg('contact');
    exchange.found = () => nobody;
    exchange.pbx.snapshot = { startedAt: 0, channels: [channel(id, { state: 'ring' })], bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('last-resort')).toEqual([id]);
    const bridge = 'baton-call-talk1';
    exchange.pbx.report({ type: 'left-app', channel: id });
    exchange.pbx.report({ type: 'joined', channel: id, bridge });
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('hang-up')).toEqual([]);
  });
});

describe('a call after a restart', () => {
  it('does nothing before it has seen what Asterisk has', async () => {
    const exchange = new Exchange();
    await exchange.resume(Story.talking().introduces('ben').slowly().cancels());
    await settled();
    expect(exchange.pbx.steps).toEqual([]);
  });

  it('hangs up who was to be hung up when it died', async () => {
    const exchange = new Exchange();
    const story = Story.talking().introduces('ben').slowly().cancels();
    const ben = story.leg('ben').id;
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: [story.leg('contact').id, story.leg('anna').id, ben].map((id) => channel(id)),
      bridges: [],
    };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('hang-up')).toEqual([ben]);
  });

  it.each([
    ['dials whom it had only made a channel for', false, 1],
    ['does not dial again whose phone was called already and has not said that it rings', true, 0],
  ])('%s', async (_, dialled, times) => {
    const exchange = new Exchange();
    const story = Story.talking().introduces('ben');
    const ben = story.leg('ben').id;
    const others = [story.leg('contact').id, story.leg('anna').id].map((id) => channel(id));
    const channels = [...others, channel(ben, { state: 'down', dialled })];
    exchange.pbx.snapshot = { startedAt: 0, channels, bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('dial')).toHaveLength(times);
  });

  it('lets an answer that was missed count more than the deadline that has passed since', async () => {
    const exchange = new Exchange();
    const story = Story.talking().introduces('ben');
    const here = ['contact', 'anna', 'ben'] as const;
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: here.map((name) => channel(story.leg(name).id)),
      bridges: [],
    };
    exchange.pbx.isConnected = false;
    await exchange.resume(story);
    await exchange.clock.pass(60_000);
    exchange.pbx.isConnected = true;
    exchange.switchboard.onPbxUp();
    await exchange.clock.pass(100);
    expect(exchange.published).toContain('transfer.answered');
    expect(exchange.published).not.toContain('transfer.failed');
  });

  it('ends a ring whose deadline has passed meanwhile, and nobody has answered', async () => {
    const exchange = new Exchange();
    const story = Story.talking().introduces('ben');
    const others = [story.leg('contact').id, story.leg('anna').id].map((id) => channel(id));
    const ben = channel(story.leg('ben').id, { state: 'ringing' });
    exchange.pbx.snapshot = { startedAt: 0, channels: [...others, ben], bridges: [] };
    await exchange.clock.pass(60_000);
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.published).toContain('transfer.failed');
  });

  it.each([0, 60_000])(
    'looks for whom a contact calls only when it knows whose phones are there; dead for %d ms',
    async (deadMs) => {
      const exchange = new Exchange();
      const story = Story.arrival();
      const contact = channel(story.leg('contact').id, { state: 'ring' });
      exchange.pbx.snapshot = { startedAt: 0, channels: [contact], bridges: [] };
      exchange.pbx.isConnected = false;
      exchange.found = () => (exchange.pbx.isConnected ? { waves: [wave('anna')], then: [] } : nobody);
      await exchange.clock.pass(deadMs);
      await exchange.resume(story);
      await exchange.clock.pass(0);
      exchange.pbx.isConnected = true;
      exchange.switchboard.onPbxUp();
      await exchange.clock.pass(100);
      expect(exchange.pbx.asked('last-resort')).toEqual([]);
      expect(exchange.pbx.asked('create-channel')).toHaveLength(1);
    },
  );

  it('stops no tone of those who have company: what they hear may be the music of a hold key', async () => {
    const exchange = new Exchange();
    const story = Story.talking();
    const both = [story.leg('contact').id, story.leg('anna').id];
    const bridge = { id: 'baton-call-talk1', type: 'mixing' } as const;
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: both.map((id) => channel(id, { bridge: bridge.id })),
      bridges: [bridge],
    };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('ringback')).toEqual([]);
  });

  it.each([
    ['pressed', true],
    ['released', false],
  ])("learns that a phone's hold key was %s meanwhile", async (_, isPressed) => {
    const exchange = new Exchange();
    const story = Story.talking();
    const anna = story.leg('anna').id;
    if (isPressed) exchange.pbx.holding.add(anna);
    else story.post({ type: 'phone-hold', leg: anna, on: true });
    const both = [story.leg('contact').id, anna];
    exchange.pbx.snapshot = { startedAt: 0, channels: both.map((id) => channel(id)), bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    const holding = exchange.switchboard
      .get('call')
      ?.facts.legs.filter(({ phoneHold }) => phoneHold === true);
    expect(holding?.map(({ id }) => id)).toEqual(isPressed ? [anna] : []);
  });

  it('has a phone that lost its power recalled, though it was asked for something before its end was told', async () => {
    const { exchange, both } = await talkingAgain((step) =>
      step.type === 'ringback' && step.leg === both[1] ? fails('no-such') : Promise.resolve(),
    );
    const anna = both[1] ?? '';
    for (const id of both) exchange.pbx.report({ type: 'joined', channel: id, bridge: 'baton-call-talk1' });
    await exchange.clock.pass(50);
    expect(exchange.pbx.asked('ringback')).toContain(anna);
    exchange.pbx.report({ type: 'gone', channel: anna, how: 'unreachable' });
    await exchange.clock.pass(200);
    expect(exchange.published).toContain('call.recalling');
  });

  it('takes a leg that it was told is not there for gone, though nothing reports its end', async () => {
    const { exchange, both } = await talkingAgain((step) =>
      step.type === 'ringback' && step.leg === both[1] ? fails('no-such') : Promise.resolve(),
    );
    for (const id of both) exchange.pbx.report({ type: 'joined', channel: id, bridge: 'baton-call-talk1' });
    await exchange.clock.pass(200);
    expect(exchange.pbx.asked('hang-up')).toEqual([both[0]]);
  });

  it('counts an answer that came while the connection was lost for longer than a phone may ring', async () => {
    const exchange = new Exchange();
    const story = Story.ringing();
    const anna = channel(story.leg('anna').id, { state: 'ringing' });
    const contact = channel(story.leg('contact').id, { state: 'ring' });
    exchange.pbx.snapshot = { startedAt: 0, channels: [contact, anna], bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    exchange.pbx.down();
    await exchange.clock.pass(60_000);
    exchange.pbx.snapshot = { startedAt: 0, channels: [contact, { ...anna, state: 'up' }], bridges: [] };
    exchange.pbx.up();
    await exchange.clock.pass(100);
    expect(exchange.published).toContain('call.answered');
  });

  it('acts on a hang-up that was missed', async () => {
    const exchange = new Exchange();
    const story = Story.talking().introduces('ben').answers('ben');
    const here = ['contact', 'ben'] as const;
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: here.map((name) => channel(story.leg(name).id)),
      bridges: [],
    };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(exchange.published).toContain('transfer.completed');
    expect(exchange.switchboard.get('call')?.facts.owner).toBe(story.leg('ben').id);
  });
});

describe('an agent who dialled, in conversation', () => {
  /** Of a channel that called us Asterisk tells no more than that its end begins, and that it is over. */
  const ends = async (...told: readonly (LegEnding | null)[]): Promise<Exchange> => {
    const exchange = new Exchange();
    const story = Story.internal().answers('ben').answers('anna');
    const [anna, ben] = [story.leg('anna').id, story.leg('ben').id];
    const bridge = { id: 'baton-call-talk1', type: 'mixing' } as const;
    const inBridge = (id: string) => channel(id, { bridge: bridge.id });
    exchange.pbx.snapshot = { startedAt: 0, channels: [inBridge(anna), inBridge(ben)], bridges: [bridge] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    for (const how of told) exchange.pbx.report({ type: 'hanging-up', channel: anna, how });
    exchange.pbx.snapshot = { startedAt: 0, channels: [inBridge(ben)], bridges: [bridge] };
    return exchange;
  };
  const leaves = (exchange: Exchange) =>
    exchange.pbx.report({ type: 'left-app', channel: Story.internal().leg('anna').id });

  it('hangs up: the other one is let go', async () => {
    const exchange = await ends(null);
    leaves(exchange);
    await exchange.clock.pass(200);
    expect(exchange.published).not.toContain('call.recalling');
    expect(exchange.pbx.asked('hang-up')).toEqual([Story.internal().leg('ben').id]);
  });

  it.each<[string, readonly (LegEnding | null)[]]>([
    ['', ['unreachable']],
    [', and we have hung them up in the same moment', ['unreachable', null]],
    [', which is told twice', ['unreachable', 'hung-up']],
  ])('loses the phone%s: the other one gets somebody back', async (_, told) => {
    const exchange = await ends(...told);
    leaves(exchange);
    await exchange.clock.pass(200);
    expect(exchange.published).toContain('call.recalling');
    expect(exchange.pbx.asked('hang-up')).toEqual([]);
  });

  it('loses the phone, and nothing but a look tells that they have gone', async () => {
    const exchange = await ends('unreachable');
    await exchange.clock.pass(20_000);
    expect(exchange.published).toContain('call.recalling');
  });
});

describe('a member whose turn comes later', () => {
  it.each([
    ['is passed over when another call has them by then', ['anna'], ['ben']],
    ['rings when none has', [], ['anna']],
  ])('%s', async (_, onCall, rung) => {
    const exchange = new Exchange();
    const anna = ring('anna', { delayMs: 3_000, unlessOnCall: true });
    const story = Story.arrival({}).finds([anna], [ring('ben', { unlessOnCall: true })]);
    const contact = channel(story.leg('contact').id, { state: 'ring' });
    exchange.pbx.snapshot = { startedAt: 0, channels: [contact], bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    for (const agent of onCall) exchange.onCall.add(agent);
    await exchange.clock.pass(3_000);
    const legs = exchange.switchboard.get('call')?.facts.legs ?? [];
    const nameOf = (id: string) => legs.find((leg) => leg.id === id)?.party;
    expect(exchange.pbx.asked('create-channel').map(nameOf)).toMatchObject(
      rung.map((agentId) => ({ type: 'agent', agentId })),
    );
  });
});

describe('an outside number whose turn comes', () => {
  /** It rings first, and after it ben does. */
  const atNumber = async (exchange: Exchange) => {
    const story = Story.arrival({}).finds([ring('shop', { delayMs: 3_000 })], [ring('ben')]);
    const contact = channel(story.leg('contact').id, { state: 'ring' });
    exchange.pbx.snapshot = { startedAt: 0, channels: [contact], bridges: [] };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    return story.leg('shop').id;
  };

  it('is not dialled if it may not be by then: the search goes on', async () => {
    const exchange = new Exchange();
    const shop = await atNumber(exchange);
    exchange.forbidden.add(shop);
    await exchange.clock.pass(3_000);
    const legs = exchange.switchboard.get('call')?.facts.legs ?? [];
    expect(legs.find(({ id }) => id === shop)).toMatchObject({ state: 'gone', end: { reason: 'forbidden' } });
    expect(exchange.pbx.asked('create-channel')).toEqual([legs.at(-1)?.id]);
    expect(legs.at(-1)?.party).toMatchObject({ agentId: 'ben' });
  });

  it('is dialled as it is judged then, not as it was planned', async () => {
    const exchange = new Exchange();
    exchange.dialString = () => 'PJSIP/+4930777@other';
    await atNumber(exchange);
    await exchange.clock.pass(3_000);
    expect(exchange.pbx.steps.find(({ type }) => type === 'create-channel')).toMatchObject({
      endpoint: 'PJSIP/+4930777@other',
    });
  });
});

describe('facts that could not be stored', () => {
  it('are stored as soon as it works again, even when the call is over by then', async () => {
    const { exchange, both } = await talkingAgain();
    exchange.store.failing = true;
    for (const id of both) exchange.pbx.report({ type: 'gone', channel: id, how: 'hung-up' });
    await exchange.clock.pass(100);
    expect(exchange.store.kept.get('call')?.ended).toBeNull();
    exchange.store.failing = false;
    await exchange.clock.pass(5_000);
    expect(exchange.store.kept.get('call')?.ended).not.toBeNull();
  });
});

describe('while nothing can be stored', () => {
  const arrival = {
    channel: '1795897629.6',
    from: 'trunk',
    dialled: '+31205550000',
    caller: { name: '', number: '+31612345678' },
    endpoint: 'carrier',
    isToBeWithheld: false,
  } as const;

  it('whoever calls is received, and stored as soon as it works again', async () => {
    const exchange = new Exchange();
    const story = Story.arrival();
    const started = { ok: true, call: { ...story.call, id: 'new' }, publish: [] } as const;
    exchange.welcome = () => Promise.resolve({ type: 'call', started });
    exchange.found = () => ({ waves: [], then: [] });
    await exchange.switchboard.start();
    exchange.store.failing = true;
    exchange.pbx.report({ type: 'arrived', arrival });
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('last-resort')).toEqual([]);
    expect(exchange.switchboard.known('new')).toBeDefined();
    expect(exchange.switchboard.unsaved.map(({ id }) => id)).toEqual(['new']);
    expect(exchange.store.kept.has('new')).toBe(false);
    exchange.store.failing = false;
    await exchange.clock.pass(2_000);
    expect(exchange.store.kept.has('new')).toBe(true);
    expect(exchange.switchboard.unsaved).toEqual([]);
  });

  it('no call is begun that somebody asks for', async () => {
    const exchange = new Exchange();
    await exchange.switchboard.start();
    exchange.store.failing = true;
    const started = { ok: true, call: { ...Story.talking().call, id: 'new' }, publish: [] } as const;
    await expect(exchange.switchboard.begin(started)).rejects.toThrow('disk is full');
    exchange.store.failing = false;
    await exchange.clock.pass(10_000);
    expect(exchange.switchboard.known('new')).toBeUndefined();
    expect([...exchange.store.kept.keys()]).toEqual([]);
    expect(exchange.pbx.steps).toEqual([]);
  });

  it('what is commanded is refused and moves nothing, and what happens is acted on', async () => {
    const { exchange, both } = await talkingAgain();
    for (const id of both) exchange.pbx.report({ type: 'joined', channel: id, bridge: 'baton-call-talk1' });
    await settled();
    exchange.store.failing = true;
    const call = exchange.switchboard.get('call');
    const steps = exchange.pbx.steps.length;
    await expect(call?.command({ type: 'hold' }, { type: 'api' })).rejects.toThrow('disk is full');
    await exchange.clock.pass(100);
    expect(exchange.pbx.steps).toHaveLength(steps);
    exchange.pbx.report({ type: 'gone', channel: both[0] ?? '', how: 'hung-up' });
    await exchange.clock.pass(100);
    expect(exchange.pbx.asked('hang-up')).toEqual([both[1]]);
  });
});

describe('a call whose facts cannot be read', () => {
  const bridge = { id: 'baton-lost-talk1', type: 'mixing' } as const;
  const arrival = {
    channel: 'sip-9',
    from: 'trunk',
    dialled: '+31205550000',
    caller: { name: '', number: '' },
    endpoint: 'carrier',
    isToBeWithheld: false,
  } as const;
  const found = (inBridge: readonly string[]): Found[] =>
    inBridge.map((id) => channel(id, { bridge: bridge.id, arrival: id === 'sip-9' ? arrival : null }));

  it('goes on for those who talk; who is left alone is seen to at once; and it ends when nobody is left', async () => {
    const exchange = new Exchange();
    exchange.store.unreadable.add('lost');
    const welcomed: string[] = [];
    exchange.welcome = () => {
      welcomed.push('sip-9');
      return Promise.reject(new Error('nobody is at the reception'));
    };
    exchange.pbx.snapshot = { startedAt: 0, channels: found(['sip-9', 'baton-lost-2']), bridges: [bridge] };
    await exchange.switchboard.start();
    await exchange.clock.pass(40_000);
    expect([exchange.pbx.steps, welcomed]).toEqual([[], []]);

    exchange.pbx.snapshot = { startedAt: 0, channels: found(['sip-9']), bridges: [bridge] };
    exchange.pbx.report({ type: 'gone', channel: 'baton-lost-2', how: 'hung-up' });
    await exchange.clock.pass(100);
    expect(welcomed).toEqual(['sip-9']);

    exchange.pbx.snapshot = { startedAt: 0, channels: [], bridges: [bridge] };
    await exchange.clock.pass(20_000);
    expect(exchange.pbx.asked('destroy-bridge')).toContain(bridge.id);
    exchange.pbx.snapshot = { startedAt: 0, channels: [], bridges: [] };
    await exchange.clock.pass(20_000);
    expect([...exchange.store.unreadable]).toEqual([]);
  });

  it('takes no other call with it, nor does one that the core cannot go on with', async () => {
    const exchange = new Exchange();
    const story = Story.talking();
    const broken = {
      ...story.call,
      id: 'broken',
      legs: [{ id: 'x', state: 'up', party: { type: 'agent' } }],
    };
    exchange.store.kept.set('broken', { ...broken, line: null } as unknown as typeof story.call);
    exchange.pbx.snapshot = { startedAt: 0, channels: [], bridges: [] };
    await exchange.resume(story);
    expect(exchange.switchboard.calls.map(({ facts }) => facts.id)).toEqual(['call']);
  });
});

describe('a stop of the server', () => {
  it('waits for what is under way in Asterisk, and not for ever', async () => {
    let answer = (): void => undefined;
    const { exchange, both } = await talkingAgain(({ type }) =>
      type === 'create-bridge' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(),
    );
    const done: string[] = [];
    void exchange.switchboard.quiet(1_000).then(() => done.push('late'));
    void exchange.switchboard.quiet(60_000).then(() => done.push('quiet'));
    await exchange.clock.pass(999);
    expect(done).toEqual([]);
    await exchange.clock.pass(1);
    expect(done).toEqual(['late']);
    answer();
    await settled();
    expect(exchange.pbx.asked('join')).toEqual(both);
    expect(done).toEqual(['late']);
    for (const id of both) exchange.pbx.report({ type: 'joined', channel: id, bridge: 'baton-call-talk1' });
    await settled();
    expect(done).toEqual(['late', 'quiet']);
  });

  it('is a last chance for what could not be stored', async () => {
    const { exchange, both } = await talkingAgain();
    exchange.store.failing = true;
    exchange.pbx.report({ type: 'hold', channel: both[1] ?? '', on: true });
    await exchange.clock.pass(100);
    const stored = () => exchange.store.kept.get('call')?.legs.some(({ phoneHold }) => phoneHold === true);
    expect(stored()).toBe(false);
    exchange.store.failing = false;
    await exchange.switchboard.stop();
    expect(stored()).toBe(true);
  });
});

describe('a restart of Asterisk', () => {
  const nothing = (startedAt: number): Snapshot => ({ startedAt, channels: [], bridges: [] });

  /** A call of which Asterisk shows nothing any longer. */
  async function lookedAt(story: Story, startedAt: number): Promise<Exchange> {
    const exchange = new Exchange();
    exchange.pbx.snapshot = nothing(startedAt);
    await exchange.resume(story);
    await exchange.clock.pass(100);
    return exchange;
  }

  it('ends a call that is older than it, and says so', async () => {
    const story = Story.talking();
    const { store } = await lookedAt(story, story.call.startedAt + 1);
    expect(store.kept.get('call')?.ended).toMatchObject({ reason: 'asterisk-restarted' });
  });

  it('is not what has happened to a call whose parties have all hung up meanwhile', async () => {
    const story = Story.talking();
    const { store } = await lookedAt(story, story.call.startedAt);
    expect(store.kept.get('call')?.ended).toMatchObject({ reason: 'hung-up' });
  });

  it('is not what has happened to a call of which nothing was begun yet: its phone rings', async () => {
    const story = Story.originated();
    const { pbx } = await lookedAt(story, story.call.startedAt - 1);
    expect(pbx.asked('create-channel')).toEqual([story.leg('anna').id]);
  });

  it('leaves nothing of a call that was over already but had a request out', async () => {
    const exchange = new Exchange();
    const story = Story.talking().slowly().drops();
    const both = [story.leg('contact').id, story.leg('anna').id];
    const bridges = [{ id: 'baton-call-talk1', type: 'mixing' as const }];
    exchange.pbx.snapshot = { startedAt: 0, channels: both.map((id) => channel(id)), bridges };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    let lose = (): void => undefined;
    const lost = new Promise<void>((resolve) => (lose = resolve));
    exchange.pbx.answer = () => lost.then(() => fails('unknown'));
    for (const id of both) exchange.pbx.report({ type: 'gone', channel: id, how: 'hung-up' });
    await exchange.clock.pass(50);
    exchange.pbx.down();
    lose();
    await exchange.clock.pass(1_000);
    exchange.pbx.snapshot = { startedAt: exchange.clock.now(), channels: [], bridges: [] };
    exchange.pbx.up();
    await exchange.clock.pass(5_000);
    expect(exchange.switchboard.calls).toEqual([]);
  });
});
