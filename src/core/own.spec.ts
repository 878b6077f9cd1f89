import { own } from './own';

const names = Object.getOwnPropertyNames(Object.prototype);

it.each(names)('finds nothing under %s where nobody has put anything', (name) => {
  expect(own({}, name)).toBeUndefined();
});

it.each(names)('finds under %s what was put there, as by JSON', (name) => {
  const record = JSON.parse(`{"${name}":"mine"}`) as Record<string, string>;
  expect(own(record, name)).toBe('mine');
});
