import { digitsOfCharacter } from './digits';
import { decodePercent } from './privacy/sip-values';

/** What of a caller's number or name is kept at the most; no number is as long (E.164: 15 digits). */
const LONGEST = 80;

/** Visual separators (RFC 3966, 5.1.1), and what people and programs write in their place. */
const separators = /[\s\p{Pd}\p{Cf}\u2212()./]/gu;

/**
 * A caller's number, from what stood in the user part of their address: with digits of ours and without visual separators,
 * so that it can be dialled, searched for, and compared. What is no number even so is kept as it was written, without what
 * cannot be seen: somebody may know it.
 */
export function callerNumber(user: string): string {
  const text = calledAs(user);
  return numberIn(text) ?? text;
}

/** What a caller called, or is called by, as it was written: in one line, and no longer than any number. */
export function calledAs(user: string): string {
  return readable(decodePercent(user));
}

/** The number that somebody means who writes this, as {@link callerNumber}; undefined if it is none. */
export function numberIn(text: string): string | undefined {
  const [address = ''] = text.replace(/^<?\s*(?:tel|sips?):/i, '').split(/[;@?>]/, 1);
  let digits = '';
  // `+31 (0)6…`: the zero is for those who dial from within the country.
  for (const character of address.replace(/^(\+\d{1,3})\s?\(0\)/, '$1').replace(separators, ''))
    digits += digitsOfCharacter(character) || character.normalize('NFKC');
  return /^\+?[0-9*#]{1,32}$/.test(digits) ? digits : undefined;
}

/** A caller's name as their network gave it, in one line. */
export function callerName(name: string): string {
  return readable(name);
}

function readable(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
