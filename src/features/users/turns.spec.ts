import { Refused } from '../../platform/refusals/refused';
import { type Precedence, Turns } from './turns';

/** What is at work, by name; each until it is ended. */
let turns: Turns;
let begun: string[];
let ends: Map<string, () => void>;
beforeEach(() => {
  turns = new Turns({ atOnce: 2, waiting: { known: 3, stranger: 2 } });
  begun = [];
  ends = new Map();
});

const take = (name: string, precedence: Precedence = 'stranger') =>
  turns.take(precedence, async () => {
    begun.push(name);
    await new Promise<void>((end) => ends.set(name, end));
    return name;
  });
const end = async (name: string, taken: Promise<string>) => {
  ends.get(name)?.();
  expect(await taken).toBe(name);
};
const refusal = async (taken: Promise<string>) => {
  const error = await taken.catch((reason: unknown) => reason);
  return error instanceof Refused ? [error.code, (error.extra.retryAfterSeconds ?? 0) > 0] : error;
};

it('does two at once, and others in their order', async () => {
  const [a, b, c, d] = [take('a'), take('b'), take('c'), take('d')];
  expect(begun).toEqual(['a', 'b']);
  await end('b', b);
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a', a);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  await Promise.all([end('c', c), end('d', d)]);
});

it('lets who is known go first', async () => {
  const [a, b, c, d] = [take('a'), take('b'), take('c'), take('d', 'known')];
  await end('a', a);
  expect(begun).toEqual(['a', 'b', 'd']);
  await end('b', b);
  expect(begun).toEqual(['a', 'b', 'd', 'c']);
  await Promise.all([end('c', c), end('d', d)]);
});

it('refuses strangers when many wait, and whoever is known later', async () => {
  const taken = ['a', 'b', 'c', 'd'].map((name) => take(name));
  expect(await refusal(take('e'))).toEqual(['passwords-busy', true]);
  const known = ['f', 'g', 'h'].map((name) => take(name, 'known'));
  expect(await refusal(take('i', 'known'))).toEqual(['passwords-busy', true]);
  for (const name of ['a', 'b', 'f', 'g', 'h', 'c', 'd']) {
    ends.get(name)?.();
    await Promise.resolve().then(() => new Promise(setImmediate));
  }
  await Promise.all([...taken, ...known]);
  expect(begun).toEqual(['a', 'b', 'f', 'g', 'h', 'c', 'd']);
});

it('goes on after work that failed', async () => {
  const failing = () => turns.take('stranger', () => Promise.reject(new Error('no hash')));
  for (let nth = 0; nth < 5; nth += 1) await expect(failing()).rejects.toThrow('no hash');
  await end(
    'a',
    Promise.all([take('a')]).then(([name]) => name),
  );
});
