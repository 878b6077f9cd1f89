import { isTooDeep } from './nesting';

const nested = (levels: number, open: string, close: string): unknown =>
  JSON.parse(open.repeat(levels) + '1' + close.repeat(levels));

describe('isTooDeep', () => {
  it.each([
    ['text', 'text'],
    ['null', null],
    ['an empty list', []],
    ['a ring group', { layers: [{ members: [{ type: 'agent', id: 'x' }] }] }],
    ['a long flat list', Array.from({ length: 30_000 }, (_, index) => index)],
    ['as many levels as there may be', nested(20, '[', ']')],
  ])('is not so for %s', (_, json) => {
    expect(isTooDeep(json)).toBe(false);
  });

  it.each([
    ['one level more', nested(21, '[', ']')],
    ['lists in lists', nested(30_000, '[', ']')],
    ['objects in objects', nested(10_000, '{"a":', '}')],
    ['one deep field among flat ones', { a: 1, b: nested(50, '[', ']'), c: 2 }],
  ])('is so for %s', (_, json) => {
    expect(isTooDeep(json)).toBe(true);
  });
});
