import { Attempts } from './attempts';

const second = 1_000;

it('allows so many in the time, and one more when the oldest has left it', () => {
  const attempts = new Attempts(2, 10 * second);
  attempts.count('a', 0);
  expect(attempts.waitMs('a', 0)).toBe(0);
  attempts.count('a', 4 * second);
  expect(attempts.waitMs('a', 4 * second)).toBe(6 * second);
  expect(attempts.waitMs('b', 4 * second)).toBe(0);
  expect(attempts.waitMs('a', 10 * second)).toBe(0);
});

it('can allow fewer', () => {
  const attempts = new Attempts(3, 10 * second);
  attempts.count('a', 0);
  expect(attempts.waitMs('a', second, 1)).toBe(9 * second);
  expect(attempts.waitMs('a', second, 2)).toBe(0);
});

it('does not hold against somebody what was no failure', () => {
  const attempts = new Attempts(1, 10 * second);
  attempts.count('a', 0);
  attempts.uncount('a', 0);
  expect(attempts.waitMs('a', 0)).toBe(0);
});

it('remembers no more than it can hold, whatever names are made up', () => {
  const attempts = new Attempts(1, 10 * second);
  attempts.count('first', 0);
  for (let n = 0; n < 10_000; n++) attempts.count(String(n), 0);
  expect(attempts.waitMs('first', 0)).toBe(0);
  expect(attempts.waitMs('9999', 0)).toBe(10 * second);
});
