import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type OwnNumberCheck =
  { readonly ok: true; readonly e164: string } | { readonly ok: false; readonly why: string };

/**
 * A number that is to stand for the company, in E.164. Without `+` it is read as a number of `country` (ISO 3166), and must
 * be one: a foreign number dialled like a national one would be somebody else's.
 */
export function checkOwnNumber(text: string, country: string | undefined): OwnNumberCheck {
  const hasPlus = text.trim().startsWith('+');
  const home = country !== undefined && isSupportedCountry(country) ? country : undefined;
  if (!hasPlus && home === undefined) {
    return refused('must begin with + and the country code, as no country is known here');
  }
  const number = parsePhoneNumberFromString(text, { ...defaultTo(home), extract: false });
  if (!number?.isPossible()) return refused('is not a phone number');
  if (!hasPlus && !number.isValid()) {
    return refused(`is not a number of ${home ?? ''}; a foreign one begins with + and its country code`);
  }
  return { ok: true, e164: number.number };
}

function refused(why: string): OwnNumberCheck {
  return { ok: false, why };
}

function defaultTo(home: CountryCode | undefined): { defaultCountry?: CountryCode } {
  return home === undefined ? {} : { defaultCountry: home };
}
