import { type Call, type Leg } from '../../calls/domain/call';
import { agentBehind, outsideLegsOf } from './outside-legs';

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
const callOf = (...legs: Leg[]) => ({ legs }) as unknown as Call;

it('is behind a leg who handed the call on, and else who began the call', () => {
  const handed = outside('o', { asked: { kind: 'warm', by: 'ben' } });
  expect(agentBehind(callOf(contact, agent('anna'), agent('ben'), handed), handed)).toBe('ben');
  const called = outside('o');
  expect(agentBehind(callOf(agent('anna'), called), called)).toBe('anna');
});

it('is nobody where Baton looks for somebody by itself', () => {
  const found = outside('o', { asked: { kind: 'inbound', by: null } });
  expect(agentBehind(callOf(contact, agent('anna'), found), found)).toBeUndefined();
});

it('counts what rings or talks outside for an agent, and not who called in', () => {
  const rings = outside('o1', { state: 'ringing', asked: { kind: 'cold', by: 'anna' } });
  const gone = outside('o2', { state: 'gone', asked: { kind: 'cold', by: 'anna' } });
  const calls = [callOf(contact, agent('anna'), rings, gone), callOf(agent('anna'), outside('o3'))];
  expect(outsideLegsOf('anna', calls).map(({ id }) => id)).toEqual(['o1', 'o3']);
  expect(outsideLegsOf('ben', calls)).toEqual([]);
});
