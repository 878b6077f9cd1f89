import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { type Destination, destinationsOf } from './destination';
import { readDialled } from './dialled';
import { allocationOf, countryOf, type E164, sharing } from './numbering';
import { type DialRules, forbiddenNumber } from './policy';
import { initialRules } from './settings';

const open: DialRules = { ...initialRules, premium: 'allowed', sharedCost: 'allowed', satellite: 'allowed' };

/** Chance that can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const codes = [...new Set(getCountries(metadata).map((country) => getCountryCallingCode(country, metadata)))];

/** Numbers of a code, of every length that one of its countries has. */
function numbersOf(code: string, count: number): readonly E164[] {
  const roll = dice(Number(code));
  const lengths = getCountries(metadata).flatMap((country) => {
    if (getCountryCallingCode(country, metadata) !== code) return [];
    const plan = new Metadata(metadata);
    plan.selectNumberingPlan(country);
    return plan.numberingPlan?.possibleLengths() ?? [];
  });
  return Array.from({ length: count }, () => {
    const length = Math.min(lengths[roll(lengths.length)] ?? 9, 15 - code.length);
    return `+${code}${Array.from({ length }, () => roll(10)).join('')}` as const;
  });
}

const isForbidden = (number: E164, rules: DialRules) => {
  const dialled = readDialled(number, { country: 'NL', emergency: [] });
  return (
    dialled.type !== 'number' ||
    forbiddenNumber({ dialled, isOwn: false, joins: 'agent', rules: [rules] }) !== null
  );
};

const isFreeInSeveral = (number: E164) => {
  const { types = [], countries = [] } = allocationOf(number) ?? {};
  return countries.length > 1 && types.every((type) => type === 'TOLL_FREE');
};

describe('with every country of a code blocked', () => {
  it.each(codes)('not one of 400 numbers gets through but what is free of charge in several: +%s', (code) => {
    const blocked = { ...open, blockedCountries: [...sharing(code)] };
    const leaks = numbersOf(code, 400).filter((number) => !isForbidden(number, blocked));
    expect(leaks.filter((number) => !isFreeInSeveral(number))).toEqual([]);
    // And it is not that nothing ever does.
    expect(numbersOf(code, 400).some((number) => !isForbidden(number, open))).toBe(true);
  });

  it.each(['1', '7', '39', '44', '47', '61', '212', '262', '290', '358', '590', '599', '672'])(
    'nor where only one of those that share it is blocked and the number is given out to none: +%s',
    (code) => {
      const all = sharing(code);
      const unknown = numbersOf(code, 400).flatMap((text) => {
        const dialled = readDialled(text, { country: 'NL', emergency: [] });
        if (dialled.type !== 'number') return [];
        return dialled.destinations[0]?.countries?.length === all.length ? [dialled.number] : [];
      });
      for (const country of all) {
        const rules = { ...open, blockedCountries: [country] };
        expect(unknown.filter((number) => !isForbidden(number, rules))).toEqual([]);
      }
    },
  );
});

it('lets an unknown number out only where each country of its code is allowed', () => {
  const unknown = '+15555550000';
  expect(destinationsOf(unknown)[0]?.countries?.length).toBeGreaterThan(20);
  expect(isForbidden(unknown, { ...open, allowedCountries: ['US', 'CA'] })).toBe(true);
  expect(isForbidden(unknown, { ...open, allowedCountries: [...sharing('1')] })).toBe(false);
});

