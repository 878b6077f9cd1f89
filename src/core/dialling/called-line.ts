import { readDialled } from './dialled';
import { countryOf, type E164 } from './numbering';
import type { NumberedLine } from './own-numbers';

/** A line, and by which trunk its calls come. */
export interface TrunkLine extends NumberedLine {
  readonly trunk: string;
}

interface Whole {
  readonly line: TrunkLine;
  readonly country: string | undefined;
}

interface Meanings {
  readonly countries: readonly (string | undefined)[];
  readonly byNumber: ReadonlyMap<E164, readonly Whole[]>;
}

/**
 * Which line a carrier means that writes its number in another way: `0205550000`, `0031205550000` and `31205550000` are
 * `+31205550000` where the line is in the Netherlands. What is written alike comes first; where several lines are meant by what
 * a carrier writes, it is the one that is on its trunk, and if there is not exactly one, none: another one's contacts are not its.
 */
export class CalledLines {
  readonly #asWritten: ReadonlyMap<string, TrunkLine>;
  #asMeant: Meanings | undefined;

  constructor(readonly lines: readonly TrunkLine[]) {
    this.#asWritten = new Map(lines.map((line) => [withoutPlus(line.number), line]));
  }

  /**
   * @param called digits, with or without `+`
   * @param trunk where it came from
   */
  find(called: string, trunk: string): TrunkLine | undefined {
    const alike = this.#asWritten.get(withoutPlus(called));
    if (alike) return alike;
    const { countries, byNumber } = (this.#asMeant ??= meaningsOf(this.lines));
    const meant = new Set(
      countries.flatMap((home) =>
        readings(called, home).flatMap((number) =>
          (byNumber.get(number) ?? []).filter(({ country }) => country === home).map(({ line }) => line),
        ),
      ),
    );
    const onTrunk = [...meant].filter((line) => line.trunk === trunk);
    return only(onTrunk.length > 0 ? onTrunk : [...meant]);
  }
}

/** To read a number takes its time, and most are written as the line is: done when one is not. */
function meaningsOf(lines: readonly TrunkLine[]): Meanings {
  const byNumber = new Map<E164, Whole[]>();
  const all = lines.map((line) => ({ line, country: line.country ?? countryOf(line.number) }));
  for (const whole of all)
    for (const number of readings(whole.line.number, whole.country))
      byNumber.set(number, [...(byNumber.get(number) ?? []), whole]);
  return { countries: [...new Set(all.map(({ country }) => country))], byNumber };
}

/** What a number is, read as one dials it in the country, and as a whole number whose `+` was left out. */
function readings(text: string, country: string | undefined): readonly E164[] {
  const writings = text.startsWith('+') ? [text] : [text, `+${text}`];
  return writings.flatMap((writing) => {
    const read = readDialled(writing, { country, emergency: [] });
    return read.type === 'number' ? [read.number] : [];
  });
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

function withoutPlus(number: string): string {
  return number.replace(/^\+/, '');
}
