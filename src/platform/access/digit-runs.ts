import { digitsOfCharacter } from '../../core/caller-id/digits';

/** Digits of a text that belong together, with what separates them. */
export interface DigitRun {
  /** Where it stands, in UTF-16 units as `slice` takes them; with `+`, `*` and `#` around. */
  readonly from: number;
  readonly to: number;
  /** As ASCII. */
  readonly digits: string;
  /** A letter, a hyphen, a colon or the like stands directly before or after: it may be a part of a word or an id. */
  readonly isAttached: boolean;
}

/** How numbers are written: digits with at most two visual separators in between. */
export function digitRuns(text: string): readonly DigitRun[] {
  return runs(text, isVisualSeparator, 2);
}

/** In a name whatever is no letter may stand between two digits, however much of it. */
export function digitRunsOfName(name: string): readonly DigitRun[] {
  return runs(name, (character) => !/\p{L}/u.test(character), Infinity);
}

function isVisualSeparator(character: string): boolean {
  return character < '\u0080' ? ' -().+*#/\t'.includes(character) : /[\s\p{Pd}\p{Cf}\u2212]/u.test(character);
}

function runs(
  text: string,
  isSeparator: (character: string) => boolean,
  mostBetween: number,
): readonly DigitRun[] {
  const found: DigitRun[] = [];
  let from = 0;
  let to = 0;
  let digits = '';
  let between = 0;
  let at = 0;
  for (const character of text) {
    const more = digitsOfCharacter(character);
    between = more === '' ? between + 1 : 0;
    if (digits !== '' && more === '' && (between > mostBetween || !isSeparator(character))) {
      found.push(asWritten(text, from, to, digits));
      digits = '';
    }
    if (more !== '') {
      if (digits === '') from = at;
      digits += more;
      to = at + character.length;
    }
    at += character.length;
  }
  return digits === '' ? found : [...found, asWritten(text, from, to, digits)];
}

function asWritten(text: string, firstDigit: number, afterLast: number, digits: string): DigitRun {
  let [from, to] = [firstDigit, afterLast];
  while (/[+*#]/.test(text.charAt(from - 1))) from -= 1;
  while (/[*#]/.test(text.charAt(to))) to += 1;
  const before = text.slice(Math.max(from - 2, 0), from);
  const after = text.slice(to, to + 2);
  return { from, to, digits, isAttached: /[\p{L}_:-]$/u.test(before) || /^[\p{L}_:-]/u.test(after) };
}
