import { defaultLimits, type LineFacts } from '../../core/call/call';
import { originate } from '../../core/call/start';
import { dialable } from '../../core/call/testing/people';
import { Story, target, wave } from '../../core/call/testing/story';
import { countsOf, samplesOf, sumOf } from '../../platform/observability/testing/samples';
import type { Snapshot } from './pbx';
import { Exchange, OUR_STORE } from './testing/exchange';
import { settled } from './testing/manual-clock';
import { fails } from './testing/recording-pbx';

const by = { type: 'api' } as const;

const channel = (id: string, bridge: string | null, change = {}): Snapshot['channels'][number] => ({
  id,
  inApp: true,
  state: 'up',
  dialled: true,
  bridge,
  shown: null,
  arrival: null,
  ...change,
});

/** Contact and anna talk, and Asterisk was looked at after a restart. */
async function talking(story = Story.talking()) {
  const exchange = new Exchange();
  const { id } = story.call;
  const [contact, anna] = [story.leg('contact').id, story.leg('anna').id];
  const talk = `baton-${id}-talk1`;
  exchange.pbx.snapshot = {
    startedAt: 0,
    channels: [channel(contact, talk), channel(anna, talk)],
    bridges: [{ id: talk, type: 'mixing' }],
  };
  await exchange.resume(story);
  await exchange.clock.pass(100);
  const call = exchange.switchboard.get(id);
  if (!call) throw new Error('the call goes on');
  exchange.pbx.steps.length = 0;
  return { exchange, call, contact, anna, talk };
}

/** Asterisk moves a leg as it was asked to the last. */
function obeyJoin({ pbx }: Exchange, leg: string, from: string | null): void {
  const step = pbx.steps.findLast((step) => step.type === 'join' && step.leg === leg);
  if (step?.type !== 'join') throw new Error('nobody was asked to join');
  if (from !== null) pbx.report({ type: 'parted', channel: leg, bridge: from });
  pbx.report({ type: 'joined', channel: leg, bridge: step.bridge });
}

it('measures steps, by what they are and what came of them', async () => {
  const { exchange, call } = await talking();
  const answered = exchange.clock;
  exchange.pbx.answer = ({ type }) =>
    type === 'create-bridge'
      ? new Promise((resolve) => answered.after(30, resolve))
      : type === 'join'
        ? fails('not-now')
        : Promise.resolve();
  void call.command({ type: 'hold' }, by);
  await exchange.clock.pass(50);
  expect(await countsOf(exchange.metrics, 'baton_step_seconds')).toEqual(
    expect.arrayContaining(['create-bridge done: 1', 'join not-now: 1']),
  );
  expect(await sumOf(exchange.metrics, 'baton_step_seconds')).toBeCloseTo(0.03);
});

it('counts steps that showed no effect', async () => {
  const { exchange, call } = await talking();
  void call.command({ type: 'hold' }, by);
  await exchange.clock.pass(1_400);
  expect(await countsOf(exchange.metrics, 'baton_steps_without_effect_total')).toEqual([]);
  await exchange.clock.pass(200);
  expect(await countsOf(exchange.metrics, 'baton_steps_without_effect_total')).toEqual(['join: 1']);
});

describe('a command', () => {
  it('is measured from the request until all that follows is seen, as is the music it brings', async () => {
    const { exchange, call, contact, talk } = await talking();
    const { clock, metrics } = exchange;
    await call.command({ type: 'hold' }, by, clock.now() - 10);
    await clock.pass(40);
    expect(await countsOf(metrics, 'baton_command_seconds')).toEqual([]);
    obeyJoin(exchange, contact, talk);
    await settled();
    expect(await countsOf(metrics, 'baton_command_seconds')).toEqual(['hold: 1']);
    expect(await sumOf(metrics, 'baton_command_seconds')).toBeCloseTo(0.05);
    expect(await countsOf(metrics, 'baton_sound_seconds')).toEqual(['music: 1']);
    expect(await sumOf(metrics, 'baton_sound_seconds')).toBeCloseTo(0.04);
  });

  it('is not measured while what failed of it waits to be tried again', async () => {
    const { exchange, call } = await talking();
    exchange.pbx.answer = ({ type }) => (type === 'create-bridge' ? fails('not-now') : Promise.resolve());
    await call.command({ type: 'hold' }, by);
    await exchange.clock.pass(90);
    expect(await countsOf(exchange.metrics, 'baton_command_seconds')).toEqual([]);
  });

  it('that ends the call is measured until nothing is left of it', async () => {
    const { exchange, call, contact, anna, talk } = await talking();
    await call.command({ type: 'drop' }, by);
    for (const leg of [contact, anna]) exchange.pbx.report({ type: 'gone', channel: leg, how: 'hung-up' });
    exchange.pbx.report({ type: 'bridge-gone', bridge: talk });
    await settled();
    expect(await countsOf(exchange.metrics, 'baton_command_seconds')).toEqual(['drop: 1']);
    expect(await countsOf(exchange.metrics, 'baton_calls_ended_total')).toEqual(['inbound dropped: 1']);
  });

  it('that begins a call is measured until the phone of the agent is being made to ring', async () => {
    const exchange = new Exchange();
    await exchange.switchboard.start();
    const line: LineFacts = {
      id: 'line-1',
      name: 'Sales',
      number: '+4930100',
      trunk: 'trunk',
      musicClass: 'default',
      fallback: null,
    };
    const start = { id: 'new', store: OUR_STORE, line, limits: defaultLimits };
    const started = originate(
      { ...start, agent: dialable('anna'), other: dialable('mobile') },
      exchange.clock.now(),
    );
    await exchange.switchboard.begin(started);
    expect(await countsOf(exchange.metrics, 'baton_command_seconds')).toEqual([]);
    const [phone = ''] = exchange.pbx.asked('create-channel');
    exchange.pbx.report({ type: 'in-app', channel: phone, state: 'down' });
    await settled();
    expect(await countsOf(exchange.metrics, 'baton_command_seconds')).toEqual(['originate: 1']);
    expect(await countsOf(exchange.metrics, 'baton_calls_started_total')).toEqual(['outbound: 1']);
  });
});

