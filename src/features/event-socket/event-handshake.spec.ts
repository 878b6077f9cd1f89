import { keyOf } from './event-handshake';

describe('keyOf', () => {
  it.each([
    ['baton.v1, bearer.abc_-9', 'abc_-9'],
    ['bearer.k,baton.v1', 'k'],
    ['bearer.k', undefined],
    ['baton.v1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('finds in %j the key %j', (offered, key) => {
    expect(keyOf(offered)).toBe(key);
  });
});
