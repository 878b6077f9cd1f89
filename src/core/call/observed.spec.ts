import {
  nothingObserved,
  type Observed,
  withBridge,
  withChannel,
  withDeafness,
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

const withPeople = (...people: readonly string[]): Observed =>
  people.reduce(
    (observed, id) => withChannel(observed, id, { bridge: 'b1' }),
    withBridge(nothingObserved, { id: 'b1', type: 'mixing' }),
  );
const deaf = ({ channels }: Observed) =>
  [...channels.values()].filter(({ mayBeDeaf }) => mayBeDeaf).map(({ id }) => id);

describe('a party that has been in a conference', () => {
  it('may be deaf where it comes down to two, however that comes about', () => {
    expect(deaf(withoutChannel(withPeople('anna', 'ben', 'kim'), 'kim'))).toEqual(['anna', 'ben']);
    const moved = withChannel(withPeople('anna', 'ben', 'kim'), 'kim', { bridge: 'b2' });
    expect(deaf(moved)).toEqual(['anna', 'ben']);
  });

  it('is not as long as three are there, nor if there never were', () => {
    expect(deaf(withoutChannel(withPeople('anna', 'ben', 'kim', 'lou'), 'lou'))).toEqual([]);
    expect(deaf(withoutChannel(withPeople('anna', 'ben'), 'ben'))).toEqual([]);
  });

  it('stays so whoever comes and goes, until it has left itself', () => {
    const shrunk = withoutChannel(withPeople('anna', 'ben', 'kim'), 'kim');
    const joined = withChannel(shrunk, 'lou', { bridge: 'b1' });
    expect(deaf(joined)).toEqual(['anna', 'ben']);
    expect(deaf(withChannel(joined, 'anna', { bridge: null }))).toEqual(['ben']);
  });

  it('may be deaf when one leaves for good who was to leave and enter again, and not when it does that', () => {
    const shrunk = withoutChannel(withPeople('anna', 'ben', 'kim'), 'kim');
    const joined = withChannel(shrunk, 'lou', { bridge: 'b1' });
    const parted = withChannel(joined, 'anna', { bridge: null });
    expect(deaf(parted)).toEqual(['ben']);
    expect(deaf(withChannel(parted, 'anna', { bridge: 'b1' }))).toEqual(['ben']);
    expect(deaf(withChannel(parted, 'anna', { bridge: 'b2' }))).toEqual(['ben', 'lou']);
    expect(deaf(withoutChannel(parted, 'anna'))).toEqual(['ben', 'lou']);
    const hangsUp = withChannel(joined, 'anna', { leaving: true });
    expect(deaf(withChannel(hangsUp, 'anna', { bridge: null }))).toEqual(['ben', 'lou']);
    expect(deaf(withoutChannel(joined, 'anna'))).toEqual(['ben', 'lou']);
  });

  it('may be deaf when it has come down to two unseen', () => {
    const found = withPeople('anna', 'kim');
    const after = (before: Observed, hadConference = true) =>
      deaf(withDeafness(found, before, { hadConference }));
    expect(after(withPeople('anna', 'kim', 'ben'))).toEqual(['anna', 'kim']);
    expect(after(nothingObserved)).toEqual(['anna', 'kim']);
    expect(after(withPeople('anna', 'ben'))).toEqual(['anna', 'kim']);
    expect(after(withPeople('anna', 'kim'))).toEqual([]);
    expect(after(nothingObserved, false)).toEqual([]);
  });
});

describe('a party that was left by one', () => {
  const left = withChannel(withPeople('anna', 'kim'), 'kim', { bridge: 'b2' });
  const enters = (observed: Observed, who: string) => deaf(withChannel(observed, who, { bridge: 'b1' }));

  it('may be deaf to another, and not to the same who comes back', () => {
    expect(enters(left, 'ben')).toEqual(['anna']);
    expect(enters(left, 'kim')).toEqual([]);
  });

  it('may be deaf to another though the one who left was to enter again', () => {
    const replaced = withChannel(left, 'ben', { bridge: 'b1' });
    const alone = withChannel(replaced, 'anna', { bridge: null });
    expect(enters(alone, 'anna')).toEqual([]);
    expect(enters(alone, 'kim')).toEqual(['ben']);
  });

  it('may be deaf to another though the going, or the time until it comes, was not seen', () => {
    const found = withPeople('anna');
    for (const before of [withPeople('anna', 'kim'), left])
      expect(enters(withDeafness(found, before, { hadConference: false }), 'ben')).toEqual(['anna']);
  });
});
