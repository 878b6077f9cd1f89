import { type LineFacts, defaultLimits } from '../../src/calls/domain/call';
import { dialFromPhone, originate, receive } from '../../src/calls/domain/start';
import { decide } from '../../src/calls/domain/decide';
import { type Input } from '../../src/calls/domain/inputs';
import { type State, exploreStates } from './explorer';
import { anna, ben, ring } from './inputs-of';

const now = 1_000_000;
const limits = { ...defaultLimits, maxWaitMs: 60_000, maxParties: 4 };
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
const caller = { channel: 'sip-1', number: '9', name: '', destination };

const beginnings: Record<string, State> = {
  'a contact who calls in': begun(receive({ ...start(), ...caller }, now)),
  'a contact who calls a line with a fallback': begun(
    receive({ ...start({ type: 'agent', agentId: 'ben' }), ...caller }, now),
  ),
  'a contact and an agent who talk': begun(
    receive({ ...start({ type: 'number', number: '1' }), ...caller }, now),
    { type: 'found', attempt: 'c-t2', stops: 1, found: { waves: [[ring(anna)]], then: [] } },
    { type: 'leg-up', leg: 'baton-c-3' },
    { type: 'leg-up', leg: 'sip-1' },
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

/** Inputs in a row: enough to be transferred, merged, and to lose everybody; a call that is not answered yet needs more. */
const depthOf = (name: string): number => (name === 'a contact and an agent who talk' ? 5 : 6);

describe('every state that a call of up to four parties can reach', () => {
  it.each(Object.entries(beginnings))('keeps the rules, whatever happens: %s', (name, beginning) => {
    const { states, decisions, refusals, broken } = exploreStates([beginning], depthOf(name));
    process.stdout.write(`model: ${states} states, ${decisions} decisions, ${refusals} refused; ${name}\n`);
    expect(broken).toBeNull();
    expect(states).toBeGreaterThan(100);
  });
});

function begun({ call }: { call: State['call'] }, ...inputs: Input[]): State {
  const facts = inputs.reduce((before, input) => {
    const decision = decide(before, input, now);
    if (!decision.ok || decision.call === before) throw new Error(`nothing came of ${input.type}`);
    return decision.call;
  }, call);
  return { call: facts, now, came: null };
}
