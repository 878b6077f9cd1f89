import type { CountryCode } from 'libphonenumber-js/core';
import { emergencyBehindPrefix, emergencyIn } from '../caller-id/emergency';
import { isShortAbroad } from './costly-numbers';
import { type Destination, destinationsOf, isAllocated } from './destination';
import {
  allocationOf,
  callingCodeOf,
  codeOf,
  type E164,
  isPossible,
  knownCountry,
  nationalDigits,
  parsed,
} from './numbering';

/** How a text is to be read that somebody dials on a line. */
export interface Home {
  /** ISO 3166; unknown: numbers have to name their country. */
  readonly country: string | undefined;
  /** Digits of the emergency numbers that hold there. */
  readonly emergency: readonly string[];
}

/** What somebody has dialled. It is what is judged, and what goes out: nothing else of the text does. */
export type Dialled =
  | { readonly type: 'emergency'; readonly number: string }
  | { readonly type: 'number'; readonly number: E164; readonly destinations: readonly Destination[] }
  /**
   * For the network itself, and nobody outside can tell what it does: a short number, or with `*` or `#`, which for instance forwards
   * all calls of the line.
   */
  | { readonly type: 'code'; readonly kind: 'short-number' | 'service-code'; readonly number: string }
  | { readonly type: 'undialable'; readonly why: string };

/** What can go out, if it may. */
export type Outgoing = Exclude<Dialled, { readonly type: 'undialable' }>;

/** Up to so many digits a number without its area may be the network's own, such as a directory service at so much a minute. */
const LONGEST_SHORT = 6;

/** ITU-T E.164: 15 digits with the country code, which does not begin with 0. */
const international = /^\+[1-9][0-9]{4,14}$/;

export function readDialled(text: string, { country, emergency }: Home): Dialled {
  const help = emergencyIn(text, emergency) ?? emergencyBehindPrefix(text, emergency, callingCodeOf(country));
  if (help !== undefined) return { type: 'emergency', number: help };
  if (!/^\+?[0-9*#]{1,32}$/.test(text)) {
    return undialable('A number is 1 to 32 of 0-9 * #, with or without a leading +.');
  }
  if (/[*#]/.test(text)) return { type: 'code', kind: 'service-code', number: text };
  const home = knownCountry(country);
  if (text.startsWith('+')) return readInternational(text, home);
  if (text.length <= LONGEST_SHORT && !isSubscriber(text, home)) {
    return { type: 'code', kind: 'short-number', number: text };
  }
  if (home) return readNational(text, home);
  if (text.startsWith('00')) return readInternational(`+${text.slice(2)}`, home);
  return undialable("A number has to begin with + and its country code, as the line's country is not known.");
}

function readInternational(text: string, home: CountryCode | undefined): Dialled {
  if (!international.test(text)) {
    return undialable('Behind the + a number has its country code, and 5 to 15 digits in all.');
  }
  const number = parsed(text, undefined);
  return number ? readNumber(number, home) : undialable(`No country code begins ${text.slice(0, 4)}.`);
}

function readNational(text: string, home: CountryCode): Dialled {
  const number = parsed(text, home);
  return number ? readNumber(number, home) : undialable(`This is no number as one dials it in ${home}.`);
}

/** A number that nobody has given out yet may be one; a length that no number has, or one zero too many, cannot. */
function readNumber(number: E164, home: CountryCode | undefined): Dialled {
  if (!isPossible(number)) return undialable('No number of that country has so many digits.');
  if (nationalDigits(number).startsWith('0') && !isAllocated(number)) {
    return undialable('There is a 0 too many before the number.');
  }
  if (isShortAbroad(number)) {
    // As one dials it at home; of another country's nothing but the whole text says which is meant.
    const isHome = codeOf(number) === callingCodeOf(home);
    return { type: 'code', kind: 'short-number', number: isHome ? nationalDigits(number) : number };
  }
  return { type: 'number', number, destinations: destinationsOf(number) };
}

/** Small countries have whole numbers that are as short as elsewhere the codes. */
function isSubscriber(text: string, home: CountryCode | undefined): boolean {
  const number = home && parsed(text, home);
  const types = (number && allocationOf(number)?.types) ?? [];
  return types.some((type) => type === 'FIXED_LINE' || type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE');
}

function undialable(why: string): Dialled {
  return { type: 'undialable', why };
}
