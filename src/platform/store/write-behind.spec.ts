import type { EntityManager } from 'typeorm';
import { StoreFailure } from './store-failure';
import { WriteBehind } from './write-behind';

let isFull: boolean;
let written: string[];
let givenUp: number;
let behind: WriteBehind;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  isFull = false;
  written = [];
  givenUp = 0;
  const write = async (work: (manager: EntityManager) => Promise<unknown>) => {
    if (isFull) throw new StoreFailure('full');
    await work({} as EntityManager);
  };
  behind = new WriteBehind(write, (count) => (givenUp += count));
});

afterEach(() => jest.useRealTimers());

const add = (name: string) => behind.add(() => Promise.resolve(written.push(name)), { patienceMs: 1_000 });

it('stores at once what can be stored', async () => {
  expect(await add('a')).toBe('stored');
  expect(written).toEqual(['a']);
});

it('stores later, in order, what could not be stored, and keeps nobody waiting meanwhile', async () => {
  isFull = true;
  expect(await add('a')).toBe('later');
  isFull = false;
  expect(await add('b')).toBe('later');
  expect(written).toEqual([]);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(written).toEqual(['a', 'b']);
  expect(await add('c')).toBe('stored');
});

it('stores what is owed as soon as it is told that it can', async () => {
  isFull = true;
  await add('a');
  isFull = false;
  behind.catchUp();
  await jest.advanceTimersByTimeAsync(0);
  expect(written).toEqual(['a']);
});

it('does not try again what can never be stored, nor lets it hold up others', async () => {
  const never = behind.add(() => Promise.reject(new Error('no such agent')), { patienceMs: 1_000 });
  const next = add('b');
  await expect(never).rejects.toThrow('no such agent');
  expect(await next).toBe('stored');
});

it('gives what is left a last chance at the end', async () => {
  isFull = true;
  await add('a');
  isFull = false;
  await behind.flush();
  expect(written).toEqual(['a']);
});

it('tells how much it has to give up', async () => {
  isFull = true;
  await Promise.all(Array.from({ length: 10_002 }, (_, nth) => add(String(nth))));
  expect(givenUp).toBe(2);
  await behind.flush();
  expect(givenUp).toBe(10_002);
});
