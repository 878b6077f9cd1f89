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

  it('starts again at once, and then with growing pauses, also when a start fails', async () => {
    const { options, pauses, lines, endAndAwaitNext } = setUp([3, 4]);
    const { stop } = await keepRunning(options);

    await endAndAwaitNext('ended by SIGKILL');
    await endAndAwaitNext('exit code 1');
    await stop();

    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(lines.slice(0, 5)).toEqual([
      'It ended (ended by SIGKILL); starting it again at once',
      'It is running again',
      'It ended (exit code 1); starting it again in 1 s',
      'attempt 3 failed',
      'It could not be started; starting it again in 2 s',
    ]);
  });

  it('pauses 30 s at most, and not at all after it ran well', async () => {
    const { options, pauses, lines, endAndAwaitNext, pass } = setUp();
    const { stop } = await keepRunning(options);

    for (let i = 0; i < 8; i++) await endAndAwaitNext('exit code 1');
    pass(5_000);
    await endAndAwaitNext('exit code 1');
    await stop();

    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(lines.filter((line) => line.endsWith('at once'))).toHaveLength(2);
  });

  it('restarts when it is asked to, without a pause, and gives the new one', async () => {
    const { options, fakes, pauses } = setUp();
    const { restart, stop } = await keepRunning(options);

    expect(await restart()).toBe(fakes[1]);
    expect(await restart()).toBe(fakes[2]);
    await stop();

    expect(fakes[0]?.stop).toHaveBeenCalledTimes(1);
    expect(pauses).toEqual([]);
  });

  it('says that a restart has failed, and tries again', async () => {
    const { options, pauses, endAndAwaitNext } = setUp([2]);
    const { restart, stop } = await keepRunning(options);
    const again = endAndAwaitNext;

    const restarted = restart();
    await expect(restarted).rejects.toThrow('attempt 2 failed');
    expect(pauses).toEqual([]);
    await again('-');
    await stop();
  });

  it('a restart that is asked for during a pause ends the pause', async () => {
    const { options, fakes, endAndAwaitNext } = setUp();
    let paused: () => void = () => undefined;
    const pausing = new Promise<void>((resolve) => (paused = resolve));
    const pause = (_ms: number, signal: AbortSignal) =>
      new Promise((_, reject) => {
        paused();
        signal.addEventListener('abort', () => reject(new Error('hurry')));
      });
    const { restart, stop } = await keepRunning({ ...options, pause });
    await endAndAwaitNext('exit code 1');
    fakes[1]?.end('exit code 1');
    await pausing;

    expect(await restart()).toBe(fakes[2]);
    await stop();
  });

  it('a restart that is asked for during a start gives one that was begun later', async () => {
    const { options, fakes } = setUp();
    let started: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (started = resolve));
    const slow = async () => {
      if (fakes.length === 1) await second;
      return options.start();
    };
    const { restart, stop } = await keepRunning({ ...options, start: slow });
    fakes[0]?.end('exit code 1');
    await new Promise((resolve) => setImmediate(resolve));
    const restarted = restart();
    started();

    expect(await restarted).toBe(fakes[2]);
    expect(fakes[1]?.stop).toHaveBeenCalled();
    await stop();
  });

  it('stops what runs now and starts nothing more', async () => {
    const { options, fakes, lines, endAndAwaitNext } = setUp();
    const { restart, stop } = await keepRunning(options);
    await endAndAwaitNext('exit code 1');

    await stop();

    await expect(restart()).rejects.toThrow('It is being stopped.');
    expect(fakes).toHaveLength(2);
    expect(fakes[1]?.stop).toHaveBeenCalled();
    expect(lines.filter((line) => line.includes('told to'))).toEqual([]);
  });
});
