import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/** What is known of a number that is to be dialled. */
export interface Destination {
  /** In E.164 where it can be read so, else the digits as dialled. */
  readonly number: string;
  /** ISO 3166; absent where a number belongs to no country, or cannot be read. */
  readonly country?: string;
  readonly kind: 'premium' | 'service-code' | 'other';
}

/** Fewer digits than these are a code of the network's own, such as its mailbox, and lead nowhere else. */
const SHORTEST_ABROAD = 8;

/** What stands before a country code in one network or another; a single 0 leads to no other country. */
const leadingAbroad = [/^(?:00+)?(?=[1-9])/, /^0*11(?=[1-9])/];

/**
 * What a number may lead to: as the trunk is to read it, national ones by `home` (ISO 3166), and `00` as `+` where no country
 * is known. One that is no number so is read in the other ways as well in which a carrier may take it, with its country code
 * behind no `+`, behind `+00` or behind another country's `00`, or ours behind a `+`: else each would be a way around what is
 * blocked.
 * `*` and `#` make it a code for the network, which can for instance forward a line's calls.
 */
export function readDestinations(dialled: string, home: string | undefined): readonly Destination[] {
  if (/[*#]/.test(dialled)) return [{ number: dialled, kind: 'service-code' }];
  const country = home !== undefined && isSupportedCountry(home) ? home : undefined;
  const text = country === undefined ? dialled.replace(/^00/, '+') : dialled;
  const intended = parse(text, country);
  if (intended?.isValid()) return [toDestination(intended)];
  const digits = dialled.replace(/^\+/, '');
  const others = leadingAbroad.flatMap((beginning) => {
    const rest = beginning.test(digits) ? digits.replace(beginning, '') : '';
    return rest.length < SHORTEST_ABROAD ? [] : [`+${rest}`];
  });
  const asIntended = intended ? toDestination(intended) : { number: text, kind: 'other' as const };
  return [
    readBeginning(text, country) ?? asIntended,
    ...[...new Set(dialled === digits ? others : [digits, ...others])].map(
      (number) => readBeginning(number, country) ?? { number, kind: 'other' as const },
    ),
  ];
}

/** A network that has all the digits of a number connects it, and forgets those that are dialled on top. */
function readBeginning(text: string, country: CountryCode | undefined): Destination | undefined {
  for (let end = text.length; end > 0; end -= 1) {
    const parsed = parse(text.slice(0, end), country);
    if (parsed?.isValid()) return toDestination(parsed);
  }
  return undefined;
}

function parse(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  return parsePhoneNumberFromString(text, { ...defaultTo(country), extract: false });
}

function toDestination(parsed: PhoneNumber): Destination {
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
