import type { Presented } from '../caller-id/view';
import type { EndReason, Identity, LegId } from './call';
import { bridgeStem, type Named } from './names';
import type { BridgeId, Observed, ObservedChannel } from './observed';
import type { Desired, DesiredLeg, Ringing, Room } from './topology';

/** What a phone is told that has called in vain. */
export type RefusedAs = 'busy' | 'unavailable' | 'forbidden' | 'no-number';

/** One operation on Asterisk. All are safe to repeat. */
export type Step =
  | {
      readonly type: 'create-channel';
      readonly leg: LegId;
      readonly endpoint: string;
      readonly shows: Presented;
      readonly musicClass: string | null;
      /** Asterisk ends it after so long, should we not be there to do it, milliseconds; absent: never. */
      readonly endsAfterMs?: number;
    }
  | { readonly type: 'dial'; readonly leg: LegId; readonly forMs: number }
  | {
      readonly type: 'answer';
      readonly leg: LegId;
      readonly shows: Identity | null;
      readonly musicClass: string | null;
    }
  /** Name and number in one: some phones keep a half update. */
  | { readonly type: 'show'; readonly leg: LegId; readonly shows: Identity }
  | { readonly type: 'create-bridge'; readonly bridge: BridgeId; readonly kind: 'mixing' | 'holding' }
  | {
      readonly type: 'join';
      readonly leg: LegId;
      readonly bridge: BridgeId;
      readonly kind: 'mixing' | 'holding';
      readonly musicClass: string | null;
    }
  /** Out of its bridge, into none. */
  | { readonly type: 'part'; readonly leg: LegId; readonly bridge: BridgeId }
  | { readonly type: 'ringback'; readonly leg: LegId; readonly on: boolean }
  /** Tells who calls, and asks to press 1 or 2. */
  | { readonly type: 'prompt'; readonly leg: LegId; readonly caller: Identity }
  | { readonly type: 'end-prompt'; readonly leg: LegId }
  | {
      readonly type: 'hang-up';
      readonly leg: LegId;
      readonly reason: EndReason;
      /** Of a phone that has called us in vain. */
      readonly answer?: RefusedAs;
    }
  /** `caller`: what the dialplan may know of them; null: it has to judge by itself what it may show. */
  | {
      readonly type: 'last-resort';
      readonly leg: LegId;
      readonly caller: Identity | null;
      /** Of the line, if it has one of its own. */
      readonly context: string | null;
    }
  | { readonly type: 'destroy-bridge'; readonly bridge: BridgeId };

/**
 * What a step occupies while it is under way. Steps with the same subject never overlap: a channel is moved
 * by one request at a time, so requests on different sockets cannot overtake each other.
 */
export function subject(step: Step): string {
  switch (step.type) {
    case 'create-bridge':
    case 'destroy-bridge':
      return step.bridge;
    case 'ringback':
      return `${step.leg} ringback`;
    case 'prompt':
    case 'end-prompt':
      return `${step.leg} prompt`;
    case 'show':
      return `${step.leg} show`;
    case 'create-channel':
    case 'part':
    case 'dial':
    case 'answer':
    case 'join':
    case 'hang-up':
    case 'last-resort':
      return step.leg;
  }
}

/**
 * The steps that may run now, side by side, to bring Asterisk from `observed` towards `desired`. What has to
 * wait for another step is not in the list: it follows from the next look at what was observed.
 *
 * A room has no bridge of its own: it takes the bridge where most of its people already are, so that a
 * consultation needs no move of the transferor, and a merge is one move of the contact.
 */
export function plan(call: Named, observed: Observed, desired: Desired): Step[] {
  const bridges = assignBridges(call, observed, desired);
  const context: Context = { observed, desired, bridges };
  const steps: Step[] = [];
  for (const leg of desired.legs) steps.push(...planLeg(leg, context));
  for (const id of observed.channels.keys()) {
    // Too late: its leg was given up before it came into being.
    if (!desired.legs.some((leg) => leg.id === id))
      steps.push({ type: 'hang-up', leg: id, reason: 'call-over' });
  }
  for (const bridge of bridges.values()) {
    if (!observed.bridges.has(bridge.id))
      steps.push({ type: 'create-bridge', bridge: bridge.id, kind: bridge.kind });
  }
  const needed = new Set([...bridges.values()].map((b) => b.id));
  for (const id of observed.bridges.keys()) {
    const occupied = [...observed.channels.values()].some((channel) => channel.bridge === id);
    if (!needed.has(id) && !occupied) steps.push({ type: 'destroy-bridge', bridge: id });
  }
  // Last, so that no display is ever in the way of a move.
  for (const leg of desired.legs) steps.push(...planShow(leg, context));
  return steps;
}

