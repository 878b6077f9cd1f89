import { Heartbeat } from './heartbeat';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function start(patience = 2) {
  const seen = { pings: 0, dead: 0 };
  const heartbeat = new Heartbeat(1_500, {
    ping: () => void seen.pings++,
    patience: () => patience,
    onDead: () => void seen.dead++,
  });
  return { heartbeat, seen };
}

describe('Heartbeat', () => {
  it('given a peer that dies right after its last answer, then it is noticed after three intervals', () => {
    const { heartbeat, seen } = start();
    heartbeat.heard();
    jest.advanceTimersByTime(4_499);
    expect(seen.dead).toBe(0);
    jest.advanceTimersByTime(1);
    expect(seen).toEqual({ pings: 3, dead: 1 });
    jest.advanceTimersByTime(60_000);
    expect(seen).toEqual({ pings: 3, dead: 1 });
  });

  it('given something is heard in every interval, then nobody is dead', () => {
    const { heartbeat, seen } = start();
    for (let interval = 0; interval < 20; interval++) {
      jest.advanceTimersByTime(1_500);
      heartbeat.heard();
    }
    expect(seen).toEqual({ pings: 21, dead: 0 });
  });

  it('given our own process was stalled, then what waited to be read still counts', () => {
    const { heartbeat, seen } = start();
    jest.setSystemTime(Date.now() + 60_000);
    jest.advanceTimersByTime(1_500);
    heartbeat.heard();
    jest.advanceTimersByTime(1_500);
    expect(seen.dead).toBe(0);
  });

  it('is as patient as it is told', () => {
    const { seen } = start(20);
    jest.advanceTimersByTime(20 * 1_500);
    expect(seen.dead).toBe(0);
    jest.advanceTimersByTime(1_500);
    expect(seen.dead).toBe(1);
  });

  it('stops', () => {
    const { heartbeat, seen } = start();
    heartbeat.stop();
    jest.advanceTimersByTime(60_000);
    expect(seen).toEqual({ pings: 1, dead: 0 });
  });
});
