import { type Observed, nothingObserved, withChannel, withoutChannel } from './observed';

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
