import { InTurn } from './in-turn';

it('runs what is under one key one after another, also behind a failure, and what is under another beside it', async () => {
  const inTurn = new InTurn();
  const done: string[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const first = inTurn.run('a', async () => {
    await opened;
    done.push('first');
    throw new Error('no');
  });
  const second = inTurn.run('a', () => Promise.resolve(done.push('second')));
  await inTurn.run('b', () => Promise.resolve(done.push('other')));
  open();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(done).toEqual(['other', 'first', 'second']);
});
