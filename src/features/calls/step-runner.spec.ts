import { Registry } from 'prom-client';
import { nothingObserved, type Observed, withChannel } from '../../core/call/observed';
import type { Step } from '../../core/call/plan';
import { CallMeasures } from './call-measures';
import { StepRunner } from './step-runner';
import { ManualClock, settled } from './testing/manual-clock';
import { fails, RecordingPbx } from './testing/recording-pbx';

const join: Step = { type: 'join', leg: 'kim', bridge: 'hold1', kind: 'holding', musicClass: null };
const destroy: Step = { type: 'destroy-bridge', bridge: 'hold1' };
const create: Step = {
  type: 'create-channel',
  leg: 'ben',
  endpoint: 'PJSIP/ben',
  shows: { name: '', number: '', reason: '' },
  musicClass: null,
};

/** A runner, and what it tells its call. */
class Bench {
  readonly clock = new ManualClock();
  readonly pbx = new RecordingPbx();
  readonly metrics = new Registry();
  observed: Observed = withChannel(nothingObserved, 'kim', { inApp: true, state: 'up' });
  readonly told: string[] = [];
  looks = 0;
  readonly runner = new StepRunner(
    'call',
    {
      pbx: this.pbx,
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      watch: new CallMeasures(this.metrics),
      requestLook: () => (this.looks += 1),
    },
    {
      observed: () => this.observed,
      change: (change) => (this.observed = change(this.observed)),
      failed: (leg) => this.told.push(`${leg} failed`),
      lost: (leg) => this.told.push(`${leg} lost`),
      again: () => this.told.push('again'),
      record: () => undefined,
    },
  );
}

describe('steps', () => {
  it('about the same channel run one at a time', async () => {
    const { runner, pbx } = new Bench();
    runner.start([join]);
    await settled();
    runner.start([join]);
    expect(pbx.asked('join')).toEqual(['kim']);
  });

  it('let a phone ring first, but wait for it only a moment', async () => {
    const { runner, pbx, clock } = new Bench();
    pbx.answer = () => new Promise(() => undefined);
    runner.start([create, { type: 'create-bridge', bridge: 'hold1', kind: 'holding' }]);
    await settled();
    expect(pbx.steps.map(({ type }) => type)).toEqual(['create-channel']);
    await clock.pass(4);
    expect(pbx.steps.map(({ type }) => type)).toEqual(['create-channel', 'create-bridge']);
  });

  it('do not take a bridge away while somebody is on the way into it', async () => {
    const { runner, pbx } = new Bench();
    runner.start([join]);
    await settled();
    runner.start([destroy]);
    expect(pbx.asked('destroy-bridge')).toEqual([]);
  });

  it('do not enter a bridge while it is taken away', () => {
    const { runner, pbx } = new Bench();
    pbx.answer = () => new Promise(() => undefined);
    runner.start([destroy]);
    runner.start([join]);
    expect(pbx.asked('join')).toEqual([]);
  });

  it('lead to a look when they show no effect', async () => {
    const bench = new Bench();
    bench.runner.start([join]);
    await bench.clock.pass(1_600);
    expect(bench.looks).toBe(1);
    expect(bench.runner.isUnderWay('kim')).toBe(false);
  });

  it('that joined are done, though others have come and gone since, so that it has to be done once more', async () => {
    const bench = new Bench();
    const enter = (leg: string, bridge: string | null) =>
      (bench.observed = withChannel(bench.observed, leg, { inApp: true, state: 'up', bridge }));
    for (const leg of ['kim', 'anna', 'ben']) enter(leg, 'talk1');
    enter('ben', null);
    const again: Step = { type: 'join', leg: 'kim', bridge: 'talk1', kind: 'mixing', musicClass: null };
    bench.runner.start([again]);
    // All of it is seen before the request has its answer.
    enter('kim', null);
    enter('kim', 'talk1');
    enter('anna', null);
    enter('ben', 'talk1');
    expect(bench.observed.channels.get('kim')?.mayBeDeaf).toBe(true);
    await settled();
    bench.runner.start([again]);
    expect(bench.pbx.asked('join')).toEqual(['kim', 'kim']);
  });

  it.each(['not-now', 'unknown'] as const)(
    'are planned again after a pause when Asterisk says %s',
    async (kind) => {
      const bench = new Bench();
      bench.pbx.answer = () => fails(kind);
      bench.runner.start([join]);
      await bench.clock.pass(50);
      bench.runner.start([join]);
      expect(bench.pbx.asked('join')).toHaveLength(1);
      await bench.clock.pass(100);
      bench.runner.start([join]);
      expect(bench.pbx.asked('join')).toHaveLength(2);
    },
  );

  it('give a leg up at once when Asterisk refuses to make it ring, and let what waited for that follow', async () => {
    const bench = new Bench();
    bench.pbx.answer = () => fails('refused');
    bench.runner.start([create]);
    await settled();
    expect(bench.told).toEqual(['ben failed', 'again']);
  });

  it('give a leg up after four failures to make it ring', async () => {
    const bench = new Bench();
    bench.pbx.answer = () => fails('not-now');
    for (let n = 0; n < 4; n += 1) {
      expect(bench.told).not.toContain('ben failed');
      bench.runner.start([create]);
      await bench.clock.pass(2_000);
    }
    expect(bench.told).toContain('ben failed');
  });

  it('do not believe in a tone when its hearer was moved meanwhile', async () => {
    const bench = new Bench();
    let done = (): void => undefined;
    bench.pbx.answer = () => new Promise<void>((resolve) => (done = resolve));
    bench.runner.start([{ type: 'ringback', leg: 'kim', on: true }]);
    bench.observed = withChannel(bench.observed, 'kim', { bridge: 'talk1' });
    done();
    await settled();
    expect(bench.observed.channels.get('kim')?.ringback).toBeNull();
  });

  it('set a tone in a bridge once more, and only once, when the last sound from there has passed', async () => {
    const bench = new Bench();
    const ringback = () => bench.observed.channels.get('kim')?.ringback;
    bench.observed = withChannel(bench.observed, 'kim', { bridge: 'talk1' });
    bench.runner.start([{ type: 'ringback', leg: 'kim', on: true }]);
    await settled();
    await bench.clock.pass(299);
    expect(ringback()).toBe(true);
    await bench.clock.pass(1);
    expect(ringback()).toBeNull();
    bench.runner.start([{ type: 'ringback', leg: 'kim', on: true }]);
    await settled();
    await bench.clock.pass(500);
    expect(ringback()).toBe(true);
  });

  it('leave it open what is so when no answer comes: the tone is set again', async () => {
    const bench = new Bench();
    bench.pbx.answer = () => fails('unknown');
    bench.runner.start([{ type: 'ringback', leg: 'kim', on: true }]);
    await settled();
    expect(bench.observed.channels.get('kim')?.ringback).toBeNull();
    expect(bench.runner.isUnderWay('kim ringback')).toBe(true);
  });

  it('hang up a channel that came into being after its leg was given up', () => {
    const bench = new Bench();
    bench.runner.channelGone('kim');
    bench.runner.start([{ type: 'hang-up', leg: 'kim', reason: 'call-over' }]);
    expect(bench.pbx.asked('hang-up')).toEqual(['kim']);
  });

  it('are not done for a channel that has gone', () => {
    const bench = new Bench();
    bench.runner.channelGone('kim');
    bench.runner.start([join]);
    expect(bench.pbx.steps).toEqual([]);
  });
});
