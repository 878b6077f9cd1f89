import { type Identity, type LegId } from './call';

/**
 * What Asterisk has, as far as its events and our own requests have told. Never stored: after a restart it
 * is asked for afresh.
 */
export type BridgeId = string;

export interface ObservedChannel {
  readonly id: LegId;
  /** Our application holds it (StasisStart seen); only then can it be moved. */
  readonly inApp: boolean;
  /** Its end has begun: nothing more can be done with it. */
  readonly leaving: boolean;
  readonly state: 'down' | 'ring' | 'ringing' | 'up';
  readonly dialled: boolean;
  readonly bridge: BridgeId | null;
  /** Null: not known (after a restart), to be set whatever it should be. */
  readonly ringback: boolean | null;
  /** Rises when it changes bridges, and when somebody leaves it in one: what a tone does not always survive. */
  readonly moves: number;
  /** What it is asked before it is connected; null: not known. */
  readonly prompt: 'none' | 'playing' | 'played' | null;
  /** What its phone was told to show; null: not known. */
  readonly shown: Identity | null;
}

export interface ObservedBridge {
  readonly id: BridgeId;
  readonly type: 'mixing' | 'holding';
  /** A conference was in it and has shrunk to two or fewer: who stays in it may become deaf (docs/decisions/0006). */
  readonly shrunk?: boolean;
}

/** From so many on Asterisk mixes; fewer are connected with each other directly. */
const conferenceFrom = 3;

export interface Observed {
  readonly channels: ReadonlyMap<LegId, ObservedChannel>;
  readonly bridges: ReadonlyMap<BridgeId, ObservedBridge>;
  /**
   * Every id that a bridge of the call ever had. Asterisk goes on refusing the id of a bridge that is gone (409) while
   * a channel that was in it lives on (measured), so none is used twice.
   */
  readonly spentBridgeIds: ReadonlySet<BridgeId>;
}

export const nothingObserved: Observed = {
  channels: new Map(),
  bridges: new Map(),
  spentBridgeIds: new Set(),
};

/** Nothing seen, before a fresh look; what was learnt of ids stays true. */
export function forgotten({ spentBridgeIds }: Observed): Observed {
  return { ...nothingObserved, spentBridgeIds };
}

export function withChannel(
  observed: Observed,
  id: LegId,
  change: Partial<Omit<ObservedChannel, 'id' | 'moves'>>,
): Observed {
  const before = observed.channels.get(id) ?? {
    id,
    inApp: false,
    leaving: false,
    state: 'down',
    dialled: false,
    bridge: null,
    ringback: false,
    moves: 0,
    prompt: 'none',
    shown: null,
  };
  const changed = { ...before, ...change };
  const hasMoved = changed.bridge !== before.bridge;
  const channels = new Map(observed.channels).set(id, hasMoved ? moved(changed) : changed);
  if (before.bridge === null || !hasMoved) return { ...observed, channels };
  leaveAlone(channels, before.bridge, id);
  return withShrunk({ ...observed, channels }, observed);
}

/** As {@link withChannel}, and nothing of a channel that is not there. */
export function ifThere(observed: Observed, id: LegId, change: Parameters<typeof withChannel>[2]): Observed {
  return observed.channels.has(id) ? withChannel(observed, id, change) : observed;
}

/** Whether its tone still sounds is not known any longer, so it is set again. */
function moved(channel: ObservedChannel): ObservedChannel {
  const ringback = channel.ringback === true ? null : channel.ringback;
  return { ...channel, ringback, moves: channel.moves + 1 };
}

/** Asterisk stops the tones of those who stay when somebody leaves their bridge (measured). */
function leaveAlone(channels: Map<LegId, ObservedChannel>, bridge: BridgeId, gone: LegId): void {
  for (const other of channels.values()) {
    if (other.id !== gone && other.bridge === bridge) channels.set(other.id, moved(other));
  }
}

export function withoutChannel(observed: Observed, id: LegId): Observed {
  const before = observed.channels.get(id);
  if (!before) return observed;
  const channels = new Map(observed.channels);
  channels.delete(id);
  if (before.bridge === null) return { ...observed, channels };
  leaveAlone(channels, before.bridge, id);
  return withShrunk({ ...observed, channels }, observed);
}

/** Notes in which bridges there was a conference, and is none any longer. */
export function withShrunk(observed: Observed, before: Observed): Observed {
  let noted = observed;
  for (const bridge of observed.bridges.values()) {
    const wasConference = occupants(before, bridge.id).length >= conferenceFrom;
    const isKnown = before.bridges.get(bridge.id)?.shrunk === true;
    if (isKnown || (wasConference && !isConference(observed, bridge.id))) noted = shrunk(noted, bridge);
  }
  return noted;
}

/** The same after a time in which nobody watched, where there may have been one: who is in a bridge now was not seen to enter. */
export function withShrunkUnseen(observed: Observed, before: Observed): Observed {
  let noted = observed;
  for (const bridge of observed.bridges.values()) {
    const known = new Set(occupants(before, bridge.id));
    const isNews = occupants(observed, bridge.id).some((id) => !known.has(id));
    if (isNews && !isConference(observed, bridge.id)) noted = shrunk(noted, bridge);
  }
  return noted;
}

function shrunk(observed: Observed, bridge: ObservedBridge): Observed {
  if (bridge.type === 'holding') return observed;
  return { ...observed, bridges: new Map(observed.bridges).set(bridge.id, { ...bridge, shrunk: true }) };
}

function isConference(observed: Observed, bridge: BridgeId): boolean {
  return occupants(observed, bridge).length >= conferenceFrom;
}

function occupants({ channels }: Observed, bridge: BridgeId): readonly LegId[] {
  return [...channels.values()].filter((channel) => channel.bridge === bridge).map(({ id }) => id);
}

export function withBridge(observed: Observed, bridge: ObservedBridge): Observed {
  return {
    ...observed,
    bridges: new Map(observed.bridges).set(bridge.id, { ...observed.bridges.get(bridge.id), ...bridge }),
    spentBridgeIds: new Set(observed.spentBridgeIds).add(bridge.id),
  };
}

export function withoutBridge(observed: Observed, id: BridgeId): Observed {
  const bridges = new Map(observed.bridges);
  bridges.delete(id);
  const channels = new Map(observed.channels);
  for (const channel of channels.values()) {
    if (channel.bridge === id) channels.set(channel.id, { ...channel, bridge: null });
  }
  return { ...observed, channels, bridges };
}
