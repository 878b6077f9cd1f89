import type { LegEnding } from '../../core/call/inputs';
import type { ObservedChannel } from '../../core/call/observed';
import { calledAs } from '../../core/caller-id/caller-number';
import type { Arrival, PbxEvent } from '../../features/calls/pbx';
import type { AriEvent, Channel } from '../client/generated/types';

/**
 * Channels and bridges that a Baton made bear its store's identity and a call's id: what none of us made is not touched. Of which
 * store it is tells `nameOf`. More than the prefix counts, as Asterisk puts its own system name before the ids that it chooses.
 */
export function isOurs(id: string): boolean {
  return /^baton-(?:[a-z]{8}\.)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[a-z]*\d+$/.test(id);
}

/** ARI's event in the core's words; null for those the core has no use for. */
export function toPbxEvent(event: AriEvent): PbxEvent | null {
  switch (event.type) {
    case 'StasisStart': {
      const { channel, args, replace_channel: replaced } = event;
      if (replaced && !isOurs(channel.id)) {
        return {
          type: 'intruded',
          channel: channel.id,
          replaced: replaced.id,
          endpoint: endpointOf(channel),
        };
      }
      if (isOurs(channel.id)) return { type: 'in-app', channel: channel.id, state: stateOf(channel) };
      const arrival = toArrival(channel, args);
      return arrival && { type: 'arrived', arrival };
    }
    case 'ChannelHangupRequest':
      return { type: 'hanging-up', channel: event.channel.id, how: howEnding(event) };
    case 'StasisEnd':
      return { type: 'left-app', channel: event.channel.id };
    case 'ChannelStateChange':
      return { type: 'state', channel: event.channel.id, state: stateOf(event.channel) };
    case 'ChannelDestroyed':
      return { type: 'gone', channel: event.channel.id, how: howLeft(event.channel, event.cause) };
    case 'ChannelEnteredBridge':
      return event.channel && !isMachine(event.channel)
        ? {
            type: 'joined',
            channel: event.channel.id,
            bridge: event.bridge.id,
            endpoint: endpointOf(event.channel),
          }
        : null;
    case 'ChannelLeftBridge':
      return { type: 'parted', channel: event.channel.id, bridge: event.bridge.id };
    case 'BridgeDestroyed':
      return { type: 'bridge-gone', bridge: event.bridge.id };
    case 'ChannelHold':
      return { type: 'hold', channel: event.channel.id, on: true };
    case 'ChannelUnhold':
      return { type: 'hold', channel: event.channel.id, on: false };
    case 'ChannelDtmfReceived':
      return { type: 'key', channel: event.channel.id, key: event.digit };
    case 'PlaybackFinished':
      return promptEnded(event.playback.id);
    case 'Dial':
      return dialProgress(event);
    default:
      return null;
  }
}

/** A prompt's playback bears its channel's id, so that it is found again after a restart. */
export const promptOf = (channel: string): string => `${channel}-prompt`;

function promptEnded(playback: string): PbxEvent | null {
  const channel = playback.replace(/-prompt$/, '');
  return promptOf(channel) === playback ? { type: 'prompt-ended', channel } : null;
}

function dialProgress({ peer, dialstatus, forward }: Extract<AriEvent, { type: 'Dial' }>): PbxEvent | null {
  if (forward) return { type: 'redirected', channel: peer.id, to: forward };
  return dialstatus === 'PROGRESS' ? { type: 'progress', channel: peer.id } : null;
}

/**
 * What a phone dialled, as it did. The dialplan encodes it; one of an older Baton leaves it as the extension, and leaves letters out
 * of what it tells.
 */
function dialledByPhone(told: string, { dialplan: { exten } }: Channel): string {
  if (exten !== 's') return exten;
  try {
    return decodeURIComponent(told);
  } catch {
    // No UTF-8: a number it is not, in any case.
    return told;
  }
}

