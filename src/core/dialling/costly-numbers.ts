import type { PhoneNumberType } from 'libphonenumber-js/core';
import { own } from '../own';
import { allocationOf, asGiven, type E164 } from './numbering';

// What costs extra, as far as libphonenumber's types and what is known beside them tell. Its types hold for whole numbers that are
// given out; a network charges by how a number begins.

export type Kind = 'premium' | 'shared-cost' | 'satellite' | 'other';

/**
 * Satellite networks, and networks of no country (ITU-T E.164, assigned country codes): they cost the most, and are where stolen
 * minutes go.
 */
const satelliteCodes: ReadonlySet<string> = new Set(['870', '878', '881', '882', '883', '888']);

/** Whatever begins so is paid for by the caller, allocated or not, as the countries' numbering plans say. */
const premiumBeginnings: readonly string[] = [
  '+979', // international premium rate
  '+1900',
  '+3190',
  '+3270',
  '+34905', // televoting
  '+3989',
  '+4390',
  '+4393',
  '+4470', // personal numbers
  '+4487',
  '+449',
  '+4782',
  '+4912', // trial services, at any price
  '+49137',
  '+49190',
  '+49700',
  '+49900',
  '+61190',
];

/** As {@link premiumBeginnings}, of what caller and called share, or what costs more than a call of that country usually does. */
const sharedCostBeginnings: readonly string[] = [
  '+808', // international shared cost
  '+2786',
  '+3278',
  '+351707',
  '+351708',
  '+37070',
  '+4381',
  '+4382',
  '+4484',
  '+4781',
  '+49138',
  '+4918',
  '+4919',
  '+54810',
  '+6113',
  '+81570', // Navi Dial
];

/** The exchange 976 of any area in North America, and the directory there. */
const premiumExchange = /^\+1[2-9][0-9]{2}(976|5551212$)/;

/** Directory services, at several euros a minute: 118 and some digits in most of Europe. */
const directory118: readonly string[] =
  '30 33 34 36 40 43 44 45 46 48 49 90 351 352 353 354 356 357 358 359 370 371 372 385 386 420 421'.split(
    ' ',
  );
const directories: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(directory118.map((code) => [code, /^118/])),
  '31': /^18/,
  '32': /^1[234]07/,
  '39': /^12/,
  '41': /^18/,
  '47': /^18/,
  '61': /^12/,
};

/**
 * Whether it is a short number of its country with the country code before it, and perhaps digits on top: a network connects it as
 * if it were dialled there. One that is given out as a whole number is none: +46 11 8… is Norrköping.
 */
export function isShortAbroad(number: E164): boolean {
  const { countryCallingCode: code, nationalNumber } = asGiven(number);
  return own(directories, code)?.test(nationalNumber) === true && allocationOf(number) === undefined;
}

/** What calling it costs, as far as its type and its beginning tell; of several possible kinds the dearest. */
export function kindOf(number: E164, types: readonly PhoneNumberType[]): Kind {
  const begins = (beginning: string) => number.startsWith(beginning);
  const kinds = new Set(types.map(kindOfType));
  if (premiumBeginnings.some(begins) || premiumExchange.test(number)) return 'premium';
  if (satelliteCodes.has(asGiven(number).countryCallingCode)) return 'satellite';
  if (kinds.has('premium')) return 'premium';
  return kinds.has('shared-cost') || sharedCostBeginnings.some(begins) ? 'shared-cost' : 'other';
}

function kindOfType(type: PhoneNumberType): Kind {
  switch (type) {
    case 'PREMIUM_RATE':
    case 'PERSONAL_NUMBER': // whoever has one can have calls led to anywhere, at the caller's cost
    case 'PAGER':
      return 'premium';
    case 'SHARED_COST':
      return 'shared-cost';
    case 'TOLL_FREE':
    case 'VOIP':
    case 'UAN': // companies' numbers, at the usual price in most countries; the others are among the beginnings
    case 'VOICEMAIL':
    case 'FIXED_LINE_OR_MOBILE':
    case 'FIXED_LINE':
    case 'MOBILE':
      return 'other';
  }
}
