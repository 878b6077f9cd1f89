import { type Call, type Identity, leg } from '../../core/call/call';
import type { Input } from '../../core/call/inputs';
import {
  forgotten,
  ifThere,
  type Observed,
  withBridge,
  withChannel,
  withDeafness,
  withoutBridge,
  withoutChannel,
} from '../../core/call/observed';
import type { PbxEvent, Snapshot } from './pbx';

type ReportedEvent = Exclude<PbxEvent, { readonly type: 'left-app' | 'intruded' }>;

/** What is known of a channel but for what was observed of it. */
export interface Known {
  /** What one that has just come into our hands was made with, as far as that is known. */
  readonly made: (channel: string) => Identity | null;
  /** Whether it is a leg of the call, or was one. */
  readonly isLeg: (channel: string) => boolean;
}

/**
 * What is observed of a call after an event; the same object if the event shows nothing. Whoever is in a bridge of the call is
 * observed, leg or not: who is none will be hung up, and nobody joins them meanwhile.
 */
export function after(observed: Observed, event: ReportedEvent, { made, isLeg }: Known): Observed {
  switch (event.type) {
    case 'arrived':
      return withChannel(observed, event.arrival.channel, { inApp: true, state: 'ring' });
    case 'in-app': {
      const { channel, state } = event;
      const shown = observed.channels.get(channel)?.shown ?? made(channel);
      return withChannel(observed, channel, { inApp: true, state, shown });
    }
    case 'state':
      return ifThere(observed, event.channel, { state: event.state });
    case 'hanging-up':
      return ifThere(observed, event.channel, { leaving: true });
    case 'gone':
      return withoutChannel(observed, event.channel);
    case 'joined':
      // Late news of one who has left us for the dialplan must not bring it back: it would be hung up.
      if (isLeg(event.channel)) return ifThere(observed, event.channel, { bridge: event.bridge });
      return withChannel(observed, event.channel, { inApp: true, state: 'up', bridge: event.bridge });
    case 'parted':
      if (!isLeg(event.channel)) return withoutChannel(observed, event.channel);
      return observed.channels.get(event.channel)?.bridge === event.bridge
        ? withChannel(observed, event.channel, { bridge: null })
        : observed;
    case 'bridge-gone':
      return withoutBridge(observed, event.bridge);
    case 'prompt-ended':
      return ifThere(observed, event.channel, { prompt: 'played' });
    case 'key':
    case 'progress':
    case 'redirected':
    case 'hold':
      return observed;
  }
}

/** What an event is to the facts; null if it changes only what is observed. */
export function inputOf(event: ReportedEvent): Input | null {
  switch (event.type) {
    case 'state':
      if (event.state === 'up') return { type: 'leg-up', leg: event.channel };
      return event.state === 'ringing' ? { type: 'leg-ringing', leg: event.channel } : null;
    case 'gone':
      return { type: 'leg-gone', leg: event.channel, how: event.how };
    case 'key':
      return { type: 'key', leg: event.channel, key: event.key };
    case 'prompt-ended':
      return { type: 'prompt-ended', leg: event.channel };
    case 'progress':
      return { type: 'leg-progress', leg: event.channel };
    case 'redirected':
      return { type: 'leg-redirected', leg: event.channel, to: event.to };
    case 'hold':
      return { type: 'phone-hold', leg: event.channel, on: event.on };
    case 'arrived':
    case 'in-app':
    case 'hanging-up':
    case 'joined':
    case 'parted':
    case 'bridge-gone':
      return null;
  }
}

/** What is observed of a call when Asterisk was looked at, with what only `before` can tell. */
export function seenIn(snapshot: Snapshot, facts: Call, before: Observed): Observed {
  let observed = forgotten(before);
  for (const bridge of snapshot.bridges) observed = withBridge(observed, bridge);
  for (const channel of snapshot.channels) {
    // Answered or ringing, and not ours any longer: the dialplan has it.
    const fact = leg(facts, channel.id);
    if (fact && !channel.inApp && channel.state !== 'down') continue;
    const known = before.channels.get(channel.id);
    const { inApp, state, bridge } = channel;
    observed = withChannel(observed, channel.id, {
      inApp,
      state,
      bridge,
      // On its way from one bridge to another it is in none.
      ...(known ? { moves: known.moves, entries: known.entries } : {}),
      // Once is enough: what was asked before a loss may have been done, though nobody said so.
      dialled: channel.dialled || known?.dialled === true || fact?.state === 'ringing',
      ringback: known?.ringback ?? toneOf(channel, snapshot, facts),
      // What was asked for and not answered may be done yet, whatever is shown now: then it is told again.
      shown: known ? known.shown : channel.shown,
      prompt: known?.prompt ?? (fact?.confirm === true ? null : 'none'),
    });
  }
  // Only a transfer brings three together, or one in the place of another: a merge, or somebody who goes while another comes.
  const hadConference = [...facts.attempts, facts.attempt].some(
    (attempt) => attempt !== null && attempt.kind !== 'inbound',
  );
  return withDeafness(observed, before, { hadConference });
}

/**
 * Whether an unknown past has left a tone to this channel. Whoever has company hears none, as its first sound has ended
 * it; to make sure by stopping it would end the music of a hold key that was pressed while nobody listened. A party that is
 * known to hold makes no sound.
 */
function toneOf(
  { id, bridge }: Snapshot['channels'][number],
  { channels }: Snapshot,
  facts: Call,
): false | null {
  const speaks = (other: string) => leg(facts, other)?.phoneHold !== true;
  const isAccompanied =
    bridge !== null &&
    channels.some((other) => other.id !== id && other.bridge === bridge && speaks(other.id));
  return isAccompanied ? false : null;
}
