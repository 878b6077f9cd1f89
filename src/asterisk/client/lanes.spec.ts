import { Lanes, leastOutstanding } from './lanes';

const worker = (outstanding: number) => ({ outstanding });
const usable = () => true;

describe('leastOutstanding', () => {
  it('takes the first of those with the least to do', () => {
    const idle = worker(0);
    expect(leastOutstanding([worker(2), idle, worker(0), worker(1)])).toBe(idle);
  });

  it('takes none of none', () => {
    expect(leastOutstanding([])).toBeUndefined();
  });
});

describe('Lanes', () => {
  const busy = worker(5);
  const idle = worker(0);

  it('stays with a worker, however busy, while work on the lane is unfinished', () => {
    const lanes = new Lanes<typeof busy>();
    expect(lanes.take('call', usable, () => busy)).toBe(busy);
    expect(lanes.take('call', usable, () => idle)).toBe(busy);
    lanes.release('call', busy);
    expect(lanes.take('call', usable, () => idle)).toBe(busy);
  });

  it('chooses anew, and forgets the lane, when all is finished', () => {
    const lanes = new Lanes<typeof busy>();
    lanes.take('call', usable, () => busy);
    lanes.release('call', busy);
    expect(lanes.size).toBe(0);
    expect(lanes.take('call', usable, () => idle)).toBe(idle);
  });

  it('leaves a worker that cannot be used any more, and is not confused by what finishes there late', () => {
    const lanes = new Lanes<typeof busy>();
    lanes.take('call', usable, () => busy);
    expect(
      lanes.take(
        'call',
        (known) => known !== busy,
        () => idle,
      ),
    ).toBe(idle);
    lanes.release('call', busy);
    expect(lanes.take('call', usable, () => busy)).toBe(idle);
  });

  it('keeps lanes apart', () => {
    const lanes = new Lanes<typeof busy>();
    lanes.take('one', usable, () => busy);
    expect(lanes.take('two', usable, () => idle)).toBe(idle);
  });

  it('has nothing to note when there is no worker', () => {
    const lanes = new Lanes<typeof busy>();
    expect(lanes.take('call', usable, () => undefined)).toBeUndefined();
    expect(lanes.size).toBe(0);
  });
});
