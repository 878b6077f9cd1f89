import { fullJitter } from './backoff';

const options = { baseMs: 100, capMs: 5_000 };
const almostOne = 1 - Number.EPSILON;

describe('fullJitter', () => {
  it('doubles its bound with each attempt, up to the cap', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 7, 1_000].map((attempt) => fullJitter(attempt, options, almostOne));
    expect(longest).toEqual([99, 199, 399, 799, 1_599, 3_199, 4_999, 4_999, 4_999]);
  });

  it('can be anything between nothing and the bound', () => {
    expect(fullJitter(10, options, 0)).toBe(0);
    expect(fullJitter(10, options, 0.5)).toBe(2_500);
  });
});
