import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { allocationOf, asGiven, type E164 } from './numbering';
import { OwnNumbers } from './own-numbers';

const own = (number: string, country?: string) =>
  new OwnNumbers([{ id: 'line', name: 'Line', number, ...(country === undefined ? {} : { country }) }]);
const isOwn = (number: string, country: string | undefined, dialled: string) =>
  own(number, country).lineOf(dialled) !== undefined;

it.each([
  ['3906698123', 'IT', '+3906698123'],
  ['06698123', 'IT', '+3906698123'],
  ['6698123', 'IT', '+3906698123'],
  ['5550100', 'DE', '+49305550100'],
  ['55501001', 'DE', '+493055501001'],
  ['5550100', 'NL', '+31205550100'],
  ['5551234', 'US', '+12015551234'],
  ['12015551234', 'US', '+12015551234'],
  ['+310205550100', 'NL', '+31205550100'],
  // A line in another country than it says.
  ['4930555010', 'NL', '+4930555010'],
  ['5550100', undefined, '+31205550100'],
])('the line %s in %s is called by %s', (number, country, dialled) => {
  expect(isOwn(number, country, dialled)).toBe(true);
});

it.each([
  ['5550100', 'DE', '+31205550100'],
  ['5550100', 'DE', '+49305550101'],
  ['+49305550100', 'DE', '+493055501'],
  ['+49305550100', 'DE', '+494305550100'],
  // As + and digits it would be in Egypt, but it is whole as one of the Netherlands.
  ['205550100', 'NL', '+205550100'],
  ['0100', 'NL', '+31205550100'],
])('the line %s in %s is not called by %s', (number, country, dialled) => {
  expect(isOwn(number, country, dialled)).toBe(false);
});

it('finds the one of several lines with the same end that is in the country', () => {
  const lines = ['DE', 'NL'].map((country) => ({ id: country, name: country, number: '5550100', country }));
  expect(new OwnNumbers(lines).lineOf('+31205550100')?.id).toBe('NL');
  expect(new OwnNumbers(lines).lineOf('+49305550100')?.id).toBe('DE');
});

/** Chance that can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Numbers that a country has given out to somebody's phone. */
function numbersOf(country: ReturnType<typeof getCountries>[number], count: number): readonly E164[] {
  const plan = new Metadata(metadata);
  plan.selectNumberingPlan(country);
  const lengths = plan.numberingPlan?.possibleLengths() ?? [];
  const code = getCountryCallingCode(country, metadata);
  const roll = dice(Number(code) + country.charCodeAt(1));
  const found: E164[] = [];
  for (let time = 0; time < 500 && found.length < count; time += 1) {
    const length = lengths[roll(lengths.length)] ?? 9;
    const number = `+${code}${Array.from({ length }, () => roll(10)).join('')}` as const;
    const { countries = [], types = [] } = allocationOf(number) ?? {};
    const isPhone = types.some((type) => /FIXED_LINE|MOBILE/.test(type));
    if (isPhone && countries.includes(country)) found.push(number);
  }
  return found;
}

it.each(getCountries(metadata))('knows a line in %s however its number is written', (country) => {
  const missed = numbersOf(country, 3).flatMap((number) => {
    const read = asGiven(number);
    const national = read.nationalNumber;
    read.country = country;
    const writings = [
      number,
      number.slice(1),
      read.formatNational().replace(/[^0-9]/g, ''),
      national,
      // Without the area, as far as that is long enough to be told by.
      ...(national.length > 7 ? [national.slice(-7), national.slice(-6)] : []),
    ].filter((writing) => writing.replace(/^0+/, '').length >= 6);
    return writings.filter((writing) => !isOwn(writing, country, number)).map((text) => [text, number]);
  });
  expect(missed).toEqual([]);
});
