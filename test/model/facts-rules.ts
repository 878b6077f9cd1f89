import { type Call, type Leg, insiders, isLive, isUp, leg, liveLegs } from '../../src/core/call/call';
import { nextDeadline } from '../../src/core/call/decide';
import { type Input } from '../../src/core/call/inputs';
import { keptUntil } from '../../src/core/call/settle';
import { type Desired, type DesiredLeg, topology } from '../../src/core/call/topology';
import { brokenSecrecy } from './number-rules';

/** Room for a search that asks who is there (5 s) and for one that must press a key (20 s and 10 s). */
const slackMs = 60_000;

/**
 * docs/semantics.md#always-true, as far as facts alone can keep it: what is wrong with them, in words; null if nothing is.
 * Whether Asterisk does what follows from the facts is the simulation's question.
 */
export function brokenRule(call: Call, now: number): string | null {
  return call.ended ? brokenAfterEnd(call, now) : brokenInLife(call, now);
}

/** No contact is lost: they go by themselves, by command, to the last resort, or when all who were with them have gone. */
export function lostContact(before: Call, after: Call, input: Input, at: number): string | null {
  const contact = leg(before, before.contact);
  if (contact?.state !== 'up' && contact?.state !== 'offered') return null;
  const now = leg(after, after.contact);
  if (now?.state !== 'ending' && now?.state !== 'gone') return null;
  const lost = `1: the contact is let go (${now.end?.reason ?? 'without a reason'})`;
  const command = input.type === 'command' ? input.command : null;
  switch (now.end?.reason) {
    case 'dropped':
      return command?.type === 'drop' ? null : lost;
    case 'removed':
      return command?.type === 'remove' && command.leg === after.contact ? null : lost;
    case 'last-resort':
      return before.attempt?.kind === 'inbound' || before.attempt?.kind === 'recall' ? null : lost;
    case 'call-over':
      if ((command !== null && command.type !== 'remove') || input.type === 'limit-reached') return lost;
      // Nobody who could have meant to end the call has hung up.
      if (input.type === 'leg-gone' && input.how === 'unreachable' && isUp(leg(before, input.leg)))
        return lost;
      if (before.attempt !== null || before.held || (keptUntil(before) ?? 0) > at) return lost;
      return contact.state === 'up' && hasLostItsCompany(before, after) ? null : lost;
    case 'limit-reached':
      // The contact is outside as well, and it is the contact's leg that costs.
      return input.type === 'limit-reached' && input.leg === after.contact ? null : lost;
    case 'asterisk-restarted':
      return input.type === 'asterisk-restarted' ? null : lost;
    default:
      return input.type === 'leg-gone' && input.leg === after.contact ? null : lost;
  }
}

function hasLostItsCompany(before: Call, after: Call): boolean {
  const company = before.legs.filter((l) => isLive(l) && l.id !== before.contact);
  return company.length > 0 && company.every((l) => !isLive(leg(after, l.id)));
}

function brokenAfterEnd(call: Call, now: number): string | null {
  if (call.legs.some((l) => l.state !== 'gone')) return '2: the call is over, and a leg is not';
  if (call.attempt) return '2: the call is over, and an attempt is open';
  if (call.owner !== null) return '2: the call is over and has an owner';
  if (nextDeadline(call, now) !== null) return '2: the call is over, and a timer runs';
  return topology(call, now).legs.length > 0 ? '2: the call is over, and something is wanted' : null;
}

function brokenInLife(call: Call, now: number): string | null {
  if (call.legs.every((l) => l.state === 'gone')) return '2: every leg is gone, and the call goes on';
  const desired = topology(call, now);
  return (
    brokenContact(call, desired, now) ??
    brokenOwner(call) ??
    brokenAttempt(call, now) ??
    brokenPrivacy(call, desired) ??
    brokenLoneliness(call) ??
    brokenSecrecy(call)
  );
}