/**
 * What the dialplan told with `Stasis(app,kind,number)` (asterisk-config/extensions.conf); null if that is not it. A fourth
 * argument, a presentation as `CALLERID(num-pres)` has it, may withhold the caller besides.
 */
export function toArrival(channel: Channel, args: readonly string[]): Arrival | null {
  const [kind, dialled = '', presentation = ''] = args;
  if (kind !== 'inbound' && kind !== 'phone') return null;
  return {
    channel: channel.id,
    from: kind === 'inbound' ? 'trunk' : 'phone',
    dialled: kind === 'phone' ? dialledByPhone(dialled, channel) : calledByTrunk(dialled),
    isToBeWithheld: presentation !== '' && !presentation.startsWith('allowed'),
    endpoint: endpointOf(channel),
    ...storeOf(channel.accountcode),
  };
}

/**
 * The account of whatever is a store's: endpoints that it has pushed, hence all channels of them, and channels that it has taken.
 * It is the one free text that Asterisk's database keeps of an endpoint and that a channel is told of with.
 */
export const accountOf = (store: string): string => `baton-${store}`;

/** Whose account that is; empty if no store's. */
export function storeOf(account: string): { readonly store?: string } {
  const store = /^baton-([a-z]{8})$/.exec(account)?.[1];
  return store === undefined ? {} : { store };
}

/** PJSIP's name of whose channel it is; '' if it is nobody's phone or trunk. */
export function endpointOf({ name }: Pick<Channel, 'name'>): string {
  return /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(name)?.[1] ?? '';
}

/** What Asterisk itself puts into a bridge that it is to play to, or to record: nobody is at its other end. */
export function isMachine({ name }: Pick<Channel, 'name'>): boolean {
  return /^(Announcer|Recorder)\//.test(name);
}

/** What a trunk called. A dialplan of an operator's own need not encode it: `+` stays what it is, and a number has no `%`. */
function calledByTrunk(told: string): string {
  return told === 's' ? '' : calledAs(told);
}

export function stateOf(channel: Channel): ObservedChannel['state'] {
  switch (channel.state) {
    case 'Up':
      return 'up';
    case 'Ringing':
      return 'ringing';
    case 'Ring':
      return 'ring';
    case 'Down':
    case 'Rsrved':
    case 'OffHook':
    case 'Dialing':
    case 'Busy':
    case 'Dialing Offhook':
    case 'Pre-ring':
    case 'Unknown':
      return 'down';
  }
}

/**
 * How the end of a channel begins, if it is up; null if that is not told. Measured on 22.10.1: a BYE of one who called
 * comes without a cause, a CANCEL with 127, and with `soft` there is no cause, but Asterisk's own mark of the one that wants it.
 */
function howEnding({
  cause,
  soft,
  channel,
}: Extract<AriEvent, { type: 'ChannelHangupRequest' }>): LegEnding | null {
  if (stateOf(channel) !== 'up' || cause === undefined) return null;
  if (soft === true) return cause === FROM_DRIVER ? 'unreachable' : null;
  return howLeft(channel, cause);
}

/** The channel's driver, which has had no sound from its phone for `rtp_timeout` (AST_SOFTHANGUP_DEV); 32 is a request of ours. */
const FROM_DRIVER = 1;

/** A phone can give a reason with its BYE (RFC 3326): "normal, unspecified" is no other then than "normal clearing". */
function howLeft(channel: Channel, cause: number): LegEnding {
  return cause === 31 && stateOf(channel) === 'up' ? 'hung-up' : howEnded(cause);
}

/** ITU-T Q.850 cause, as chan_pjsip makes it of the SIP answer. */
export function howEnded(cause: number): LegEnding {
  switch (cause) {
    case 16: // normal clearing
    case 26: // answered elsewhere
      return 'hung-up';
    case 17:
      return 'busy';
    case 18: // no user responding: 408
    case 19: // no answer: 480, or dial's own time was over
      return 'no-answer';
    case 21: // rejected: 401, 403, 603
      return 'declined';
    default:
      return 'unreachable';
  }
}
