/** Days of a time zone, and when each begins: minutes a day are counted by them. */
export class Days {
  readonly #format: Intl.DateTimeFormat;
  /** By day: looking for it is slow beside everything else that is done when somebody dials. */
  readonly #starts = new Map<string, number>();

  /** @param timeZone IANA name. @throws RangeError if there is none of that name */
  constructor(readonly timeZone: string) {
    // This locale writes 2026-11-22.
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** `2026-11-22`. @param at epoch ms */
  dayOf(at: number): string {
    return this.#format.format(at);
  }

  /** When the day of this moment began, epoch ms. No day is longer than 26 h, whatever is done to the clocks. */
  startOf(at: number): number {
    const day = this.dayOf(at);
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    let before = at - 26 * 3_600_000;
    let within = at;
    while (within - before > 1) {
      const middle = Math.floor((before + within) / 2);
      if (this.dayOf(middle) === day) within = middle;
      else before = middle;
    }
    if (this.#starts.size > 10) this.#starts.clear();
    this.#starts.set(day, within);
    return within;
  }

  /** How much of a span lies on each day of it, milliseconds. */
  split(from: number, until: number): readonly { readonly day: string; readonly ms: number }[] {
    const parts: { day: string; ms: number }[] = [];
    let end = until;
    while (end > from) {
      // The millisecond before: what ends at midnight belongs to the day that ends there.
      const start = Math.max(from, this.startOf(end - 1));
      parts.unshift({ day: this.dayOf(end - 1), ms: end - start });
      end = start;
    }
    return parts;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
