import { readFileSync } from 'node:fs';
import { defaultLimits, type Found, type LineFacts } from '../../src/core/call/call';
import { decide } from '../../src/core/call/decide';
import type { Command, Input } from '../../src/core/call/inputs';
import { dialFromPhone, originate, receive, turnAway } from '../../src/core/call/start';
import type { CallingPolicy, TransferCallerId } from '../../src/core/caller-id/calling-policy';
import { exploreStates, type State } from './explorer';
import { anna, ben, ring, toBen, toMobile } from './inputs-of';
import { drawnAbove, Transitions } from './transitions';

/** Of all explorations. */
const reached = new Transitions();

const now = 1_000_000;
const limits = { ...defaultLimits, maxWaitMs: 60_000, maxParties: 4 };
const calling = (transferCallerId: TransferCallerId): CallingPolicy => ({
  masking: true,
  mask: '200',
  transferCallerId,
  trunk: { profile: 'assert' },
  emergency: [],
});
const line = (fallback: LineFacts['fallback']): LineFacts => ({
  id: 'line',
  name: 'Sales',
  number: '100',
  trunk: 'trunk',
  musicClass: 'default',
  fallback,
});
const outside = { party: { type: 'number', number: '9' }, endpoint: 'PJSIP/9@trunk' } as const;
const bensOther = { ...ben, endpoint: `${ben.endpoint}-other` };
const start = (fallback: LineFacts['fallback'] = null) => ({ id: 'c', line: line(fallback), limits });
const destination = { type: 'agent', agentId: 'anna' } as const;
const masked = (transferCallerId: TransferCallerId, fallback: LineFacts['fallback'] = null) => ({
  ...start(),
  line: { ...line(fallback), calling: calling(transferCallerId) },
});
const caller = { channel: 'sip-1', number: '9', name: '', destination };

const command = (given: Command): Input => ({ type: 'command', command: given, by: { type: 'api' } });
const byAnna: Found = { waves: [[ring(anna)]], then: [] };
const annaAnswers: readonly Input[] = [
  { type: 'found', attempt: 'c-t2', stops: 1, found: byAnna },
  { type: 'leg-up', leg: 'baton-c-3' },
  { type: 'leg-up', leg: 'sip-1' },
];
const benIsMerged: readonly Input[] = [
  command({ type: 'introduce', target: toBen }),
  { type: 'leg-up', leg: 'baton-c-5' },
  command({ type: 'merge', attempt: 'c-t4' }),
];

const beginnings: Record<string, State> = {
  'a contact who calls in': begun(receive({ ...start(), ...caller }, now)),
  'a contact who calls a line with a fallback': begun(
    receive({ ...masked('lead', { type: 'agent', agentId: 'ben' }), ...caller }, now),
  ),
  'a contact and an agent who talk': begun(
    receive({ ...masked('mask', { type: 'number', number: '1' }), ...caller }, now),
    ...annaAnswers,
  ),
  'a conference of contact and two agents': begun(
    receive({ ...masked('mask', { type: 'number', number: '1' }), ...caller }, now),
    ...annaAnswers,
    ...benIsMerged,
  ),
  'a consultation with an outside number about a conference': begun(
    receive({ ...masked('lead'), ...caller }, now),
    ...annaAnswers,
    ...benIsMerged,
    command({ type: 'introduce', target: toMobile }),
    { type: 'leg-up', leg: 'baton-c-7' },
    { type: 'key', leg: 'baton-c-7', key: '1' },
  ),
  'a contact who is brought back': begun(
    receive({ ...masked('mask', { type: 'number', number: '1' }), ...caller }, now),
    ...annaAnswers,
    command({ type: 'transfer', target: toBen, release: 'now' }),
    { type: 'leg-gone', leg: 'baton-c-3', how: 'hung-up' },
    { type: 'leg-gone', leg: 'baton-c-5', how: 'declined' },
  ),
  'an agent who has the server dial': begun(originate({ ...start(), agent: anna, other: outside }, now)),
  'an agent who dials': begun(
    dialFromPhone({ ...start(), channel: 'sip-1', agent: anna, other: outside }, now),
  ),
  'an agent who dials a colleague with two phones': begun(
    dialFromPhone(
      { ...start(), channel: 'sip-1', agent: anna, other: ben, furtherOfOther: [bensOther] },
      now,
    ),
  ),
  'an agent with two phones who has the server dial': begun(
    originate({ ...start(), agent: ben, furtherOfAgent: [bensOther], other: outside }, now),
  ),
};

/** Inputs in a row: enough to be transferred, merged, and to lose everybody; the more are in the call, the fewer. */
const depths: Partial<Record<string, number>> = {
  'a contact and an agent who talk': 5,
  'a conference of contact and two agents': 4,
  'a consultation with an outside number about a conference': 4,
  'a contact who is brought back': 5,
};

describe('every state that a call of up to four parties can reach', () => {
  const explored = new Set<string>();

  it.each(Object.entries(beginnings))('keeps the rules, whatever happens: %s', (name, beginning) => {
    const { states, decisions, refusals, broken, transitions } = exploreStates(
      [beginning],
      depths[name] ?? 6,
    );
    reached.include(transitions);
    explored.add(name);
    process.stdout.write(`model: ${states} states, ${decisions} decisions, ${refusals} refused; ${name}\n`);
    expect(broken).toBeNull();
    expect(states).toBeGreaterThan(100);
  });

  it('has two for a contact who calls a number that no line has: on the way to the dialplan, and gone', () => {
    const beginning = begun(
      turnAway(
        { id: 'c', limits, channel: 'sip-1', number: '9', name: '', dialled: '101', trunk: 'trunk' },
        now,
      ),
    );
    const { transitions, ...found } = exploreStates([beginning], 6);
    reached.include(transitions);
    explored.add('a number that no line has');
    expect(found).toMatchObject({ broken: null, states: 2 });
  });

  it('is drawn above its type, with the arrows that lead there and no others', () => {
    const source = readFileSync(require.resolve('../../src/core/call/call'), 'utf8');
    for (const [type, arrows] of [['Phase', reached.phases] as const, ['LegState', reached.legs] as const]) {
      const drawn = drawnAbove(type, source);
      expect([...arrows].filter((arrow) => !drawn.has(arrow))).toEqual([]);
      // When only some of the explorations were asked for, they do not reach all.
      if (explored.size > Object.keys(beginnings).length)
        expect([...drawn].filter((arrow) => !arrows.has(arrow))).toEqual([]);
    }
  });
});

function begun({ call }: { call: State['call'] }, ...inputs: Input[]): State {
  reached.begin(call);
  const facts = inputs.reduce((before, input) => {
    const decision = decide(before, input, now);
    if (!decision.ok || decision.call === before) throw new Error(`nothing came of ${input.type}`);
    reached.note(before, decision.call);
    return decision.call;
  }, call);
  return { call: facts, now, came: null };
}