describe('a look', () => {
  const repairs = ({ metrics }: Exchange) => countsOf(metrics, 'baton_look_repairs_total');

  it('is measured, and so is one that Asterisk does not answer', async () => {
    const { exchange } = await talking();
    expect(await countsOf(exchange.metrics, 'baton_look_seconds')).toEqual(['done: 1']);
    exchange.pbx.slowness = fails('unknown');
    await exchange.clock.pass(15_100);
    expect(await countsOf(exchange.metrics, 'baton_look_seconds')).toContain('failed: 1');
  });

  it('has repaired nothing where all is as it was told', async () => {
    const { exchange } = await talking();
    await exchange.clock.pass(60_000);
    expect(await repairs(exchange)).toEqual([]);
  });

  it('has found what no event had told of a call', async () => {
    const { exchange, anna } = await talking();
    const { pbx, clock } = exchange;
    pbx.snapshot = {
      ...pbx.snapshot,
      channels: pbx.snapshot.channels.filter(({ id }) => id !== anna).map((c) => ({ ...c, bridge: null })),
    };
    await clock.pass(15_100);
    expect(await repairs(exchange)).toEqual(['leg-gone: 1', 'leg-moved: 1']);
  });

  it('has found who answers', async () => {
    const exchange = new Exchange();
    const story = Story.ringing();
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: [
        channel(story.leg('contact').id, null, { state: 'ring' }),
        channel(story.leg('anna').id, null),
      ],
      bridges: [],
    };
    await exchange.resume(story);
    await exchange.clock.pass(100);
    expect(await repairs(exchange)).toEqual(['leg-answered: 1']);
  });

  it('has found what belongs to no call', async () => {
    const exchange = new Exchange();
    exchange.welcome = () => new Promise(() => undefined);
    const ours = `baton-${OUR_STORE}.old`;
    const arrival = { channel: 'sip-9', from: 'trunk', dialled: '', isToBeWithheld: false, endpoint: '' };
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: [
        channel(`${ours}-3`, null),
        channel('sip-9', null, { arrival }),
        channel('sip-8', null, { endpoint: 'carrier' }),
      ],
      bridges: [{ id: `${ours}-talk1`, type: 'mixing' }],
    };
    await exchange.switchboard.start();
    await exchange.clock.pass(100);
    expect(await repairs(exchange)).toEqual(['bridge: 1', 'caller: 1', 'channel: 1', 'intruder: 1']);
  });
});

it('labels with what is of a closed set: with no number, no name and no id of whoever was in the call', async () => {
  const line = { fallback: { type: 'number', number: '+4930999' } } as const;
  const { exchange, call, anna } = await talking(Story.talking({ line }));
  const { pbx, clock, metrics } = exchange;
  const people = target(wave('mobile'), wave('carla'));
  await call.command({ type: 'hold' }, by);
  await call.command({ type: 'resume' }, by);
  await call.command({ type: 'introduce', target: people }, by);
  pbx.answer = () => fails('refused');
  await clock.pass(30_000);
  pbx.report({ type: 'gone', channel: anna, how: 'hung-up' });
  await clock.pass(120_000);
  const samples = await samplesOf(metrics);
  const counted = new Set(samples.filter(({ value }) => value > 0).map(({ name }) => name));
  for (const name of ['baton_step_seconds_count', 'baton_transfers_total', 'baton_look_seconds_count'])
    expect(counted).toContain(name);
  const names = ['Kim', 'anna', 'carla', 'Sales'];
  for (const name of [...names, '+4917155', '+4917199']) expect(JSON.stringify(call.facts)).toContain(name);
  const values = samples.flatMap(({ labels }) =>
    Object.entries(labels).flatMap(([label, value]) => (label === 'le' ? [] : [String(value)])),
  );
  expect(values.filter((value) => !/^[a-z]+(-[a-z]+)*$/.test(value))).toEqual([]);
  expect(values.filter((value) => names.some((name) => value.includes(name)))).toEqual([]);
});
