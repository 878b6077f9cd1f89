import type { Call } from '../../core/call/call';

/** The outside numbers that had a part in the call, written as {@link searchedNumber} writes them. */
export function numbersOf({ legs }: Call): readonly string[] {
  const numbers = legs.flatMap(({ party }) =>
    party.type !== 'agent' && party.number !== '' ? [searchedNumber(party.number)] : [],
  );
  return [...new Set(numbers)];
}

/** Trunks send the same number with or without its `+`. */
export function searchedNumber(number: string): string {
  return number.replace(/^\+/, '');
}
