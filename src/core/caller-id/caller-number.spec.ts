import fc from 'fast-check';
import { calledAs, callerName, callerNumber, numberIn } from './caller-number';

it.each([
  ['+31612345678', '+31612345678'],
  ['06-12 34.56(78)', '0612345678'],
  ['+31 (0)6 12345678', '+31612345678'],
  ['tel:+31612345678', '+31612345678'],
  ['<sip:0612345678@carrier;user=phone>', '0612345678'],
  ['0612345678;phone-context=+31', '0612345678'],
  ['%2B31612345678', '+31612345678'],
  ['٠٦١٢٣٤', '061234'],
  ['＋３１６', '+316'],
  ['06\u00a012\u201134\u200b56', '06123456'],
  ['*31#0612345678', '*31#0612345678'],
  ['7', '7'],
])('reads %j as %s', (user, number) => {
  expect(callerNumber(user)).toBe(number);
});

it.each([
  ['0612345678x', '0612345678x'],
  ['kim.contact', 'kim.contact'],
  ['12\r\nX', '12 X'],
  ['1'.repeat(40), '1'.repeat(40)],
  ['', ''],
])('keeps %j as it is written: %j', (user, kept) => {
  expect(callerNumber(user)).toBe(kept);
});

it('gives for a number, however it is separated, the number itself', () => {
  const separator = fc.constantFrom('', ' ', '-', '.', '(', ')', '/', '\u2010', '\u00a0');
  const digit = fc.constantFrom(...'0123456789');
  const written = fc.array(fc.tuple(digit, separator), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(fc.constantFrom('', '+'), written, (plus, pairs) => {
      const number = plus + pairs.map(([one]) => one).join('');
      const text = plus + pairs.flat().join('');
      fc.pre(!/^\+\d{1,3} ?\(0\)/.test(text));
      expect(callerNumber(text)).toBe(number);
      expect(callerNumber(callerNumber(text))).toBe(number);
    }),
  );
});

it.each([
  ['(020)5550100', '0205550100'],
  ['+31-20 555.0100', '+31205550100'],
  ['+31205550100;npdi=yes', '+31205550100'],
  ['sales', undefined],
  ['1,2', undefined],
  ['', undefined],
])('the number in %j is %s', (text, number) => {
  expect(numberIn(text)).toBe(number);
});

it('keeps of what is called how it was written', () => {
  expect(calledAs('%2B31-20 \r\n555')).toBe('+31-20  555');
});

it('has a name in one line', () => {
  expect(callerName(' Kim\r\n\tContact ')).toBe('Kim Contact');
});
