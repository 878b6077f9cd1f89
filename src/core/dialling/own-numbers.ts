import { isAllocated } from './destination';
import { readDialled } from './dialled';
import { callingCodeOf, countryOf, type E164 } from './numbering';

/** A line, as far as its number goes. */
export interface NumberedLine {
  readonly id: string;
  readonly name: string;
  /** As it was given: digits, or `+` and digits. */
  readonly number: string;
  /** ISO 3166 */
  readonly country?: string;
}

/** Of how many digits the end of a number must be alike, where more is not known. */
const TELLING_DIGITS = 6;

/** How a line's number ends, without leading zeros. */
interface End {
  /** Country code of the line, in which it is; undefined if it is not known. */
  readonly code: string | undefined;
  readonly line: NumberedLine;
}

/**
 * The numbers of our own lines: whatever is dialled there comes back to us. A line's number may be written without its area or its
 * country code, and what it is then nobody can tell: `3906698123` in Italy is one of Rome, and reads as one of a mobile. So it counts
 * as each that it may be.
 */
export class OwnNumbers {
  readonly #byNumber = new Map<string, NumberedLine>();
  readonly #byEnd = new Map<string, readonly End[]>();

  constructor(readonly lines: readonly NumberedLine[]) {
    for (const line of lines) {
      const country = line.country ?? countryOf(line.number);
      const whole = read(line.number, country);
      if (whole !== undefined) this.#byNumber.set(whole, line);
      if (line.number.startsWith('+') && whole !== undefined) continue;
      const abroad = read(`+${line.number}`, country);
      if (abroad !== undefined && isAllocated(abroad) && !(whole !== undefined && isAllocated(whole)))
        this.#byNumber.set(abroad, line);
      this.#endsAs(endOf(line.number), { code: callingCodeOf(country), line });
    }
  }

  /** The line that a number leads back to, however either is written. @param number E.164, or as it was dialled */
  lineOf(number: string): NumberedLine | undefined {
    const known = this.#byNumber.get(number);
    if (known) return known;
    const dialled = endOf(number);
    const isIn = ({ code }: End) =>
      code === undefined || !number.startsWith('+') || number.startsWith(`+${code}`);
    for (let from = 0; from <= dialled.length - TELLING_DIGITS; from += 1) {
      const found = this.#byEnd.get(dialled.slice(from))?.find(isIn);
      if (found) return found.line;
    }
    return undefined;
  }

  #endsAs(digits: string, end: End): void {
    if (digits.length >= TELLING_DIGITS) this.#byEnd.set(digits, [...(this.#byEnd.get(digits) ?? []), end]);
  }
}

function read(text: string, country: string | undefined): E164 | undefined {
  const dialled = readDialled(text, { country, emergency: [] });
  return dialled.type === 'number' ? dialled.number : undefined;
}

function endOf(number: string): string {
  return number.replace(/^[+0]+/, '');
}
