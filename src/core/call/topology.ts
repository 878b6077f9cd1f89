import type { Presented } from '../caller-id/view';
import {
  type Call,
  type EndReason,
  type Identity,
  insiders,
  isForLastResort,
  isLive,
  isUp,
  type Leg,
  type LegId,
} from './call';
import { longestMs, ringsForMs } from './outside';
import { callerAtLastResort, presentedTo } from './presentation';

/**
 * What Asterisk should look like for a call's facts. Pure, and the only place that says who hears what.
 *
 * - `talk`: the contact's conversation.
 * - `consultation`: transferor and target, out of the contact's hearing.
 * - `holding`: whoever waits, with music.
 */
export type Room = 'talk' | 'consultation' | 'holding';

export type Place =
  | { readonly at: 'room'; readonly room: Room }
  /** In Asterisk, not answered by us, in no bridge. */
  | { readonly at: 'door' }
  | Ringing
  /** Answered, in no conversation yet: it is told who calls and asked to press 1. */
  | { readonly at: 'lobby'; readonly caller: Identity }
  /** Nothing yet: its turn has not come. */
  | { readonly at: 'later' }
  | { readonly at: 'gone'; readonly reason: EndReason }
  /** Handed to the dialplan, which is told who calls. */
  | { readonly at: 'last-resort'; readonly caller: Identity; readonly context: string | null };

/** To be dialled. */
export interface Ringing {
  readonly at: 'ringing';
  readonly endpoint: string;
  readonly shows: Presented;
  /** Bounds it on Asterisk's side too, milliseconds. */
  readonly forMs: number;
  /** How long it may last once it is answered, which is bounded there as well; null: as long as it likes. */
  readonly lastsMs: number | null;
  /** Its network's announcement is heard by whoever waits there. */
  readonly heardIn: Room | null;
}

export interface DesiredLeg {
  readonly id: LegId;
  readonly place: Place;
  /** A tone of its own, besides what the room gives. */
  readonly ringback: boolean;
  /** Whoever it talks with has pressed the hold key: Asterisk plays music to it by itself. */
  readonly isHeldByPhone: boolean;
  /** What its phone shows; null: nothing that it would have to be told once it is in the call. */
  readonly shows: Identity | null;
}

export interface Desired {
  readonly legs: readonly DesiredLeg[];
  /** Null: Asterisk's own default, which needs no telling. */
  readonly musicClass: string | null;
}

/** @param now epoch ms: legs with a delayed start are `later` until then. */
export function topology(call: Call, now: number): Desired {
  const musicClass = call.attempt?.musicClass ?? call.line.musicClass;
  return {
    legs: call.legs.filter((l) => l.state !== 'gone').map((l) => desiredLeg(call, l, now)),
    musicClass: musicClass === 'default' ? null : musicClass,
  };
}

function desiredLeg(call: Call, l: Leg, now: number): DesiredLeg {
  const place = placeOf(call, l, now);
  // A trunk is told nothing after the first INVITE (pjsip.conf): what it shows never changes.
  const shows = l.party.type === 'agent' ? identityOf(shownTo(call, l)) : null;
  return {
    id: l.id,
    place,
    ringback: hearsRingback(call, l, place),
    isHeldByPhone: isHeldByPhone(call, l, place),
    shows,
  };
}

function isHeldByPhone(call: Call, l: Leg, place: Place): boolean {
  if (place.at !== 'room') return false;
  return call.legs.some(
    (other) =>
      other.id !== l.id && isUp(other) && other.phoneHold === true && roomOf(call, other) === place.room,
  );
}

function placeOf(call: Call, l: Leg, now: number): Place {
  switch (l.state) {
    case 'gone':
    case 'ending': {
      const reason = l.end?.reason ?? 'call-over';
      return isForLastResort(reason)
        ? {
            at: 'last-resort',
            caller: identityOf(callerAtLastResort(call)),
            context: call.line.lastResort ?? null,
          }
        : { at: 'gone', reason };
    }
    case 'wanted':
    case 'ringing':
      if (l.endpoint === undefined || l.startAt === undefined || l.startAt > now) return { at: 'later' };
      return ringing(call, l, l.endpoint);
    case 'confirming':
      return { at: 'lobby', caller: identityOf(shownTo(call, l)) };
    case 'offered':
      return isPartnerUp(call, l) ? { at: 'room', room: roomOf(call, l) } : { at: 'door' };
    case 'up':
      return { at: 'room', room: roomOf(call, l) };
  }
}

