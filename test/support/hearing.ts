import { awaitChange } from './await';
import type { Expectation } from './phones/expectation';
import { Phone } from './phones/phone';

/** A phone, or somebody with one. */
export type Somebody = Phone | { readonly phone: Phone };

/** Long enough for a busy machine: what is awaited takes some 100 ms. */
const WITHIN = { withinMs: 5_000 };
/** What has sounded without a break for 15 packets is meant to; nothing here is shorter that is not a move. */
const WINDOW_MS = 300;
/** Silence that is none of ours: on a machine that starts something else beside it, packets are some 100 ms late. */
export const NO_GAP_MS = 500;

export function phoneOf(somebody: Somebody): Phone {
  return somebody instanceof Phone ? somebody : somebody.phone;
}

/** Resolves when each of them hears all the others, and nothing else. */
export async function expectTalking(...people: readonly Somebody[]): Promise<void> {
  const phones = people.map(phoneOf);
  await Promise.all(
    phones.map((phone) => {
      const others = phones.filter((other) => other !== phone).map(({ name }) => name);
      return hears(phone, { tones: others, music: false, ringback: false, other: false });
    }),
  );
}

/** Resolves when somebody hears what is said, for what the others here do not cover. */
export async function expectHearing(somebody: Somebody, expected: Expectation): Promise<void> {
  await hears(phoneOf(somebody), expected);
}

/** Resolves when each of them waits with music and hears nobody. */
export async function expectMusic(...people: readonly Somebody[]): Promise<void> {
  await expectEach(people, { tones: [], music: true, ringback: false, other: false });
}

/** Resolves when each of them hears a ringing tone and nobody. */
export async function expectRingback(...people: readonly Somebody[]): Promise<void> {
  await expectEach(people, { tones: [], music: false, ringback: true, other: false });
}

/** Resolves when no call is left on their phones, and says how each of those calls ended. */
export async function expectFreed(...people: readonly Somebody[]): Promise<void> {
  const calls = people.flatMap((somebody) => phoneOf(somebody).calls);
  await Promise.all(calls.map((call) => call.untilEnded(WITHIN)));
}

/** Lets somebody's call sound on for so long, to find out afterwards what was in it. */
export async function listenFor(somebody: Somebody, ms: number): Promise<void> {
  const { audio } = phoneOf(somebody);
  const until = performance.now() + ms;
  await awaitChange({
    what: `${phoneOf(somebody).name} to listen on for ${ms} ms`,
    withinMs: ms + WITHIN.withinMs,
    watch: (changed) => audio.onPacket(changed),
    look: () => ((audio.lastPacketAt ?? 0) >= until ? true : undefined),
    instead: () => 'no packets came any longer',
  });
}

async function expectEach(people: readonly Somebody[], expected: Expectation): Promise<void> {
  await Promise.all(people.map((somebody) => hears(phoneOf(somebody), expected)));
}

async function hears(phone: Phone, expected: Expectation): Promise<void> {
  await phone.untilHears(expected, { ...WITHIN, windowMs: WINDOW_MS });
}
