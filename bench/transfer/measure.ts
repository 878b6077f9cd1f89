import { setTimeout } from 'node:timers/promises';
import type { Call } from '../../test/support/phones/call';
import type { Cast, Way } from './way';

/** Milliseconds. */
export interface Round {
  readonly introduceToInvite: number;
  readonly lastWordToMusic: number;
  readonly mergeToTwoWayAudio: number;
}

const SOON = { withinMs: 5_000, windowMs: 200 };
const PACKET_MS = 20;
/** They have talked at least as long as they had to be heard. */
const STARTED_MS = 200;

/** Lets the way do what it is made of, in a call of its own. */
export async function warmUp(way: Way, { anna }: Cast): Promise<void> {
  const { contact, exercise, over } = await way.converse();
  await exercise();
  await Promise.all([contact.hangUp(), anna.hangUp()]);
  await over();
}

/** One warm transfer, measured in the packets and SIP messages that the phones get. */
export async function measure(way: Way, { caller, anna, ben }: Cast): Promise<Round> {
  const { contact, introduce, merge, over } = await way.converse();
  await Promise.all([
    contact.untilHears({ tones: [anna.name] }, SOON),
    anna.untilHears({ tones: [caller.name] }, SOON),
  ]);

  const introducedAt = await anyMoment();
  const introduced = introduce();
  const toBen = await ben.rings({ withinMs: 5_000 });
  await introduced;
  await contact.untilHears({ tones: [], music: true }, SOON);
  const lastWordAt = contact.audio.lastHeard(anna.name, { since: introducedAt - STARTED_MS }) ?? NaN;
  await anna.untilHears({ tones: [], ringback: true }, SOON);

  await toBen.answer();
  await Promise.all([
    anna.untilHears({ tones: [ben.name], ringback: false }, SOON),
    toBen.untilHears({ tones: [anna.name] }, SOON),
  ]);

  const mergedAt = await anyMoment();
  await merge();
  await Promise.all([
    contact.untilHears({ tones: [anna.name, ben.name], music: false }, SOON),
    toBen.untilHears({ tones: [anna.name, caller.name] }, SOON),
  ]);

  const round = {
    introduceToInvite: toBen.invite.at - introducedAt,
    lastWordToMusic: onset(contact, 'music', introducedAt) - lastWordAt,
    mergeToTwoWayAudio:
      Math.max(onset(contact, ben.name, mergedAt), onset(toBen, caller.name, mergedAt)) - mergedAt,
  };
  await Promise.all([contact.hangUp(), anna.hangUp(), toBen.hangUp()]);
  await over();
  return round;
}

/**
 * What precedes a command ends with a packet, so without this every command would come at the same point of the
 * packet clock, and one way could look 20 ms slower by missing a tick by a hair each time.
 *
 * @returns performance.now() of the moment
 */
async function anyMoment(): Promise<number> {
  await setTimeout(Math.random() * PACKET_MS);
  return performance.now();
}

function onset(call: Call, sound: string, after: number): number {
  const at = call.audio.firstHeard(sound, { after });
  if (at === undefined) throw new Error(`${sound} was not heard`);
  return at;
}
