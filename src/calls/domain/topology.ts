import { type Call, type EndReason, type Identity, type Leg, type LegId, insiders, isUp } from './call';

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
  /** To be dialled; `forMs` bounds it on Asterisk's side too. */
  | { readonly at: 'ringing'; readonly endpoint: string; readonly shows: Identity; readonly forMs: number }
  /** Nothing yet: its turn has not come. */
  | { readonly at: 'later' }
  | { readonly at: 'gone'; readonly reason: EndReason }
  /** Handed to the dialplan. */
  | { readonly at: 'last-resort' };

export interface DesiredLeg {
  readonly id: LegId;
  readonly place: Place;
  /** A tone of its own, besides what the room gives. */
  readonly ringback: boolean;
}

export interface Desired {
  readonly legs: readonly DesiredLeg[];
  readonly musicClass: string;
}

/** @param now epoch ms: legs with a delayed start are `later` until then. */
export function topology(call: Call, now: number): Desired {
  return {
    legs: call.legs.filter((l) => l.state !== 'gone').map((l) => desiredLeg(call, l, now)),
    musicClass: call.line.musicClass,
  };
}

function desiredLeg(call: Call, l: Leg, now: number): DesiredLeg {
  const place = placeOf(call, l, now);
  return { id: l.id, place, ringback: hearsRingback(call, l, place) };
}

function placeOf(call: Call, l: Leg, now: number): Place {
  switch (l.state) {
    case 'gone':
    case 'ending': {
      const reason = l.end?.reason ?? 'call-over';
      return reason === 'last-resort' ? { at: 'last-resort' } : { at: 'gone', reason };
    }
    case 'wanted':
    case 'ringing':
      if (l.endpoint === undefined || l.startAt === undefined || l.startAt > now) return { at: 'later' };
      return { at: 'ringing', endpoint: l.endpoint, shows: shownTo(call, l), forMs: l.ringMs ?? 0 };
    case 'offered':
      return isPartnerUp(call, l) ? { at: 'room', room: roomOf(call, l) } : { at: 'door' };
    case 'up':
      return { at: 'room', room: roomOf(call, l) };
  }
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
    return call.held || consultedAbout ? 'holding' : 'talk';
  }
  if (attempt?.kind !== 'warm') return 'talk';
  const contactGone = !isUp(call.legs.find((other) => other.id === call.contact));
  if (contactGone) return 'talk';
  if (l.id === attempt.answered) return attempt.swapped ? 'holding' : 'consultation';
  if (l.id === attempt.transferor) return attempt.swapped ? 'talk' : 'consultation';
  return 'talk';
}

/** Ringback is for whoever waits alone for somebody who is being rung. */
function hearsRingback(call: Call, l: Leg, place: Place): boolean {
  const { attempt } = call;
  if (place.at === 'door') return true;
  if (place.at !== 'room' || place.room === 'holding') return false;
  if (l.id === call.contact) {
    const searched = attempt !== null && attempt.kind !== 'warm';
    return searched && insiders(call).length === 0;
  }
  if (attempt?.kind === 'warm') return l.id === attempt.transferor && attempt.answered === null;
  return (
    l.id === call.owner && !isUp(call.legs.find((other) => other.id === call.contact)) && contactIsRung(call)
  );
}

function contactIsRung(call: Call): boolean {
  const contact = call.legs.find((l) => l.id === call.contact);
  return contact?.state === 'wanted' || contact?.state === 'ringing';
}

/**
 * What the phone of a rung leg shows: an outside number sees the line, an inside target who transfers,
 * or without a transferor the contact. Masking adds its policy here.
 */
function shownTo(call: Call, l: Leg): Identity {
  const line: Identity = { name: call.line.name, number: call.line.number };
  if (l.party.type !== 'agent') return line;
  const transferor = call.legs.find((other) => other.id === (call.attempt?.transferor ?? call.owner));
  if (transferor?.party.type === 'agent' && transferor.id !== l.id) {
    return { name: transferor.party.name, number: transferor.party.extension };
  }
  const contact = call.legs.find((other) => other.id === call.contact);
  if (contact?.party.type === 'contact') return { name: contact.party.name, number: contact.party.number };
  return contact?.party.type === 'agent'
    ? { name: contact.party.name, number: contact.party.extension }
    : line;
}