describe('the kind of a number', () => {
  it.each<[E164, Destination['kind']]>([
    ['+319061234', 'premium'],
    ['+3190612345', 'premium'],
    ['+19005551234', 'premium'],
    ['+12129761234', 'premium'],
    ['+447012345678', 'premium'],
    ['+447640123456', 'premium'],
    ['+448712345678', 'premium'],
    ['+449812345678', 'premium'],
    ['+4495123456', 'premium'],
    ['+979123456789', 'premium'],
    ['+491805123456', 'shared-cost'],
    ['+80812345678', 'shared-cost'],
    ['+611300123456', 'shared-cost'],
    ['+870773123456', 'satellite'],
    ['+8816123456789', 'satellite'],
    ['+881612345678', 'satellite'],
    ['+88216123456', 'satellite'],
    ['+883510012345', 'satellite'],
    ['+80012345678', 'other'],
    ['+12015551212', 'premium'],
    ['+3270123456', 'premium'],
    ['+34905123456', 'premium'],
    ['+39895123456', 'premium'],
    ['+4390112345', 'premium'],
    ['+4393112345', 'premium'],
    ['+448799123456', 'premium'],
    ['+4782512345', 'premium'],
    ['+491212345678', 'premium'],
    ['+49700123456', 'premium'],
    ['+61190123', 'premium'],
    ['+27861123456', 'shared-cost'],
    ['+3278123456', 'shared-cost'],
    ['+351707123456', 'shared-cost'],
    ['+351708123456', 'shared-cost'],
    ['+37070612345', 'shared-cost'],
    ['+4381012345', 'shared-cost'],
    ['+4382112345', 'shared-cost'],
    ['+448499123456', 'shared-cost'],
    ['+4781512345', 'shared-cost'],
    ['+4781012345', 'shared-cost'],
    ['+491381', 'shared-cost'],
    ['+4918112345678', 'shared-cost'],
    ['+4919412345', 'shared-cost'],
    ['+548101234567', 'shared-cost'],
    ['+611345678', 'shared-cost'],
    ['+81570123456', 'shared-cost'],
    // Numbers of companies, at the price of any other.
    ['+443001231234', 'other'],
    ['+33806123456', 'other'],
    ['+41581234567', 'other'],
    ['+46101234567', 'other'],
    ['+31882345678', 'other'],
    ['+31612345678', 'other'],
  ])('%s: %s', (number, kind) => {
    expect(destinationsOf(number)[0]).toMatchObject({ number, kind });
  });

  it('is that of a beginning as well, where a network may forget the digits on top', () => {
    expect(destinationsOf('+319061234555').map(({ kind }) => kind)).toContain('premium');
    expect(destinationsOf('+3188216123456').map(({ number }) => number)).toContain('+31882161234');
  });
});

it.each<[E164, string]>([
  ['+18095551234', 'DO'],
  ['+18765551234', 'JM'],
  ['+441534123456', 'JE'],
  ['+77172123456', 'KZ'],
])('%s lies in %s', (number, country) => {
  expect(destinationsOf(number)[0]?.countries).toEqual([country]);
});

describe('a number that several have in their plans', () => {
  // The country that it lies in, and another that has numbers like it.
  it.each<[E164, string, string]>([
    ['+393331234567', 'IT', 'VA'],
    ['+19005551234', 'US', 'JM'],
    ['+443001231234', 'GB', 'GG'],
    ['+61412345678', 'AU', 'CC'],
    ['+611300123456', 'AU', 'CX'],
    ['+4740612345', 'NO', 'SJ'],
    ['+358401234567', 'FI', 'AX'],
    ['+212612345678', 'MA', 'EH'],
    ['+590690001234', 'GP', 'BL'],
    // What a territory has to itself stays its own.
    ['+390669812345', 'VA', 'IT'],
    ['+447911123456', 'GG', 'GB'],
    ['+447624123456', 'IM', 'GB'],
    ['+4779123456', 'SJ', 'NO'],
    ['+3581812345', 'AX', 'FI'],
    ['+212528812345', 'EH', 'MA'],
    ['+77172123456', 'KZ', 'RU'],
    ['+61891621234', 'CC', 'AU'],
    ['+61891641234', 'CX', 'AU'],
    ['+590590281234', 'BL', 'GP'],
    ['+590590811234', 'GP', 'BL'],
  ])('%s lies in %s, and not in %s', (number, country, other) => {
    expect(destinationsOf(number)[0]?.countries).toEqual([country]);
    expect(isForbidden(number, { ...open, blockedCountries: [other] })).toBe(false);
    expect(isForbidden(number, { ...open, allowedCountries: [country] })).toBe(false);
    expect(isForbidden(number, { ...open, blockedCountries: [country] })).toBe(true);
    expect(isForbidden(number, { ...open, allowedCountries: [other] })).toBe(true);
  });

  it.each<[E164, string, string]>([
    ['+18005551234', 'US', 'JM'],
    ['+448001111111', 'GB', 'GG'],
    ['+611800123456', 'AU', 'CX'],
    ['+78001234567', 'RU', 'KZ'],
    ['+4780012345', 'NO', 'SJ'],
    ['+35880012345', 'FI', 'AX'],
    ['+39800123456', 'IT', 'VA'],
  ])('%s is free of charge, in %s as in %s', (number, country, other) => {
    expect(isForbidden(number, { ...open, blockedCountries: [other] })).toBe(false);
    expect(isForbidden(number, { ...open, allowedCountries: [country] })).toBe(false);
    expect(isForbidden(number, { ...open, allowedCountries: [other] })).toBe(false);
  });

  it('may be any one’s where nobody has given it out', () => {
    expect(destinationsOf('+672112345')[0]?.countries).toContain('AQ');
    expect(destinationsOf('+15555550000')[0]?.countries).toEqual(sharing('1'));
  });
});

it('knows where a company number lies, if it says so', () => {
  expect(countryOf('+31205550100')).toBe('NL');
  expect(countryOf('+3120555000')).toBe('NL');
  expect(countryOf('0205550100')).toBeUndefined();
});
