import fc from 'fast-check';
import { CalledLines, type TrunkLine } from './called-line';

const line = (
  id: string,
  number: string,
  { country, trunk = 'carrier' }: Partial<TrunkLine> = {},
): TrunkLine => ({
  id,
  name: id,
  number,
  trunk,
  ...(country === undefined ? {} : { country }),
});
const found = (lines: readonly TrunkLine[], called: string, trunk = 'carrier') =>
  new CalledLines(lines).find(called, trunk)?.id;

it.each([
  ['+31205550000', undefined, '+31205550000'],
  ['+31205550000', undefined, '31205550000'],
  ['+31205550000', undefined, '0031205550000'],
  ['+31205550000', undefined, '0205550000'],
  ['+31205550000', undefined, '205550000'],
  ['31205550000', undefined, '+31205550000'],
  ['0205550000', 'NL', '+31205550000'],
  ['0205550000', 'NL', '0031205550000'],
  ['0205550000', 'NL', '31205550000'],
  ['+442079460000', undefined, '02079460000'],
  ['+12015550100', undefined, '2015550100'],
  ['+12015550100', undefined, '12015550100'],
  ['+12015550100', undefined, '01112015550100'],
  ['5550000', 'NL', '5550000'],
])('the line %s in %s is meant by %s', (number, country, called) => {
  expect(found([line('sales', number, country === undefined ? {} : { country })], called)).toBe('sales');
});

it.each([
  ['+31205550000', '+49205550000'],
  ['+31205550000', '5550000'],
  ['+31205550000', '0205550001'],
  ['+31205550000', '02055500000'],
  ['+31205550000', '112'],
  ['+31205550000', ''],
  ['+31205550000', 'sales'],
  ['5550000', '+31205550000'],
])('the line %s is not meant by %s', (number, called) => {
  expect(found([line('sales', number)], called)).toBeUndefined();
});

describe('of several lines that a writing may mean', () => {
  const amsterdam = line('amsterdam', '+31205550000', { trunk: 'dutch' });
  const essen = line('essen', '+49205550000', { trunk: 'german' });

  it('it is the one that is written so', () => {
    expect(found([amsterdam, line('short', '0205550000', { country: 'DE' })], '0205550000', 'dutch')).toBe(
      'short',
    );
  });

  it("it is the one on the carrier's trunk", () => {
    const lines = [amsterdam, line('vienna', '+43205550000', { trunk: 'other' }), essen];
    expect(found(lines, '0205550000', 'dutch')).toBe('amsterdam');
    expect(found(lines, '0205550000', 'german')).toBe('essen');
  });

  it('it is none if nothing tells which', () => {
    expect(found([amsterdam, essen], '0205550000', 'third')).toBeUndefined();
    const beside = { ...essen, trunk: 'dutch' };
    expect(found([amsterdam, beside], '0205550000', 'dutch')).toBeUndefined();
  });
});

it('finds each line by every writing of its number', () => {
  const numbers = fc.constantFrom(
    '+31205550000',
    '+31612345678',
    '+4930555010',
    '+4315550100',
    '+3225550100',
  );
  const lines = ['+31205550000', '+31612345678', '+4930555010', '+4315550100', '+3225550100'].map((number) =>
    line(number, number),
  );
  const writing = fc.constantFrom(
    (number: string) => number,
    (number: string) => number.slice(1),
    (number: string) => `00${number.slice(1)}`,
  );
  fc.assert(
    fc.property(numbers, writing, (number, write) => {
      expect(found(lines, write(number))).toBe(number);
    }),
  );
});