/** Rule 1. */
function brokenContact(call: Call, desired: Desired, now: number): string | null {
  const contact = leg(call, call.contact);
  const wanted = desired.legs.find(({ id }) => id === call.contact);
  if (!isLive(contact) || !wanted) return null;
  if (contact.state !== 'up' && contact.state !== 'offered') return null;
  const { place, ringback } = wanted;
  if (place.at !== 'room' && place.at !== 'door') return `1: the contact is ${place.at}`;
  const isEntertained = ringback || (place.at === 'room' && place.room === 'holding');
  if (!isEntertained) {
    return company(desired, wanted).length > 0 ? null : '1: the contact is alone in silence';
  }
  const due = nextDeadline(call, now);
  if (due === null) return '1: the contact waits, and nothing bounds it';
  const longest =
    Math.max(call.limits.maxWaitMs, call.limits.agentRingMs, call.limits.numberRingMs) + slackMs;
  return due > now + longest ? '1: the contact waits for too long' : null;
}

function company(desired: Desired, wanted: DesiredLeg): readonly DesiredLeg[] {
  const { place } = wanted;
  if (place.at !== 'room') return [];
  return desired.legs.filter(
    (other) =>
      other.id !== wanted.id &&
      ((other.place.at === 'room' && other.place.room === place.room) ||
        (other.place.at === 'ringing' && other.place.heardIn === place.room)),
  );
}

/** Rule 3, first half. */
function brokenOwner(call: Call): string | null {
  const owner = leg(call, call.owner);
  if (call.owner !== null && !isLive(owner) && call.legs.some(isLive))
    return '3: the owner is not in the call';
  if (owner && call.attempt?.ringing.includes(owner.id)) return '3: who is asked to take over owns the call';
  const someoneCould = isUp(leg(call, call.contact)) && insiders(call).length > 0;
  return call.owner === null && someoneCould && !call.attempt ? '3: nobody owns the call' : null;
}

/** Rule 3, second half: whoever is rung is rung for the one open attempt, or along with their other phone, which rings too. */
function brokenAttempt(call: Call, now: number): string | null {
  const { attempt } = call;
  const isRung = (l: Leg) => l.state === 'wanted' || l.state === 'ringing' || l.state === 'confirming';
  const hasPlace = (l: Leg) =>
    l.id === call.contact || l.id === call.owner || attempt?.ringing.includes(l.id) === true;
  const ringsAlong = ({ ringsWith = [] }: Leg) =>
    call.legs.some((l) => ringsWith.includes(l.id) && hasPlace(l) && isRung(l));
  const stray = call.legs.find((l) => isRung(l) && !hasPlace(l) && !ringsAlong(l));
  if (stray) return `3: ${stray.id} is rung for nothing`;
  if (!attempt) return null;
  if (!isLive(leg(call, call.contact))) return '3: an attempt is open for a contact who has gone';
  if (attempt.answered !== null && !isUp(leg(call, attempt.answered))) return '3: the target is not there';
  if (attempt.transferor !== null && !isLive(leg(call, attempt.transferor)))
    return '3: the transferor is not there';
  if (
    attempt.answered === null &&
    attempt.waves !== null &&
    !attempt.ringing.some((id) => isLive(leg(call, id)))
  )
    return '3: an attempt is open in which nobody rings';
  return nextDeadline(call, now) === null ? '3: an attempt is open that nothing bounds' : null;
}

/** Nobody hears half a call: in consultation either the contact or the target is out of hearing. */
function brokenPrivacy(call: Call, desired: Desired): string | null {
  const answered = call.attempt?.answered;
  if (answered === undefined || answered === null) return null;
  const room = (id: string) => {
    const place = desired.legs.find((l) => l.id === id)?.place;
    return place?.at === 'room' ? place.room : null;
  };
  // In a holding bridge everybody hears the music, and nobody anybody else.
  return room(call.contact) === room(answered) && room(answered) !== 'holding'
    ? '1: contact and target hear each other in consultation'
    : null;
}

/** Without the contact at least two must be there to talk. */
function brokenLoneliness(call: Call): string | null {
  if (isLive(leg(call, call.contact))) return null;
  return liveLegs(call).length === 1 ? '2: somebody is left alone in a call without contact' : null;
}
