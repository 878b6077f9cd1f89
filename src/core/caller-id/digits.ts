/**
 * The digits of a character, as ASCII: those of other scripts, full-width and circled ones, `½` for 12. Empty for whatever
 * is none.
 */
export function digitsOfCharacter(character: string): string {
  if (character >= '0' && character <= '9') return character;
  if (character < '\u0080') return '';
  let digits = '';
  for (const folded of character.normalize('NFKC')) {
    if (/\p{Nd}/u.test(folded)) digits += valueOf(folded);
  }
  return digits;
}

/** Whether there are any; quick to say of what most texts are: letters of ours. */
export function hasDigit(text: string): boolean {
  return /[0-9]/.test(text) || (/\P{ASCII}/u.test(text) && digitsOf(text) !== '');
}

/** All digits of a text, as ASCII. */
export function digitsOf(text: string): string {
  let digits = '';
  for (const character of text) digits += digitsOfCharacter(character);
  return digits;
}

/** Unicode gives the ten digits of a script code points in a row, and some scripts follow each other without a gap. */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return before % 10;
}
