import type { AriClient } from '../client/ari-client';
import { AriTimeout } from '../client/errors';
import { EndpointWatch } from './endpoint-watch';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An Asterisk whose answers come when a test says so: the real one does not fail a thousand times at one moment. */
class Asterisk {
  readonly state = { name: 'up' };
  readonly #listeners: Record<string, (event?: unknown) => void> = {};
  lists = 0;
  endList: () => void = () => undefined;
  /** By endpoint: the questions that have no answer yet. */
  readonly questions = new Map<string, ((state: 'online' | 'offline' | 'fails') => void)[]>();
  asked = 0;

  readonly ari = {
    applications: { subscribe: () => Promise.resolve() },
    endpoints: {
      listByTech: () => {
        this.lists += 1;
        return new Promise<object[]>((resolve) => (this.endList = () => resolve([])));
      },
      get: ({ resource }: { resource: string }) => {
        this.asked += 1;
        return new Promise((resolve, reject) => {
          const answer = (state: string) =>
            state === 'fails' ? reject(new AriTimeout('GET /endpoints', 10)) : resolve({ resource, state });
          this.questions.set(resource, [...(this.questions.get(resource) ?? []), answer]);
        });
      },
    },
  };

  on(name: string, listener: (event?: unknown) => void): void {
    this.#listeners[name] = listener;
  }

  up(): void {
    this.#listeners['up']?.();
  }

  changes(resource: string): void {
    this.#listeners['event']?.({ type: 'PeerStatusChange', endpoint: { resource } });
  }

  /** Answers every question that is open. */
  answer(state: 'online' | 'offline' | 'fails'): void {
    const open = [...this.questions.values()].flat();
    this.questions.clear();
    for (const answer of open) answer(state);
  }
}

let asterisk: Asterisk;
let watch: EndpointWatch;

beforeEach(() => {
  jest.useFakeTimers();
  asterisk = new Asterisk();
  watch = new EndpointWatch(asterisk as unknown as AriClient, 'baton', quiet);
});
afterEach(() => jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const thousand = Array.from({ length: 1_000 }, (_, index) => `phone-${index}`);

async function allFail(): Promise<void> {
  for (const phone of thousand) asterisk.changes(phone);
  asterisk.answer('fails');
  await pass(0);
}

it('lists the endpoints once for all questions that fail, and once more for those that fail meanwhile', async () => {
  await allFail();
  await pass(999);
  expect(asterisk.lists).toBe(0);
  await pass(1);
  expect(asterisk.lists).toBe(1);
  for (let time = 0; time < 3; time += 1) await allFail();
  await pass(5_000);
  expect(asterisk.lists).toBe(1);
  asterisk.endList();
  await pass(999);
  expect(asterisk.lists).toBe(1);
  await pass(1);
  expect(asterisk.lists).toBe(2);
  asterisk.endList();
  await pass(60_000);
  expect(asterisk.lists).toBe(2);
});

it('lists them at once at the next connection, and no more for what had failed before', async () => {
  await allFail();
  asterisk.up();
  await pass(0);
  expect(asterisk.lists).toBe(1);
  asterisk.endList();
  await pass(60_000);
  expect(asterisk.lists).toBe(1);
});

it('asks one question about an endpoint at a time, and goes by the answer to the last', async () => {
  for (let time = 0; time < 10; time += 1) asterisk.changes('phone');
  asterisk.changes('other');
  await pass(0);
  expect(asterisk.asked).toBe(2);
  asterisk.answer('offline');
  await pass(0);
  expect(asterisk.asked).toBe(3);
  asterisk.answer('online');
  await pass(0);
  expect(watch.isOnline('phone')).toBe(true);
  expect(asterisk.asked).toBe(3);

  asterisk.changes('phone');
  await pass(0);
  expect(asterisk.asked).toBe(4);
  asterisk.answer('offline');
  await pass(0);
  expect(watch.isOnline('phone')).toBe(false);
});
