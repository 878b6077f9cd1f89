import type { Expectation } from './phones/expectation';
import { Phone } from './phones/phone';

/** A phone, or somebody with one. */
export type Somebody = Phone | { readonly phone: Phone };

/** Long enough for a busy machine: what is awaited takes some 100 ms, and half a second to be heard throughout. */
const WITHIN = { withinMs: 5_000 };

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

async function expectEach(people: readonly Somebody[], expected: Expectation): Promise<void> {
  await Promise.all(people.map((somebody) => hears(phoneOf(somebody), expected)));
}

async function hears(phone: Phone, expected: Expectation): Promise<void> {
  await phone.untilHears(expected, WITHIN);
}
