import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
  PhoneNumber,
  type PhoneNumberType,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { own } from '../own';

// What is known of the world's numbering plans: libphonenumber's large metadata, as the small ones do not know what kind a number
// is; and what it leaves out. Its functions come from `core`: in CommonJS those of `max` lack half of what they promise.

/** `+` and digits. */
export type E164 = `+${string}`;

/** Territories with a share in another country's code that libphonenumber has no plan of. */
const withoutPlan: Readonly<Record<string, readonly string[]>> = {
  '262': ['TF'],
  '500': ['GS'],
  '64': ['PN'],
  '672': ['AQ', 'HM'],
};

/** The main one first. */
const countriesByCode = new Map<string, readonly CountryCode[]>(
  Object.entries(metadata.country_calling_codes),
);

/** The country as libphonenumber knows it, if it does. */
export function knownCountry(country: string | undefined): CountryCode | undefined {
  return getCountries(metadata).find((known) => known === country);
}

export function callingCodeOf(country: string | undefined): string | undefined {
  const known = knownCountry(country);
  return known && getCountryCallingCode(known, metadata);
}

/** The country that a company number lies in, for lines that name none. */
export function countryOf(number: string): string | undefined {
  return parsePhoneNumberFromString(number, metadata)?.country;
}

/** The whole number as one of `country`, or as an international one; undefined if it cannot be read as one. */
export function parsed(text: string, country: CountryCode | undefined): E164 | undefined {
  const options = country === undefined ? {} : { defaultCountry: country };
  const number = parsePhoneNumberFromString(text, { ...options, extract: false }, metadata);
  return number?.number as E164 | undefined;
}

/** Nothing is taken off it, as reading a text may do. */
export function asGiven(number: E164): PhoneNumber {
  return new PhoneNumber(number, metadata);
}

/** The country code, without `+`. */
export function codeOf(number: E164): string {
  return asGiven(number).countryCallingCode;
}

/** All that have a share in a country code. */
export function sharing(code: string): readonly string[] {
  const others = own(withoutPlan, code) ?? [];
  return [...(countriesByCode.get(code) ?? []), ...others];
}

/** Whether a number of this length can be one: ITU-T E.164 knows 15 digits with the country code, and most countries fewer. */
export function isPossible(number: E164): boolean {
  // Of a code that several share it looks at the lengths of the first; a few of the others have some of their own.
  return number.length <= 16 && (asGiven(number).isPossible() || allocationOf(number) !== undefined);
}

/** Its digits behind the country code. */
export function nationalDigits(number: E164): string {
  return asGiven(number).nationalNumber;
}

/** Where numbers like this one are given out: each country whose plan has it, and which kind it is there. */
export interface Allocation {
  readonly countries: readonly CountryCode[];
  /** Of each of the countries, or of a code that is of none. */
  readonly types: readonly PhoneNumberType[];
}

/** Undefined if nobody has, as far as is known. */
export function allocationOf(number: E164): Allocation | undefined {
  const read = asGiven(number);
  const countries = countriesByCode.get(read.countryCallingCode);
  if (!countries) {
    const type = read.getType();
    return type && { countries: [], types: [type] };
  }
  const found = countries.flatMap((country) => {
    // Of one that several share, libphonenumber names the first only.
    read.country = country;
    const type = read.getType();
    return type === undefined ? [] : [{ country, type }];
  });
  if (found.length === 0) return undefined;
  return { countries: found.map(({ country }) => country), types: found.map(({ type }) => type) };
}

/** The country that a code is known by: +39 by Italy. */
export function mainCountryOf(code: string): CountryCode | undefined {
  return countriesByCode.get(code)?.[0];
}

/** Whether the number begins as only those of this country do, where libphonenumber knows of such a beginning. */
export function beginsAsIn(country: CountryCode, number: E164): boolean {
  const plan = new Metadata(metadata);
  plan.selectNumberingPlan(country);
  const beginning = plan.numberingPlan?.leadingDigits();
  return beginning !== undefined && new RegExp(`^(?:${beginning})`).test(nationalDigits(number));
}
