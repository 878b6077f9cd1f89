import { firstIdAt, newId, timeOfId } from './new-id';

describe('newId', () => {
  it('is a UUID of version 7, variant 10', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by time', () => {
    const made = [1, 2, 1_700_000_000_000, 1_800_000_000_000].map((ms) => newId(ms));
    expect([...made].sort()).toEqual(made);
  });

  it.each([1, 255, 1_700_000_000_000])('sorts behind the first id of its moment, %d', (ms) => {
    const ids = [newId(ms - 1), firstIdAt(ms), newId(ms), firstIdAt(ms + 1)];
    expect([...ids].sort()).toEqual(ids);
  });

  it('tells when it was made', () => {
    expect(timeOfId(newId(1_700_000_000_123))).toBe(1_700_000_000_123);
  });
});
