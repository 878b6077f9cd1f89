import type { Asker, Attempt, Call, Leg } from '../call/call';
import { defaultPolicy } from '../caller-id/calling-policy';
import { agentBehind, agentBehindSearch, askerOfSearch, boundedLegs, joinsOutsider } from './outside-legs';

const agent = (id: string): Leg => ({
  id,
  party: { type: 'agent', agentId: id, name: id, extension: '200' },
  endpoint: `PJSIP/${id}`,
  state: 'up',
});
const outside = (id: string, change: Partial<Leg> = {}): Leg => ({
  id,
  party: { type: 'number', number: '+31201234567' },
  endpoint: 'PJSIP/+31201234567@trunk',
  state: 'up',
  ...change,
});
const contact: Leg = { id: 'c', party: { type: 'contact', number: '+31612345678', name: '' }, state: 'up' };
const line = { id: 'sales', calling: { ...defaultPolicy({ name: '', number: '' }), emergency: ['112'] } };
const callOf = (legs: readonly Leg[], change: object = {}) =>
  ({ legs, line, direction: 'inbound', contact: 'c', attempt: null, ...change }) as unknown as Call;
const attempt = (change: Partial<Attempt>) => ({ attempt: { from: null, transferor: null, ...change } });

describe('behind a leg is', () => {
  it('who handed the call on, and else who began the call', () => {
    const handed = outside('o', { asked: { kind: 'warm', by: 'ben' } });
    expect(agentBehind(callOf([contact, agent('anna'), agent('ben'), handed]), handed)).toBe('ben');
    const called = outside('o');
    expect(agentBehind(callOf([agent('anna'), called], { direction: 'outbound' }), called)).toBe('anna');
  });

  it('nobody where Baton looks for somebody for a contact who called us', () => {
    for (const kind of ['inbound', 'recall'] as const) {
      const found = outside('o', { asked: { kind, by: null } });
      expect(agentBehind(callOf([contact, agent('anna'), found]), found)).toBeUndefined();
    }
  });

  it('who began the call where Baton looks for somebody in a call of our own', () => {
    const found = outside('o', { asked: { kind: 'recall', by: null } });
    expect(agentBehind(callOf([agent('anna'), contact, found], { direction: 'outbound' }), found)).toBe(
      'anna',
    );
  });
});

describe('a search is by the rules of', () => {
  const boss: Asker = { id: 'key:boss', role: 'supervisor' };
  it('who asked for it', () => {
    const call = callOf([contact, agent('anna')], attempt({ kind: 'cold', from: 'anna', asker: boss }));
    expect(askerOfSearch(call)).toBe(boss);
    expect(agentBehindSearch(call)).toBe('anna');
  });

  it('an agent, if it is not known who asked', () => {
    const call = callOf([contact, agent('anna')], attempt({ kind: 'cold', from: 'anna' }));
    expect(askerOfSearch(call)).toEqual({ id: 'agent:anna', role: 'agent' });
  });

  it('the administrator, for a contact who called us', () => {
    for (const kind of ['inbound', 'recall'] as const) {
      const call = callOf([contact, agent('anna')], attempt({ kind }));
      expect(askerOfSearch(call)).toEqual({ id: 'line:sales', role: 'admin' });
      expect(agentBehindSearch(call)).toBeUndefined();
    }
  });

  it('who began the call, if it is one of ours', () => {
    const called = (by?: Asker) => [agent('anna'), outside('c', by ? { asker: by } : {})];
    const recall = { direction: 'outbound', ...attempt({ kind: 'recall' }) };
    expect(askerOfSearch(callOf(called(), recall))).toEqual({ id: 'agent:anna', role: 'agent' });
    expect(askerOfSearch(callOf(called(boss), recall))).toBe(boss);
    expect(agentBehindSearch(callOf(called(), recall))).toBe('anna');
  });
});

it('counts what rings or talks outside, and not who called in, who has gone, or whom we call for help', () => {
  const rings = outside('o1', { state: 'ringing' });
  const gone = outside('o2', { state: 'gone' });
  const help = outside('o3', { party: { type: 'number', number: '112' } });
  expect(boundedLegs(callOf([contact, agent('anna'), rings, gone, help])).map(({ id }) => id)).toEqual([
    'o1',
  ]);
});

it('joins somebody outside with another one if one is there to hear them', () => {
  const rings = outside('o1', { state: 'ringing' });
  expect(joinsOutsider(callOf([contact, agent('anna'), rings]), 'o1')).toBe(true);
  expect(joinsOutsider(callOf([agent('anna'), rings, outside('o2', { state: 'ringing' })]), 'o1')).toBe(
    false,
  );
  expect(joinsOutsider(callOf([agent('anna'), rings, outside('o2')]), 'o1')).toBe(true);
});
