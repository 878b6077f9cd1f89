import { refuseUnfit } from './unfit';

const nested = (levels: number, open: string, close: string): unknown =>
  JSON.parse(open.repeat(levels) + '1' + close.repeat(levels));

describe('a body', () => {
  it.each([
    ['text', 'text'],
    ['null', null],
    ['an empty list', []],
    ['a ring group', { layers: [{ members: [{ type: 'agent', id: 'x' }] }] }],
    ['a long flat list', Array.from({ length: 30_000 }, (_, index) => index)],
    ['as many levels as there may be', nested(20, '[', ']')],
  ])('may be %s', (_, json) => {
    expect(() => refuseUnfit(json)).not.toThrow();
  });

  it.each([
    ['one level more', nested(21, '[', ']')],
    ['lists in lists', nested(30_000, '[', ']')],
    ['objects in objects', nested(10_000, '{"a":', '}')],
    ['one deep field among flat ones', { a: 1, b: nested(50, '[', ']'), c: 2 }],
  ])('may not be %s', (_, json) => {
    expect(() => refuseUnfit(json)).toThrow('nested-too-deeply');
  });

  it.each(['{"__proto__":1}', '[{"a":{"__proto__":{"isAdmin":true}}}]'])('may not be %s', (text) => {
    expect(() => refuseUnfit(JSON.parse(text))).toThrow('invalid-request');
  });
});
