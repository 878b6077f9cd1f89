import { digitsOf, digitsOfCharacter } from './digits';

it('knows the value of every digit that Unicode has', () => {
  let before = 0;
  let known = 0;
  for (let point = 0; point < 0x110000; point += 1) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const digit = String.fromCodePoint(point);
    if (!/\p{Nd}/u.test(digit)) {
      before = 0;
      continue;
    }
    expect(`${point}: ${digitsOfCharacter(digit)}`).toBe(`${point}: ${before % 10}`);
    before += 1;
    known += 1;
  }
  expect(known).toBeGreaterThan(600);
});

it.each([
  ['06 12-34', '061234'],
  ['０６１２', '0612'],
  ['٠٦۱۲', '0612'],
  ['①②½', '1212'],
  ['𝟎𝟔', '06'],
  ['Kim', ''],
])('finds in %s the digits %s', (text, digits) => {
  expect(digitsOf(text)).toBe(digits);
});
