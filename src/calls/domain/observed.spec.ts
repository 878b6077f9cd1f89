import {
  type Observed,
  nothingObserved,
  withBridge,
  withChannel,
  withShrunkUnseen,
  withoutChannel,
} from './observed';

const alone = (): Observed =>
  withChannel(withChannel(nothingObserved, 'anna', { bridge: 'b1', ringback: true }), 'anna', {
    ringback: true,
  });
const ringback = (observed: Observed) => observed.channels.get('anna')?.ringback;

describe('a ringback tone', () => {
  it('is known to sound once it was asked for', () => {
    expect(ringback(alone())).toBe(true);
  });

  it('is in doubt when somebody leaves the bridge beside its hearer', () => {
    const accompanied = withChannel(alone(), 'ben', { bridge: 'b1' });
    expect(ringback(withChannel(accompanied, 'ben', { bridge: null }))).toBeNull();
    expect(ringback(withChannel(accompanied, 'ben', { bridge: 'b2' }))).toBeNull();
    expect(ringback(withoutChannel(accompanied, 'ben'))).toBeNull();
  });

  it('leaves a trace of somebody who came and went while it was asked for', () => {
    const before = withChannel(nothingObserved, 'anna', { bridge: 'b1' });
    const visited = withChannel(withChannel(before, 'ben', { bridge: 'b1' }), 'ben', { bridge: 'b2' });
    expect(visited.channels.get('anna')?.moves).not.toBe(before.channels.get('anna')?.moves);
  });

  it('is in doubt when its hearer moves', () => {
    expect(ringback(withChannel(alone(), 'anna', { bridge: 'b2' }))).toBeNull();
  });

  it('is not in doubt when somebody leaves another bridge', () => {
    const elsewhere = withChannel(alone(), 'ben', { bridge: 'b2' });
    expect(ringback(withChannel(elsewhere, 'ben', { bridge: null }))).toBe(true);
  });
});

describe('a bridge', () => {
  const withPeople = (...people: readonly string[]): Observed =>
    people.reduce(
      (observed, id) => withChannel(observed, id, { bridge: 'b1' }),
      withBridge(nothingObserved, { id: 'b1', type: 'mixing' }),
    );
  const isShrunk = (observed: Observed) => observed.bridges.get('b1')?.shrunk === true;

  it('has shrunk when a conference in it comes down to two, however that comes about', () => {
    expect(isShrunk(withoutChannel(withPeople('anna', 'ben', 'kim'), 'kim'))).toBe(true);
    expect(isShrunk(withChannel(withPeople('anna', 'ben', 'kim'), 'kim', { bridge: 'b2' }))).toBe(true);
  });

  it('has not shrunk as long as three are in it, nor if there never were', () => {
    expect(isShrunk(withoutChannel(withPeople('anna', 'ben', 'kim', 'lou'), 'lou'))).toBe(false);
    expect(isShrunk(withoutChannel(withPeople('anna', 'ben'), 'ben'))).toBe(false);
  });

  it('stays so, whoever comes and goes', () => {
    const shrunk = withoutChannel(withPeople('anna', 'ben', 'kim'), 'kim');
    expect(isShrunk(withChannel(shrunk, 'lou', { bridge: 'b1' }))).toBe(true);
    expect(isShrunk(withBridge(shrunk, { id: 'b1', type: 'mixing' }))).toBe(true);
  });

  it('may have shrunk unseen when somebody is in it who was not seen to enter', () => {
    const now = withPeople('anna', 'kim');
    expect(isShrunk(withShrunkUnseen(now, withPeople('anna', 'ben')))).toBe(true);
    expect(isShrunk(withShrunkUnseen(now, nothingObserved))).toBe(true);
    expect(isShrunk(withShrunkUnseen(now, withPeople('anna', 'kim')))).toBe(false);
    expect(isShrunk(withShrunkUnseen(withPeople('anna', 'ben', 'kim'), nothingObserved))).toBe(false);
  });
});
