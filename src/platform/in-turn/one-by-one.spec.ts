import { OneByOne } from './one-by-one';

it('does one thing after another, also behind a failure, and says when it has done what was given so far', async () => {
  const queue = new OneByOne();
  const done: string[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const first = queue.run(async () => {
    await opened;
    done.push('first');
    throw new Error('no');
  });
  const second = queue.run(() => Promise.resolve(done.push('second')));
  const settled = queue.settled().then(() => done.push('settled'));
  open();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe(2);
  await settled;
  expect(done).toEqual(['first', 'second', 'settled']);
});
