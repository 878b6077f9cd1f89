import { describeHeard } from '../support/media/ear';
import type { Call } from '../support/phones/call';
import type { Expectation } from '../support/phones/expectation';
import type { Phone } from '../support/phones/phone';

/**
 * What somebody experiences: a list names those whose voices they hear; `asked` hears a prompt; `rings` is being called;
 * `free` has no call.
 */
export type Part = readonly string[] | 'music' | 'ringback' | 'asked' | 'rings' | 'free';

/** By name; whoever is not named is free. */
export type Scene = Readonly<Record<string, Part>>;

/** Resolves when a phone's owner experiences this. @throws WaitedInVain with what they experience instead */
export async function untilExperiences(phone: Phone, part: Part, withinMs: number): Promise<void> {
  switch (part) {
    case 'free':
      await Promise.all(phone.calls.map((call) => call.untilEnded({ withinMs })));
      return;
    case 'rings':
      await ringing(phone, withinMs);
      return;
    default:
      await call(phone).untilHears(expectationOf(part), { withinMs });
  }
}

/** One word or two: what the phone's owner experiences now. */
export function experiencedBy(phone: Phone): string {
  const current = phone.calls.at(-1);
  if (current === undefined) return 'no call';
  const heard = current.hears();
  return current.state === 'ringing' && !heard.ringback ? 'rings' : describeHeard(heard);
}

/** Somebody who experiences this has picked up, or has called. */
export function isInCall(part: Part): boolean {
  return part !== 'rings' && part !== 'free';
}

/** The longest time in which one party was not heard by another, milliseconds; both ends count. */
export function longestWithout(listener: Call, toneHz: number, since: number, until: number): number {
  const times = listener.audio.packets
    .filter(({ at, tonesHz }) => at >= since && at <= until && tonesHz.includes(toneHz))
    .map(({ at }) => at);
  return Math.max(...[...times, until].map((at, index) => at - (times[index - 1] ?? since)));
}

function call(phone: Phone): Call {
  const current = phone.calls.at(-1);
  if (current === undefined) throw new Error(`${phone.name} has no call any longer`);
  return current;
}

/** Calls that nobody was told of any longer (their ringing ended in an outage) are passed over. */
async function ringing(phone: Phone, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (!phone.calls.some(({ state }) => state === 'ringing')) {
    await phone.rings({ withinMs: Math.max(until - performance.now(), 1) });
  }
}

function expectationOf(part: Exclude<Part, 'rings' | 'free'>): Expectation {
  return {
    tones: typeof part === 'string' ? [] : part,
    music: part === 'music',
    ringback: part === 'ringback',
    other: part === 'asked',
  };
}
