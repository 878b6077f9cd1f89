/**
 * Which frequency belongs to whom, so that "who hears whom" is measured.
 *
 * All party and music frequencies are multiples of 25 Hz, the resolution of the 40 ms analysis window
 * (see ear.ts): a steady tone then falls into the zeros of the window at every other frequency of the plan,
 * so neighbours do not leak into each other however loud they are. They lie 100 Hz apart, so that a tone
 * that starts or stops abruptly inside the window does not reach its neighbour's threshold either.
 * They stay away from what Asterisk itself makes: 440 and 480 Hz (US ringback), 350 (dial tone),
 * 620 (busy), and the DTMF frequencies 697-941 and 1209-1633 Hz; and within the telephone band.
 */

/** One for each party, in the order in which they are given out. */
export const PARTY_TONES_HZ: readonly number[] = [
  1800, 2100, 2400, 2700, 3000, 1900, 2200, 2500, 2800, 3100, 2000, 2300, 2600, 2900, 3200, 1700,
];

/** The chord of the test music class. All three must sound: no party and no key press makes it. */
export const MUSIC_CHORD_HZ: readonly number[] = [575, 1050, 1550];

/** `ring=440+480/2000,0/4000` of Asterisk's [us] indications. */
export const RINGBACK_HZ: readonly number[] = [440, 480];
export const RINGBACK_ON_MS = 2000;
export const RINGBACK_OFF_MS = 4000;

/**
 * Peak of one party's tone in 16-bit linear. Ten at once stay below full scale, so Asterisk's mixing
 * (which adds and saturates) never clips; clipping would make mixing products on other parties' tones.
 */
export const TONE_PEAK = 3000;
/** Peak of each of the three tones of the music chord. */
export const MUSIC_PEAK = 2500;

/**
 * The tone of each party. One book is shared by all phones of a test process, so that a phone recognises every
 * other party by name.
 */
export class ToneBook {
  readonly #nameByHz = new Map<number, string>();

  /**
   * Gives `name` a tone: `hz` if given, otherwise the next free one.
   * @throws when the frequency is not of the plan, or taken, or when all are taken
   */
  claim(name: string, hz?: number): number {
    const tone = hz ?? PARTY_TONES_HZ.find((candidate) => !this.#nameByHz.has(candidate));
    if (tone === undefined)
      throw new Error(`All ${PARTY_TONES_HZ.length} party tones are taken: ${this.#describe()}`);
    if (!PARTY_TONES_HZ.includes(tone)) {
      throw new Error(`${tone} Hz is not a party tone; take one of ${PARTY_TONES_HZ.join(', ')}`);
    }
    const holder = this.#nameByHz.get(tone);
    if (holder !== undefined)
      throw new Error(`${tone} Hz belongs to ${holder} already; ${name} needs another`);
    if ([...this.#nameByHz.values()].includes(name)) throw new Error(`A party is called ${name} already`);
    this.#nameByHz.set(tone, name);
    return tone;
  }

  release(hz: number): void {
    this.#nameByHz.delete(hz);
  }

  /** The party's name, or the frequency itself for a tone that nobody has claimed. */
  nameOf(hz: number): string {
    return this.#nameByHz.get(hz) ?? `${hz}Hz`;
  }

  /** The frequency of a party, undefined when nobody of that name has a tone. */
  hzOf(name: string): number | undefined {
    for (const [hz, holder] of this.#nameByHz) if (holder === name) return hz;
    const asNumber = /^(\d+)Hz$/.exec(name);
    return asNumber ? Number(asNumber[1]) : undefined;
  }

  #describe(): string {
    return [...this.#nameByHz].map(([hz, name]) => `${name} ${hz} Hz`).join(', ');
  }
}

/** The book that phones use unless they are given another. */
export const sharedTones = new ToneBook();
