import { longestSeconds } from './duration';
import type { GroupMember, Layer } from './ring-group';

const members: GroupMember[] = [
  { type: 'number', number: '1' },
  { type: 'number', number: '2', delaySeconds: 5 },
  { type: 'number', number: '3', delaySeconds: 5, ringSeconds: 30 },
];
const layer = (strategy: Layer['strategy']): Layer => ({ strategy, ringSeconds: 20, members });

describe('longestSeconds', () => {
  it.each([
    ['the longest of those who ring together', [layer('simultaneous')], 1, 35],
    ['the sum of those who ring one after another', [layer('ordered')], 1, 20 + 20 + 35],
    ['the sum of all layers in all rounds', [layer('simultaneous'), layer('random')], 3, 330],
    ['nothing without layers', [], 5, 0],
  ])('is %s', (_, layers, rounds, seconds) => {
    expect(longestSeconds({ layers, rounds })).toBe(seconds);
  });
});
