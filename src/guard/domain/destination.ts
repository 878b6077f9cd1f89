import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What is known of a number that is to be dialled. */
export interface Destination {
  /** In E.164 where it can be read so, else the digits as dialled. */
  readonly number: string;
  /** ISO 3166; absent where a number belongs to no country, or cannot be read. */
  readonly country?: string;
  readonly kind: 'premium' | 'service-code' | 'other';
}

/**
 * Reads a number as the trunk will: national ones by `home` (ISO 3166), and `00` as `+` where no country is known.
 * `*` and `#` make it a code for the network, which can for instance forward a line's calls.
 */
export function readDestination(dialled: string, home: string | undefined): Destination {
  if (/[*#]/.test(dialled)) return { number: dialled, kind: 'service-code' };
  const country = home !== undefined && isSupportedCountry(home) ? home : undefined;
  const text = country === undefined ? dialled.replace(/^00/, '+') : dialled;
  const parsed = parsePhoneNumberFromString(text, { ...defaultTo(country), extract: false });
  if (!parsed) return { number: text, kind: 'other' };
  const kind = parsed.getType() === 'PREMIUM_RATE' ? 'premium' : 'other';
  return {
    number: parsed.number,
    kind,
    ...(parsed.country === undefined ? {} : { country: parsed.country }),
  };
}

/** The country that a company number lies in, for lines that name none. */
export function countryOf(number: string): string | undefined {
  return parsePhoneNumberFromString(number)?.country;
}

function defaultTo(home: CountryCode | undefined): { defaultCountry?: CountryCode } {
  return home === undefined ? {} : { defaultCountry: home };
}
