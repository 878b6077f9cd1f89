import { resolve } from 'node:path';
import { getCountries, Metadata } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { conceal } from '../../src/platform/access/conceal';
import { filteredTime } from '../../src/platform/lists/paging';
import { slowestOf } from '../support/regex/slowest';
import { expressionsIn } from '../support/regex/written';

/** For 40,000 characters. What grows with the length takes a few ms at the most. */
const LIMIT_MS = 60;

jest.setTimeout(60_000);

const { expressions, built } = expressionsIn(resolve(__dirname, '../..'), ['src', 'scripts', 'docker']);

describe('a regular expression', () => {
  it.each(expressions)('$place takes no longer than its text is long: /$source/$flags', (expression) => {
    const { ms, text } = slowestOf(expression, LIMIT_MS);
    expect({ fast: ms <= LIMIT_MS, ms: Math.round(ms), text }).toMatchObject({ fast: true });
  });

  it('is written down, so that it can be judged', () => {
    expect(expressions.length).toBeGreaterThan(100);
    expect(built.map((place) => place.replace(/:\d+$/, ''))).toEqual([
      'src/core/dialling/numbering.ts',
      'scripts/generate-ari.mjs',
    ]);
  });

  it("of a country's numbers, as libphonenumber has it, takes no longer than a number is long", () => {
    const plans = new Metadata(metadata);
    const beginnings = getCountries(metadata).flatMap((country) => {
      plans.selectNumberingPlan(country);
      return plans.numberingPlan?.leadingDigits() ?? [];
    });
    expect(beginnings.length).toBeGreaterThan(10);
    for (const beginning of beginnings) {
      expect(slowestOf(new RegExp(`^(?:${beginning})`), LIMIT_MS).ms).toBeLessThan(LIMIT_MS);
    }
  });

  it('of the numbers in an answer takes no longer than the answer is long', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => String(31_600_000_000 + index * 7));
    const legs = numbers.map((number) => ({ type: 'contact', number, name: `${'+'.repeat(200)}${number}-` }));
    // The best of three: something else may run beside it. What is not linear takes many times as long.
    const took = [1, 2, 3].map(() => {
      const begin = performance.now();
      conceal({ legs, text: '+3160000000'.repeat(2_000) });
      return performance.now() - begin;
    });
    expect(Math.min(...took)).toBeLessThan(LIMIT_MS * 5);
  });

  it('of a time in a query takes no longer than it is long', () => {
    const { pattern } = filteredTime._zod.def as { readonly pattern?: RegExp };
    if (!pattern) throw new Error('zod keeps the expression elsewhere');
    expect(slowestOf(pattern, LIMIT_MS).ms).toBeLessThan(LIMIT_MS);
  });
});

describe('what is slow is seen', () => {
  it.each([
    // As it was read before: 265 ms for 15,000 characters.
    ['an If-Match header', /(?<!W\/)"([^".]*)[^"]*"/g],
    [
      'numbers in an entry of the audit log',
      /(?<![0-9A-Za-z-])\+?[0-9(*#](?:[ ().-]{0,2}[0-9*#]){4,}(?![0-9A-Za-z-])/g,
    ],
    ['slashes at the end', /\/+$/],
    ['what grows with 2 to the length', /^(a+)+$/],
    ['two parts that may share', /^\d+\.\d+\.\d+\S*$/],
    ['lines', /^\s*Candidate: (\S+)$/m],
    ['alternatives that mean the same', /^(?:\w|\d)*$/],
    ['a gap', /<!--.*?-->/s],
    ['three gaps', /^.*,.*,.*$/],
    ['blanks at the end', /\s+$/],
    ['a list', /^(?:[a-z]+,?)*$/],
  ])('%s', (_, expression) => {
    expect(slowestOf(expression, LIMIT_MS).ms).toBeGreaterThan(LIMIT_MS);
  });
});
