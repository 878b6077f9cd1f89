import { agentStates } from '../../../core/agent';
import { lampOf } from './lamp';

describe('lampOf', () => {
  it.each([
    ['available', 'free'],
    ['ringing', 'ringing'],
    ['on-call', 'on-call'],
    ['away', 'busy'],
    ['busy', 'busy'],
    ['wrap-up', 'busy'],
    ['offline', 'offline'],
  ] as const)('of one who is %s is %s', (state, lamp) => {
    expect(lampOf(state)).toBe(lamp);
  });

  it('has an answer for every state', () => {
    expect(agentStates.map(lampOf)).not.toContain(undefined);
  });
});
