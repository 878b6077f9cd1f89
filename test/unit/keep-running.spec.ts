import { keepRunning, type Running } from '../../scripts/lib/keep-running.cjs';

/** Something that ends when the test says so. */
class Fake implements Running {
  readonly exited: Promise<string>;
  end!: (how: string) => void;
  readonly stop = jest.fn(() => {
    this.end('told to');
    return Promise.resolve();
  });

  constructor() {
    this.exited = new Promise((resolve) => (this.end = resolve));
  }
}

function setUp(failures: readonly number[] = []) {
  const fakes: Fake[] = [];
  const pauses: number[] = [];
  const lines: string[] = [];
  let attempts = 0;
  let time = 0;
  let restarted: () => void = () => undefined;
  const options = {
    name: 'It',
    start: () => {
      attempts += 1;
      if (failures.includes(attempts)) return Promise.reject(new Error(`attempt ${attempts} failed`));
      const fake = new Fake();
      fakes.push(fake);
      restarted();
      return Promise.resolve(fake);
    },
    progress: (line: string) => lines.push(line),
    pause: (ms: number) => Promise.resolve(pauses.push(ms)),
    now: () => time,
  };
  const endAndAwaitNext = async (how: string) => {
    const next = new Promise<void>((resolve) => (restarted = resolve));
    fakes.at(-1)?.end(how);
    await next;
  };
  return { options, fakes, pauses, lines, endAndAwaitNext, pass: (ms: number) => (time += ms) };
}

describe('keepRunning', () => {
  it('throws what the first start throws', async () => {
    const { options } = setUp([1]);

    await expect(keepRunning(options)).rejects.toThrow('attempt 1 failed');
  });

  it('starts again with growing pauses, also when a start fails', async () => {
    const { options, pauses, lines, endAndAwaitNext } = setUp([2, 3]);
    const { stop } = await keepRunning(options);

    await endAndAwaitNext('ended by SIGKILL');
    await stop();

    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(lines.slice(0, 3)).toEqual([
      'It ended (ended by SIGKILL); again in 1 s',
      'attempt 2 failed',
      'It could not be started; again in 2 s',
    ]);
  });

  it('pauses 30 s at most, and 1 s again after it ran well', async () => {
    const { options, pauses, endAndAwaitNext, pass } = setUp();
    const { stop } = await keepRunning(options);

    for (let i = 0; i < 7; i++) await endAndAwaitNext('exit code 1');
    pass(60_000);
    await endAndAwaitNext('exit code 1');
    await stop();

    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 1000]);
  });

  it('stops what runs now and starts nothing more', async () => {
    const { options, fakes, lines, endAndAwaitNext } = setUp();
    const { stop } = await keepRunning(options);
    await endAndAwaitNext('exit code 1');

    await stop();

    expect(fakes).toHaveLength(2);
    expect(fakes[1]?.stop).toHaveBeenCalled();
    expect(lines.filter((line) => line.includes('told to'))).toEqual([]);
  });
});
