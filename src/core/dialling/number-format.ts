import type { NumberFormat } from '../caller-id/calling-policy';
import { readDialled } from './dialled';
import { allocationOf, asGiven, callingCodeOf, codeOf, type E164, knownCountry } from './numbering';

/**
 * The number as a trunk's carrier wants it written. Where a national writing could be taken for another number, it is E.164.
 * @param country ISO 3166, of the line
 */
export function written(number: E164, format: NumberFormat, country: string | undefined): string {
  switch (format) {
    case 'e164':
      return number;
    case 'e164-without-plus':
      return number.slice(1);
    case 'international':
      return internationally(number, country);
    case 'national':
      return nationally(number, country);
  }
}

/** With what one dials in the line's country before a country code: 00, 011, 0011… */
function internationally(number: E164, country: string | undefined): string {
  const home = knownCountry(country);
  const usual = `00${number.slice(1)}`;
  if (!home) return usual;
  // Undefined where the country's prefix is not one but many, and none of them the usual one.
  const formatted = asGiven(number).format('IDD', { fromCountry: home }) as string | undefined;
  const dialled = digitsOf(formatted ?? '');
  // To a number of the same country it puts no prefix.
  const hasPrefix = dialled.endsWith(number.slice(1)) && dialled.length >= number.length;
  return checked(hasPrefix ? dialled : usual, number, country);
}

function nationally(number: E164, country: string | undefined): string {
  const home = knownCountry(country);
  const read = asGiven(number);
  if (!home || codeOf(number) !== callingCodeOf(home)) return internationally(number, country);
  // Of the same code, but another country's, or given out to nobody: the carrier could take it for one of its own codes.
  if (allocationOf(number)?.countries.includes(home) !== true) return number;
  read.country = home;
  return checked(digitsOf(read.formatNational()), number, country);
}

/** It must read as the number that was judged, by whoever dials it in that country. */
function checked(digits: string, number: E164, country: string | undefined): string {
  const read = readDialled(digits, { country, emergency: [] });
  return read.type === 'number' && read.number === number ? digits : number;
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}
