import { type Kind, kindOf } from './costly-numbers';
import {
  type Allocation,
  allocationOf,
  beginsAsIn,
  codeOf,
  type E164,
  mainCountryOf,
  nationalDigits,
  sharing,
} from './numbering';

/** What is known of where a number leads. */
export interface Destination {
  readonly number: E164;
  /**
   * ISO 3166: all that it may lie in. Empty where a number belongs to no country. Null where it is free of charge in several that
   * share a code: rules about countries do not ask for it.
   */
  readonly countries: readonly string[] | null;
  readonly kind: Kind;
}

/** Fewer national digits than these are a number nowhere. */
const SHORTEST_NATIONAL = 3;

/**
 * All that a number may lead to. One that nobody has given out, as far as is known, counts as one of each country that shares its
 * code: the list of what is given out is always behind. And it may be a shorter one, as a network that has all the digits of a number
 * connects it and forgets those that are dialled on top.
 */
export function destinationsOf(number: E164): readonly Destination[] {
  const whole = allocated(number);
  if (whole) return [whole];
  return [{ number, countries: sharing(codeOf(number)), kind: kindOf(number, []) }, ...beginningsOf(number)];
}

export function isAllocated(number: E164): boolean {
  return allocationOf(number) !== undefined;
}

function allocated(number: E164): Destination | undefined {
  const allocation = allocationOf(number);
  return (
    allocation && {
      number,
      countries: countriesOf(number, allocation),
      kind: kindOf(number, allocation.types),
    }
  );
}

/**
 * Of several that have numbers like it in their plans, the one that it is told to lie in: mobile numbers of Italy are in the plan of
 * the Vatican as well, and nobody who blocks that one means them. Fixed lines, and what begins as nothing else of the code does, are
 * a territory's own.
 */
function countriesOf(number: E164, { countries, types }: Allocation): Destination['countries'] {
  if (countries.length < 2) return countries;
  if (types.every((type) => type === 'TOLL_FREE')) return null;
  const main = mainCountryOf(codeOf(number));
  const territories = countries.filter(
    (country, at) => country !== main && (types[at] === 'FIXED_LINE' || beginsAsIn(country, number)),
  );
  if (territories.length > 0) return territories;
  return main && countries.includes(main) ? [main] : countries;
}

function beginningsOf(number: E164): readonly Destination[] {
  const national = nationalDigits(number);
  const code = number.slice(0, number.length - national.length) as E164;
  const found: Destination[] = [];
  for (let length = national.length - 1; length >= SHORTEST_NATIONAL; length -= 1) {
    const beginning = allocated(`${code}${national.slice(0, length)}` as E164);
    if (beginning) found.push(beginning);
  }
  return found;
}
