import { SystemClock } from './clock';

describe('the clock of the system', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('knows what is pending: neither what has run nor what was taken back', () => {
    const clock = new SystemClock();
    const done: string[] = [];
    clock.after(10, () => done.push(`first, beside ${clock.pending}`));
    const takeBack = clock.after(20, () => done.push('second'));
    clock.after(30, () => done.push('third'));
    expect(clock.pending).toBe(3);

    jest.advanceTimersByTime(10);
    expect(clock.pending).toBe(2);
    takeBack();
    takeBack();
    expect(clock.pending).toBe(1);
    jest.advanceTimersByTime(20);
    expect(clock.pending).toBe(0);
    expect(done).toEqual(['first, beside 2', 'third']);
  });
});
