import { SlidingWindow } from './sliding-window';

const second = 1_000;

it('allows so many in the time, and one more when the oldest has left it', () => {
  const window = new SlidingWindow(10 * second, 2);
  window.count('a', 0);
  expect(window.waitMs('a', 0)).toBe(0);
  window.count('a', 4 * second);
  expect(window.waitMs('a', 4 * second)).toBe(6 * second);
  expect(window.waitMs('b', 4 * second)).toBe(0);
  expect(window.waitMs('a', 10 * second)).toBe(0);
});

it('can allow fewer', () => {
  const window = new SlidingWindow(10 * second, 3);
  window.count('a', 0);
  expect(window.waitMs('a', second, 1)).toBe(9 * second);
  expect(window.waitMs('a', second, 2)).toBe(0);
});

it('lets what does not count be taken back', () => {
  const window = new SlidingWindow(10 * second, 1);
  window.count('a', 0);
  window.uncount('a', 0);
  expect(window.waitMs('a', 0)).toBe(0);
});

it('remembers no more than it can hold, whatever names are made up', () => {
  const window = new SlidingWindow(10 * second, 1);
  window.count('first', 0);
  for (let n = 0; n < 10_000; n++) window.count(String(n), 0);
  expect(window.waitMs('first', 0)).toBe(0);
  expect(window.waitMs('9999', 0)).toBe(10 * second);
});

it('tells how often, up to what is allowed, or without a bound', () => {
  const bounded = new SlidingWindow(10 * second, 2);
  const unbounded = new SlidingWindow(10 * second);
  for (const at of [0, 1, 2]) for (const window of [bounded, unbounded]) window.count('a', at * second);
  expect([bounded, unbounded].map((window) => window.times('a', 2 * second))).toEqual([2, 3]);
  expect([bounded, unbounded].map((window) => window.times('a', 11 * second))).toEqual([1, 1]);
  expect(unbounded.waitMs('a', 2 * second)).toBe(0);
});

it('forgets one, or all that are meant', () => {
  const window = new SlidingWindow(10 * second);
  for (const key of ['a', 'ab', 'b']) window.count(key, 0);
  window.forget('a');
  expect(['a', 'ab', 'b'].map((key) => window.times(key, 0))).toEqual([0, 1, 1]);
  window.forgetAll((key) => key.startsWith('a'));
  expect(['a', 'ab', 'b'].map((key) => window.times(key, 0))).toEqual([0, 0, 1]);
});
