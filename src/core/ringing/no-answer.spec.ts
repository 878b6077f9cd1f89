import * as fc from 'fast-check';
import { cycleFrom } from './no-answer';

const groups = (next: Readonly<Record<string, string | null>>) =>
  new Map(Object.entries(next).map(([id, to]) => [id, { id, name: id.toUpperCase(), next: to }]));

const cycle = (start: string, next: Readonly<Record<string, string | null>>) =>
  cycleFrom(start, groups(next))?.map(({ name }) => name);

describe('cycleFrom', () => {
  it('names the way back', () => {
    expect(cycle('a', { a: 'a' })).toEqual(['A', 'A']);
    expect(cycle('a', { a: 'b', b: 'c', c: 'a' })).toEqual(['A', 'B', 'C', 'A']);
  });

  it('finds none where the way ends, leads to a group that is gone, or into a cycle of others', () => {
    expect(cycle('a', { a: 'b', b: null })).toBeUndefined();
    expect(cycle('a', { a: 'gone' })).toBeUndefined();
    expect(cycle('a', { a: 'b', b: 'c', c: 'b' })).toBeUndefined();
  });

  it('finds a cycle of any length, and ends for any groups', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (length) => {
        const ring = Array.from({ length }, (_, at) => [`g${at}`, `g${(at + 1) % length}`] as const);
        expect(cycle('g0', Object.fromEntries(ring))).toHaveLength(length + 1);
      }),
    );
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.dictionary(ids, fc.option(ids)), ids, (next, start) => {
        const found = cycleFrom(start, groups(next));
        expect(found?.[0]).toEqual(found?.at(-1));
      }),
    );
  });
});
