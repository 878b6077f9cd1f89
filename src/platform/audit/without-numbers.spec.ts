import { withoutNumbers } from './without-numbers';

it.each<[unknown, unknown]>([
  ['0612345678', '••••78'],
  ['+31 (6) 12-34.56 78', '••••78'],
  ['Call +31612345678 back', 'Call ••••78 back'],
  ['*21*0031612345678#', '••••78'],
  ['0612345678x', '••••78x'],
  ['06-12-34-56-78', '••••78'],
  ['Kim ０６ 1234 5678', 'Kim ••••78'],
  ['٠٦١٢٣٤', '••••34'],
  [31612345678, '••••78'],
  [[{ '0612345678': [true, null, 20] }], [{ '••••78': [true, null, 20] }]],
])('of %j leaves %j', (value, left) => {
  expect(withoutNumbers(value)).toEqual(left);
});

it.each([
  '01a2036a-cce4-740d-9714-cfb5757f1112',
  '2026-11-22T11:12:35.112Z',
  '201',
  '112',
  'Sales 24',
  'de305d54',
])('leaves %s', (text) => {
  expect(withoutNumbers(text)).toBe(text);
});
