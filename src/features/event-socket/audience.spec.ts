import type { Principal } from '../../platform/access/principal';
import type { Permission } from '../../platform/access/roles';
import { mayHear } from './audience';

const agent = (...permissions: Permission[]): Principal => ({
  id: 'key:1',
  name: 'anna',
  role: 'agent',
  agentId: 'anna',
  permissions: new Set(permissions),
});
const event = { seq: 1, id: 'e', time: '', data: {} };
const ofCall = (...agents: string[]) => ({ ...event, type: 'leg.ringing', callId: 'c', agents });

it('lets an agent hear of their own calls, and of no others', () => {
  expect(mayHear(agent(), ofCall('ben', 'anna'))).toBe(true);
  expect(mayHear(agent(), ofCall('ben'))).toBe(false);
  expect(mayHear(agent(), { ...event, type: 'leg.ringing', callId: 'c' })).toBe(false);
});

it('lets a supervisor hear of every call, and everybody of what belongs to none', () => {
  expect(mayHear(agent('supervise'), ofCall('ben'))).toBe(true);
  expect(mayHear(agent(), { ...event, type: 'agent.state' })).toBe(true);
});

it.each(['security.refusals', 'calls.rule-broken', 'trunk.created', 'trunk.state'])(
  'keeps %s for administrators',
  (type) => {
    expect(mayHear(agent('supervise'), { ...event, type })).toBe(false);
    expect(mayHear(agent('administer'), { ...event, type })).toBe(true);
  },
);
