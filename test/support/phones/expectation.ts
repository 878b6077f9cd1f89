import type { Heard, Sound } from '../media/ear';

/** What somebody should hear. What is left out may be either way. */
export interface Expectation {
  /** Exactly these parties, no other, in any order. */
  readonly tones?: readonly string[];
  readonly music?: boolean;
  readonly ringback?: boolean;
  readonly silence?: boolean;
  /** Not one packet. */
  readonly nothing?: boolean;
  readonly other?: boolean;
}

/**
 * Whether the window fulfils the expectation throughout: a sound that is to be absent must not be there in a
 * part of the window either.
 */
export function fulfils(heard: Heard, expected: Expectation): boolean {
  const partly = new Set<Sound>(heard.partly);
  const steady = (is: boolean, sound: Sound, wanted: boolean | undefined) =>
    wanted === undefined || (wanted ? is : !is && !partly.has(sound));
  const { tones } = expected;
  const tonesRight =
    tones === undefined ||
    (tones.length === heard.tones.length &&
      tones.every((name) => heard.tones.includes(name)) &&
      !heard.partly.some((sound) => !NOT_PARTIES.has(sound)));
  return (
    tonesRight &&
    steady(heard.music, 'music', expected.music) &&
    steady(heard.ringback, 'ringback', expected.ringback) &&
    steady(heard.other, 'other', expected.other) &&
    (expected.silence === undefined || expected.silence === heard.silence) &&
    (expected.nothing === undefined || expected.nothing === heard.nothing)
  );
}

const NOT_PARTIES: ReadonlySet<Sound> = new Set(['music', 'ringback', 'other']);

/** "contact and agent, no music" */
export function describeExpectation(expected: Expectation): string {
  const { tones, ...sounds } = expected;
  const parties = tones === undefined ? [] : [tones.length > 0 ? tones.join(' and ') : 'no party'];
  const rest = Object.entries(sounds).map(([sound, wanted]) => (wanted ? sound : `no ${sound}`));
  return [...parties, ...rest].join(', ');
}
