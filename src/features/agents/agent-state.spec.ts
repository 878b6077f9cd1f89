import { stateOf } from './agent-state';

describe('stateOf', () => {
  it.each([
    ['offline', 'available', [], 'idle'],
    ['offline', 'away', [false], 'wrap-up'],
    ['available', 'available', [false, true], 'idle'],
    ['away', 'away', [true], 'idle'],
    ['ringing', 'available', [true], 'ringing'],
    ['wrap-up', 'available', [true], 'wrap-up'],
    // A phone whose registration lapses during a call is still in that call.
    ['on-call', 'busy', [false], 'on-call'],
  ] as const)('is %s for one who is %s, phones registered %j, %s', (state, status, phones, activity) => {
    expect(stateOf(status, phones, activity)).toBe(state);
  });
});