function ringing(call: Call, l: Leg, endpoint: string): Ringing {
  const listener = l.earlyMedia === true && l.confirm !== true ? listenerTo(call, l) : undefined;
  const heardIn = listener ? roomOf(call, listener) : null;
  return {
    at: 'ringing',
    endpoint,
    shows: shownTo(call, l),
    forMs: ringsForMs(call, l) ?? 0,
    lastsMs: longestMs(call, l),
    heardIn,
  };
}

/** The leg that waits alone for this one, and for it only. */
function listenerTo(call: Call, rung: Leg): Leg | undefined {
  const { attempt, contact, owner } = call;
  if (rung.id === contact) return call.legs.find((l) => l.id === owner && isUp(l));
  if (attempt?.ringing.some((id) => id !== rung.id && isLive(call.legs.find((l) => l.id === id))))
    return undefined;
  const waits = attempt?.kind === 'warm' ? attempt.transferor : contact;
  const isAlone = attempt?.kind === 'warm' || insiders(call).length === 0;
  return call.legs.find((l) => l.id === waits && isUp(l) && isAlone);
}

/** An unanswered caller is answered when there is somebody to talk with. */
function isPartnerUp(call: Call, l: Leg): boolean {
  return call.legs.some((other) => other.id !== l.id && isUp(other));
}

function roomOf(call: Call, l: Leg): Room {
  const { attempt } = call;
  const company = insiders(call).filter((other) => other.id !== attempt?.transferor);
  if (l.id === call.contact) {
    const consultedAbout = attempt?.kind === 'warm' && !attempt.swapped && company.length === 0;
    return call.held || consultedAbout || isLeftOnHold(call) ? 'holding' : 'talk';
  }
  if (attempt?.kind !== 'warm') return 'talk';
  const contactGone = !isUp(call.legs.find((other) => other.id === call.contact));
  if (contactGone) return 'talk';
  if (l.id === attempt.answered) return attempt.swapped ? 'holding' : 'consultation';
  if (l.id === attempt.transferor) return attempt.swapped ? 'talk' : 'consultation';
  return 'talk';
}

/**
 * Everybody whom the contact talks with has pressed the hold key. Asterisk plays its music only to the one who is there when the
 * key is pressed, and none in a conference: so the contact waits where there is music.
 */
export function isLeftOnHold(call: Call): boolean {
  const company = companyOf(call);
  return company.length > 0 && company.every(({ phoneHold }) => phoneHold === true);
}

/** The legs that the contact talks with, or would if the contact were not on hold. */
export function companyOf(call: Call): readonly Leg[] {
  return call.legs.filter((l) => isUp(l) && l.id !== call.contact && roomOf(call, l) === 'talk');
}

/** Ringback is for whoever waits alone for somebody who is being rung, unless that network speaks for itself. */
function hearsRingback(call: Call, l: Leg, place: Place): boolean {
  const { attempt, contact, owner } = call;
  if (place.at === 'door') return true;
  if (place.at !== 'room' || place.room === 'holding') return false;
  if (call.legs.some((rung) => rung.earlyMedia === true && hearsEarly(call, rung, l))) return false;
  if (l.id === contact) return attempt !== null && attempt.kind !== 'warm' && insiders(call).length === 0;
  if (attempt?.kind === 'warm') return l.id === attempt.transferor && attempt.answered === null;
  return l.id === owner && isRung(call.legs.find((other) => other.id === contact));
}

function hearsEarly(call: Call, rung: Leg, listener: Leg): boolean {
  return isRung(rung) && rung.confirm !== true && listenerTo(call, rung)?.id === listener.id;
}

function isRung(l: Leg | undefined): boolean {
  return l?.state === 'wanted' || l?.state === 'ringing';
}

function shownTo(call: Call, l: Leg): Presented {
  return l.shows ?? presentedTo(call, l);
}

function identityOf({ name, number }: Identity): Identity {
  return { name, number };
}