interface Assigned {
  readonly id: BridgeId;
  readonly kind: 'mixing' | 'holding';
}

/** Where a channel goes: the room, and the bridge that it has. */
interface Destination {
  readonly bridge: Assigned;
  readonly room: Room;
}

/** What a plan is made of, and the bridges that its rooms have. */
interface Context {
  readonly observed: Observed;
  readonly desired: Desired;
  readonly bridges: ReadonlyMap<Room, Assigned>;
}

/** A leg whose channel is there. */
interface Present {
  readonly leg: DesiredLeg;
  readonly channel: ObservedChannel;
}

function planLeg(leg: DesiredLeg, context: Context): Step[] {
  const { observed, desired, bridges } = context;
  const channel = observed.channels.get(leg.id);
  const { place } = leg;
  if (channel?.leaving) return [];
  switch (place.at) {
    case 'gone':
      return channel ? [{ type: 'hang-up', leg: leg.id, reason: place.reason }] : [];
    case 'last-resort':
      return channel
        ? [{ type: 'last-resort', leg: leg.id, caller: place.caller, context: place.context }]
        : [];
    case 'later':
      return [];
    case 'ringing':
      if (!channel) {
        const { endpoint, shows, forMs, lastsMs } = place;
        const { musicClass } = desired;
        const bound = lastsMs === null ? {} : { endsAfterMs: forMs + lastsMs };
        return [{ type: 'create-channel', leg: leg.id, endpoint, shows, musicClass, ...bound }];
      }
      if (!channel.inApp) return [];
      if (!channel.dialled && channel.state === 'down')
        return [{ type: 'dial', leg: leg.id, forMs: place.forMs }];
      return planEarlyMedia({ leg, channel }, place, context);
    case 'lobby':
      return channel?.inApp
        ? [...planPart({ leg, channel }), ...planPrompt({ leg, channel }, place.caller)]
        : [];
    case 'door':
      return channel ? planRingback({ leg, channel }, null, context) : [];
    case 'room': {
      const room = nextRoom(channel, place.room);
      const bridge = bridges.get(room);
      if (!channel?.inApp || !bridge) return [];
      if (channel.prompt === 'playing' || channel.prompt === null)
        return [{ type: 'end-prompt', leg: leg.id }];
      return [
        ...planRingback({ leg, channel }, bridge.id, context),
        ...planMove({ leg, channel }, { bridge, room }, context),
      ];
    }
  }
}

/**
 * Ringback starts once its hearer is where it belongs, and alone: the last sound of somebody who leaves the bridge beside it
 * ends it (measured: started before, it was silence in about every second transfer), and so does the end of music that the
 * channel heard before its move.
 *
 * It is stopped there, too, and not where Asterisk plays music to its hearer: music has replaced the tone, and the request would
 * stop the music instead, for good (measured). Asked on the way, it could be done just after the music has begun.
 */
function planRingback({ leg, channel }: Present, belongsIn: BridgeId | null, { observed }: Context): Step[] {
  if (!channel.inApp || channel.ringback === leg.ringback || channel.bridge !== belongsIn) return [];
  const isAccompanied =
    channel.bridge !== null &&
    [...observed.channels.values()].some((other) => other.id !== leg.id && other.bridge === channel.bridge);
  if (leg.ringback && isAccompanied) return [];
  const isInHolding = channel.bridge !== null && observed.bridges.get(channel.bridge)?.type === 'holding';
  if (!leg.ringback && (isInHolding || leg.isHeldByPhone)) return [];
  return [{ type: 'ringback', leg: leg.id, on: leg.ringback }];
}

/**
 * Where to go now to come into a room. A channel that we dialled is in a holding bridge of Asterisk's own until its first move,
 * and hears no music if that leads to another one (measured): it goes by way of the conversation, though nobody may be there.
 */
function nextRoom(channel: ObservedChannel | undefined, room: Room): Room {
  const isNew = channel?.dialled === true && channel.bridge === null && channel.moves === 0;
  return room === 'holding' && isNew ? 'talk' : room;
}

function planMove(present: Present, to: Destination, context: Context): Step[] {
  const { leg, channel } = present;
  return channel.state === 'up'
    ? planJoin(present, to, context)
    : [{ type: 'answer', leg: leg.id, shows: leg.shows, musicClass: context.desired.musicClass }];
}

