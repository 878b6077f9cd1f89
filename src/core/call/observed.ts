import type { Identity, LegId } from './call';

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
  /** Rises when it enters a bridge, or is found in one by a look: a join has had its effect then, whatever came after. */
  readonly entries: number;
  /** What it is asked before it is connected; null: not known. */
  readonly prompt: 'none' | 'playing' | 'played' | null;
  /** What its phone was told to show; null: not known. */
  readonly shown: Identity | null;
  /** It has stayed where a conference has shrunk to two, or one has gone and another come, and may hear nothing there (docs/decisions/0006). */
  readonly mayBeDeaf: boolean;
  /** The last leg to leave it alone in the bridge where it is; null: none has. */
  readonly leftBy: LegId | null;
  /** The bridge that it has left because it may be deaf there, to enter it again; null: none. */
  readonly returnsTo: BridgeId | null;
}

/** What of a channel follows from those who have come and gone where it is. */
export type CompanyTrace = 'mayBeDeaf' | 'leftBy' | 'returnsTo';

export interface ObservedBridge {
  readonly id: BridgeId;
  readonly type: 'mixing' | 'holding';
}

/** From so many on Asterisk mixes; fewer are connected with each other directly. */
const CONFERENCE_FROM = 3;

export interface Observed {
  readonly channels: ReadonlyMap<LegId, ObservedChannel>;
  readonly bridges: ReadonlyMap<BridgeId, ObservedBridge>;
  /**
   * Every id that a bridge of the call ever had. Asterisk goes on refusing the id of a bridge that is gone (409) while
   * a channel is where it went from there (measured), so none is used twice.
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
  change: Partial<Omit<ObservedChannel, 'id' | CompanyTrace>>,
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
    entries: 0,
    prompt: 'none',
    shown: null,
    mayBeDeaf: false,
    leftBy: null,
    returnsTo: null,
  };
  const changed = { ...before, ...change };
  const hasMoved = changed.bridge !== before.bridge;
  const returns = before.mayBeDeaf && changed.bridge === null && !changed.leaving;
  const channels = new Map(observed.channels).set(
    id,
    hasMoved
      ? {
          ...moved(changed),
          entries: changed.entries + (changed.bridge === null ? 0 : 1),
          mayBeDeaf: false,
          leftBy: null,
          returnsTo: returns ? before.bridge : null,
        }
      : changed,
  );
  if (!hasMoved) return { ...observed, channels };
  if (changed.bridge !== null) exposeToNewcomer(channels, observed, changed.bridge, id);
  const now = { ...observed, channels };
  const hasReturned = before.returnsTo !== null && before.returnsTo === changed.bridge;
  return hasReturned ? now : leftBehind(now, before, { returns });
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

/**
 * What is still on its way from somebody who leaves may end the tones of those who stay (measured), and leaves them deaf where
 * two are left of three. A leg that leaves to enter again leaves nobody deaf: otherwise three of whom one does would never come to
 * an end with it.
 */
function leftBehind(
  observed: Observed,
  { id, bridge, returnsTo }: ObservedChannel,
  { returns }: Readonly<{ returns: boolean }>,
): Observed {
  const left = bridge ?? returnsTo;
  if (left === null) return observed;
  const staying = occupants(observed, left);
  const isExposed = isMixing(observed, left);
  const hasShrunk = isExposed && !returns && staying.length === CONFERENCE_FROM - 1;
  const isAlone = isExposed && staying.length === 1;
  const channels = new Map(observed.channels);
  for (const other of staying)
    channels.set(other.id, {
      ...moved(other),
      mayBeDeaf: other.mayBeDeaf || hasShrunk,
      leftBy: isAlone ? id : other.leftBy,
    });
  return { ...observed, channels };
}

/** A party that was left alone by one and gets another may hear nothing of the newcomer (docs/decisions/0006). */
function exposeToNewcomer(
  channels: Map<LegId, ObservedChannel>,
  observed: Observed,
  bridge: BridgeId,
  newcomer: LegId,
): void {
  if (!isMixing(observed, bridge)) return;
  for (const other of occupants(observed, bridge))
    if (other.leftBy !== null)
      channels.set(other.id, {
        ...other,
        mayBeDeaf: other.mayBeDeaf || other.leftBy !== newcomer,
        leftBy: null,
      });
}

export function withoutChannel(observed: Observed, id: LegId): Observed {
  const before = observed.channels.get(id);
  if (!before) return observed;
  const channels = new Map(observed.channels);
  channels.delete(id);
  return leftBehind({ ...observed, channels }, before, { returns: false });
}

/**
 * After a time in which nobody watched: who may be deaf of those who were found.
 * @param hadConference whether there can have been one: then somebody who was not seen to enter may have been in it
 */
export function withDeafness(
  observed: Observed,
  before: Observed,
  { hadConference }: Readonly<{ hadConference: boolean }>,
): Observed {
  const channels = new Map(observed.channels);
  for (const channel of observed.channels.values()) {
    const { id, bridge } = channel;
    if (bridge === null || isConference(observed, bridge) || !isMixing(observed, bridge)) continue;
    const known = before.channels.get(id);
    const wasThere = ({ id: other }: ObservedChannel) => before.channels.get(other)?.bridge === bridge;
    const mayBeDeaf =
      (known?.bridge === bridge && (known.mayBeDeaf || isConference(before, bridge))) ||
      (hadConference && !occupants(observed, bridge).every(wasThere));
    const leftBy = known?.bridge === bridge ? leaverOf(known, observed, before, bridge) : null;
    if (mayBeDeaf || leftBy !== null) channels.set(id, { ...channel, mayBeDeaf, leftBy });
  }
  return { ...observed, channels };
}

/** The leg that has left a channel alone in its bridge, seen or not. */
function leaverOf(
  { id, leftBy }: ObservedChannel,
  observed: Observed,
  before: Observed,
  bridge: BridgeId,
): LegId | null {
  const [companion] = occupants(before, bridge).filter((other) => other.id !== id);
  return companion && occupants(observed, bridge).length === 1 ? companion.id : leftBy;
}

function isConference(observed: Observed, bridge: BridgeId): boolean {
  return isMixing(observed, bridge) && occupants(observed, bridge).length >= CONFERENCE_FROM;
}

function isMixing({ bridges }: Observed, bridge: BridgeId): boolean {
  return bridges.get(bridge)?.type !== 'holding';
}

function occupants({ channels }: Observed, bridge: BridgeId): readonly ObservedChannel[] {
  return [...channels.values()].filter((channel) => channel.bridge === bridge);
}

export function withBridge(observed: Observed, bridge: ObservedBridge): Observed {
  return {
    ...observed,
    bridges: new Map(observed.bridges).set(bridge.id, bridge),
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
