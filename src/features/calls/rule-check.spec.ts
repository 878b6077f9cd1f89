import type { Call } from '../../core/call/call';
import type { BrokenRule } from '../../core/call/rules';
import { Story } from '../../core/call/testing/story';
import { RuleCheck } from './rule-check';
import { Exchange } from './testing/exchange';

/** What is found wrong with facts. */
let judge: (call: Call) => BrokenRule | null = () => null;

jest.mock('../../core/call/rules', () => ({
  ...jest.requireActual<object>('../../core/call/rules'),
  brokenRule: (call: Call) => judge(call),
}));

const { call } = Story.talking();
const byApi = { type: 'api' } as const;

function checked() {
  const told: string[] = [];
  const failures: string[] = [];
  const around = {
    clock: { now: () => 0, after: () => () => undefined },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (_: unknown, why: string) => failures.push(why),
    },
    ruleBroken: (_: Call, { rule }: BrokenRule) => told.push(rule),
  };
  return { check: new RuleCheck(around), told, failures };
}

beforeEach(() => {
  judge = () => null;
});

describe('a broken rule', () => {
  it('is told once for as long as it stays broken, and again when it was whole meanwhile', () => {
    const { check, told } = checked();
    judge = () => ({ rule: 'owner-missing' });
    check.look(call);
    check.look(call);
    judge = () => ({ rule: 'left-alone' });
    check.look(call);
    judge = () => null;
    check.look(call);
    judge = () => ({ rule: 'left-alone' });
    check.look(call);
    expect(told).toEqual(['owner-missing', 'left-alone', 'left-alone']);
  });

  it('of a live call is told after the decision that breaks it, and the call goes on', async () => {
    const exchange = new Exchange();
    await exchange.resume(Story.talking());
    judge = ({ held }) => (held ? { rule: 'wait-unbounded' } : null);
    const live = exchange.switchboard.get('call');
    const decision = await live?.command({ type: 'hold' }, byApi);
    expect(decision?.ok).toBe(true);
    expect(exchange.brokenRules).toEqual(['wait-unbounded']);
    expect((await live?.command({ type: 'resume' }, byApi))?.ok).toBe(true);
  });

  it('of a live call is told after a look that finds it', async () => {
    const exchange = new Exchange();
    const { id: contact } = Story.talking().leg('contact');
    exchange.pbx.snapshot = {
      startedAt: 0,
      channels: [contact, 'baton-call-3'].map((id) => ({
        id,
        inApp: true,
        state: 'up' as const,
        dialled: true,
        bridge: 'baton-call-talk1',
        shown: null,
        arrival: null,
      })),
      bridges: [{ id: 'baton-call-talk1', type: 'mixing' }],
    };
    await exchange.resume(Story.talking());
    await exchange.clock.pass(1_000);
    expect(exchange.brokenRules).toEqual([]);
    judge = () => ({ rule: 'wait-too-long' });
    await exchange.clock.pass(16_000);
    expect(exchange.brokenRules).toEqual(['wait-too-long']);
  });
});

describe('a check that fails itself', () => {
  beforeEach(() => {
    judge = () => {
      throw new Error('the check');
    };
  });

  it('is logged once', () => {
    const { check, told, failures } = checked();
    check.look(call);
    check.look(call);
    expect([told, failures]).toEqual([[], ['it could not be told whether a call keeps the rules']]);
  });

  it('takes no call with it', async () => {
    const exchange = new Exchange();
    await exchange.resume(Story.talking());
    const live = exchange.switchboard.get('call');
    expect((await live?.command({ type: 'hold' }, byApi))?.ok).toBe(true);
    expect(live?.facts.held).toBe(true);
  });
});