/** Into its bridge; or, if it may be deaf there, out of it and in again, which Asterisk does in one (measured). */
function planJoin({ leg, channel }: Present, { bridge, room }: Destination, context: Context): Step[] {
  const { observed, desired } = context;
  if (!observed.bridges.has(bridge.id)) return [];
  if (channel.bridge === bridge.id && !channel.mayBeDeaf) return [];
  if (bridge.kind === 'mixing' && isOccupiedByOthers(room, bridge.id, context)) return [];
  const musicClass = bridge.kind === 'holding' ? desired.musicClass : null;
  return [{ type: 'join', leg: leg.id, bridge: bridge.id, kind: bridge.kind, musicClass }];
}

/** Once it is where it belongs: until then there would be something else to show. */
function planShow(leg: DesiredLeg, { observed, bridges }: Context): Step[] {
  const channel = observed.channels.get(leg.id);
  const { shows, place } = leg;
  if (!channel?.inApp || channel.leaving || channel.state !== 'up') return [];
  if (shows === null || place.at !== 'room' || bridges.get(place.room)?.id !== channel.bridge) return [];
  const isShown = channel.shown?.name === shows.name && channel.shown.number === shows.number;
  return isShown ? [] : [{ type: 'show', leg: leg.id, shows }];
}

function planPart({ leg, channel }: Present): Step[] {
  return channel.bridge === null ? [] : [{ type: 'part', leg: leg.id, bridge: channel.bridge }];
}

function planPrompt({ leg, channel }: Present, caller: Identity): Step[] {
  const isAsked = channel.prompt === 'playing' || channel.prompt === 'played';
  return isAsked || channel.state !== 'up' ? [] : [{ type: 'prompt', leg: leg.id, caller }];
}

/** A leg that is not answered yet may already speak to whoever waits for it. */
function planEarlyMedia(present: Present, { heardIn }: Ringing, context: Context): Step[] {
  const bridge = heardIn === null ? undefined : context.bridges.get(heardIn);
  if (heardIn === null || !bridge) return planPart(present);
  return planJoin(present, { bridge, room: heardIn }, context);
}

/**
 * Nobody joins a conversation before those who belong elsewhere have left it: nobody hears half a call. Nor before those who
 * are being hung up: with them it would be a conference for a moment, which those who stay would have to be mended of.
 */
function isOccupiedByOthers(room: Room, bridge: BridgeId, { observed, desired }: Context): boolean {
  return [...observed.channels.values()].some(
    (channel) => channel.bridge === bridge && roomOf(desired, channel.id) !== room,
  );
}

function roomOf(desired: Desired, id: LegId): Room | null {
  const place = desired.legs.find((leg) => leg.id === id)?.place;
  if (place?.at === 'ringing') return place.heardIn;
  return place?.at === 'room' ? place.room : null;
}

/** Each room with people in it gets the bridge of its kind that holds most of them, else an id that is free. */
function assignBridges(call: Named, observed: Observed, desired: Desired): ReadonlyMap<Room, Assigned> {
  const assigned = new Map<Room, Assigned>();
  const taken = new Set<BridgeId>();
  const claims = (['talk', 'consultation', 'holding'] as const)
    .map((room) => ({
      room,
      members: desired.legs.filter(
        ({ id, place }) => place.at === 'room' && nextRoom(observed.channels.get(id), place.room) === room,
      ),
    }))
    .filter(({ members }) => members.length > 0)
    .flatMap(({ room, members }) => {
      const kind = room === 'holding' ? ('holding' as const) : ('mixing' as const);
      const present = [...observed.bridges.values()].filter((bridge) => bridge.type === kind);
      const overlap = (id: BridgeId) =>
        members.filter((m) => observed.channels.get(m.id)?.bridge === id).length;
      return [
        ...present.map(({ id }) => ({ room, kind, id, weight: overlap(id) })),
        { room, kind, id: null, weight: -1 },
      ];
    })
    .sort((a, b) => b.weight - a.weight);
  for (const { room, kind, id } of claims) {
    if (assigned.has(room) || (id !== null && taken.has(id))) continue;
    const chosen = id ?? freeBridgeId(call, observed, taken, kind);
    taken.add(chosen);
    assigned.set(room, { id: chosen, kind });
  }
  return assigned;
}

/** The number after the highest known: those below may be spent though a restart has forgotten them. */
function freeBridgeId(
  call: Named,
  observed: Observed,
  taken: ReadonlySet<BridgeId>,
  kind: 'mixing' | 'holding',
): BridgeId {
  const stem = bridgeStem(call, kind);
  const serials = [...observed.spentBridgeIds, ...taken]
    .filter((id) => id.startsWith(stem))
    .map((id) => Number(id.slice(stem.length)));
  return `${stem}${Math.max(0, ...serials) + 1}`;
}
