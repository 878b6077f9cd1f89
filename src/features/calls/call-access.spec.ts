import type { Call, Leg, Party } from '../../core/call/call';
import type { Principal } from '../../platform/access/principal';
import { agentsOf, audienceOf, maySee } from './call-access';

const party = (agentId: string): Party => ({ type: 'agent', agentId, name: agentId, extension: '200' });
const leg = (agentId: string, state: Leg['state'], answeredAt?: number): Leg => ({
  id: agentId,
  party: party(agentId),
  state,
  ...(answeredAt === undefined ? {} : { answeredAt }),
});
const contact: Leg = { id: 'c', party: { type: 'contact', number: '+31612345678', name: '' }, state: 'up' };

const call = {
  legs: [
    contact,
    leg('owner', 'up', 1),
    leg('rung', 'ringing'),
    leg('left', 'gone', 1),
    leg('missed', 'gone'),
  ],
} as unknown as Call;

it('is the call of who is in it, is rung for it, or has been in it; not of who was only rung', () => {
  expect(agentsOf(call)).toEqual(['owner', 'rung', 'left']);
});

it('tells who was rung that it is over for them, and nothing more', () => {
  expect(audienceOf(call, party('missed'))).toContain('missed');
  expect(audienceOf(call, contact.party)).not.toContain('missed');
});

it.each([
  ['owner', true],
  ['rung', true],
  ['left', true],
  ['missed', false],
  ['stranger', false],
])('%s sees it: %s', (agentId, sees) => {
  const principal: Principal = { id: 'k', name: 'k', role: 'agent', permissions: new Set(), agentId };
  expect(maySee(principal, call)).toBe(sees);
  expect(maySee({ ...principal, permissions: new Set(['supervise']) }, call)).toBe(true);
});
