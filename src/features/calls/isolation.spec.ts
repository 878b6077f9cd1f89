import { type CallId, defaultLimits } from '../../core/call/call';
import { originate } from '../../core/call/start';
import { dialable } from '../../core/call/testing/people';
import { Story } from '../../core/call/testing/story';
import { Exchange } from './testing/exchange';
import { settled } from './testing/manual-clock';

/** A call of its own, as the server begins it for an agent. */
const begun = (id: CallId) => {
  const { line } = Story.talking().call;
  return originate(
    { id, line, limits: defaultLimits, agent: dialable('anna'), other: dialable('shop') },
    1_000_000,
  );
};

describe('calls side by side', () => {
  it('do not wait for one whose steps hang, nor does its own next command', async () => {
    const exchange = new Exchange();
    await exchange.switchboard.start();
    exchange.pbx.answer = (step) =>
      'leg' in step && step.leg.includes('stuck') ? new Promise<void>(() => undefined) : Promise.resolve();
    void exchange.switchboard.begin(begun('stuck'));
    await settled();

    const other = await exchange.switchboard.begin(begun('lively'));
    expect(exchange.pbx.asked('create-channel')).toEqual(['baton-stuck-1', 'baton-lively-1']);
    const dropped = await other.command({ type: 'drop' }, { type: 'api' });
    expect(dropped.ok).toBe(true);

    // The hanging request holds up steps for its own channel only: the call still takes in what happens.
    const decided = await exchange.switchboard
      .get('stuck')
      ?.post({ type: 'command', command: { type: 'drop' }, by: { type: 'api' } });
    expect(decided?.ok).toBe(true);
  });
});

describe('a thousand live calls', () => {
  it('are all seen again by one look after a restart, for four times the work of a quarter of them', async () => {
    // The least of three: what else this process has to do, collecting what earlier tests have left, is in each of them.
    const cost = { quarter: Infinity, all: Infinity };
    for (let round = 0; round < 3; round += 1) {
      cost.quarter = Math.min(cost.quarter, await costOfRestart(250));
      cost.all = Math.min(cost.all, await costOfRestart(1_000));
    }
    // Each looking at all the others would be sixteen times as much.
    expect(cost.all).toBeLessThan(10 * cost.quarter);
  });
});

/** Resumes so many calls. @returns milliseconds of a processor */
async function costOfRestart(calls: number): Promise<number> {
  const exchange = new Exchange();
  const before = Story.talking().call;
  const channels = [];
  for (let n = 0; n < calls; n += 1) {
    const rename = (id: string) => `${id}#${n}`;
    const legs = before.legs.map((l) => ({ ...l, id: rename(l.id) }));
    const call = {
      ...before,
      id: `call-${n}`,
      legs,
      contact: rename(before.contact),
      owner: rename(before.owner ?? ''),
    };
    exchange.store.kept.set(call.id, call);
    for (const { id } of legs) {
      channels.push({
        id,
        inApp: true,
        state: 'up' as const,
        dialled: true,
        bridge: `baton-${call.id}-talk1`,
        shown: null,
        arrival: null,
      });
    }
  }
  const bridges = [...exchange.store.kept.keys()].map((id) => ({
    id: `baton-${id}-talk1`,
    type: 'mixing' as const,
  }));
  exchange.pbx.snapshot = { startedAt: 0, channels, bridges };

  const soFar = process.cpuUsage();
  await exchange.switchboard.start();
  await exchange.clock.pass(100);
  await settled();
  const { user, system } = process.cpuUsage(soFar);

  expect(exchange.pbx.looks).toBe(1);
  expect(exchange.switchboard.calls).toHaveLength(calls);
  // Everybody is where they were: nobody is moved, rung or hung up.
  expect(exchange.pbx.steps.filter(({ type }) => type !== 'ringback' && type !== 'show')).toEqual([]);
  expect(exchange.pbx.steps.length).toBeGreaterThan(0);
  return (user + system) / 1_000;
}
