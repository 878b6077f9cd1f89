import { type Call, insiders, isLive, isUp, type Leg, leg, type LegId, liveLegs } from './call';
import { nextDeadline } from './decide';
import { ringsForMs } from './outside';
import { shownTooMuch } from './secrecy';
import { type Desired, type DesiredLeg, topology } from './topology';

/**
 * What docs/semantics.md#always-true promises, as far as facts alone can keep it: each way to break it, by name, with the
 * promise that it breaks. The set is closed, so that broken ones can be counted by name.
 */
export const rules = {
  'contact-nowhere': { promise: 1, broken: 'the contact is in no room and at no door' },
  'contact-in-silence': { promise: 1, broken: 'the contact is alone in silence' },
  'wait-unbounded': { promise: 1, broken: 'the contact waits, and nothing bounds it' },
  'wait-too-long': { promise: 1, broken: 'the contact waits for too long' },
  'consultation-overheard': {
    promise: 1,
    broken: 'contact and target hear each other in consultation',
  },
  'over-with-legs': { promise: 2, broken: 'the call is over, and a leg is not' },
  'over-with-attempt': { promise: 2, broken: 'the call is over, and an attempt is open' },
  'over-with-owner': { promise: 2, broken: 'the call is over and has an owner' },
  'over-with-timer': { promise: 2, broken: 'the call is over, and a timer runs' },
  'over-and-wanted': { promise: 2, broken: 'the call is over, and something is wanted' },
  'without-legs': { promise: 2, broken: 'every leg is gone, and the call goes on' },
  'left-alone': { promise: 2, broken: 'somebody is left alone in a call without contact' },
  'owner-not-there': { promise: 3, broken: 'the owner is not in the call' },
  'owner-asked': { promise: 3, broken: 'the party that is asked to take over owns the call' },
  'owner-missing': { promise: 3, broken: 'nobody owns the call' },
  'rung-for-nothing': { promise: 3, broken: 'somebody is rung for nothing' },
  'attempt-without-contact': { promise: 3, broken: 'an attempt is open for a contact who has gone' },
  'target-not-there': { promise: 3, broken: 'the target is not there' },
  'transferor-not-there': { promise: 3, broken: 'the transferor is not there' },
  'attempt-without-ringing': { promise: 3, broken: 'an attempt is open in which nobody rings' },
  'attempt-unbounded': { promise: 3, broken: 'an attempt is open that nothing bounds' },
  'secret-shown': { promise: 5, broken: 'a phone is shown what its party must not see' },
} as const satisfies Readonly<Record<string, { readonly promise: 1 | 2 | 3 | 5; readonly broken: string }>>;

export type Rule = keyof typeof rules;

export interface BrokenRule {
  readonly rule: Rule;
  /** The leg that it is about, where it is about one. */
  readonly leg?: LegId;
}

/** In words, with the promise in front. No number is in it. */
export function inWords({ rule, leg: id }: BrokenRule): string {
  const { promise, broken } = rules[rule];
  return `${promise}: ${broken}${id === undefined ? '' : ` (${id})`}`;
}

/** Room for a search that asks who is there (5 s) and for one that must press a key (20 s and 10 s). */
const SLACK_MS = 60_000;

/**
 * What is wrong with the facts of a call; null if nothing is. Whether Asterisk does what follows from the facts is not told
 * by them.
 */
export function brokenRule(call: Call, now: number): BrokenRule | null {
  return call.ended ? brokenAfterEnd(call, now) : brokenInLife(call, now);
}

function breaks(rule: Rule, l?: Leg): BrokenRule {
  return l === undefined ? { rule } : { rule, leg: l.id };
}

function brokenAfterEnd(call: Call, now: number): BrokenRule | null {
  const left = call.legs.find((l) => l.state !== 'gone');
  if (left) return breaks('over-with-legs', left);
  if (call.attempt) return breaks('over-with-attempt');
  if (call.owner !== null) return breaks('over-with-owner');
  if (nextDeadline(call, now) !== null) return breaks('over-with-timer');
  return topology(call, now).legs.length > 0 ? breaks('over-and-wanted') : null;
}

function brokenInLife(call: Call, now: number): BrokenRule | null {
  if (call.legs.every((l) => l.state === 'gone')) return breaks('without-legs');
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

/** Promise 1. */
function brokenContact(call: Call, desired: Desired, now: number): BrokenRule | null {
  const contact = leg(call, call.contact);
  const wanted = desired.legs.find(({ id }) => id === call.contact);
  if (!isLive(contact) || !wanted) return null;
  if (contact.state !== 'up' && contact.state !== 'offered') return null;
  const { place, ringback } = wanted;
  if (place.at !== 'room' && place.at !== 'door') return breaks('contact-nowhere', contact);
  const isEntertained = ringback || (place.at === 'room' && place.room === 'holding');
  if (!isEntertained) {
    return company(desired, wanted).length > 0 ? null : breaks('contact-in-silence', contact);
  }
  const due = nextDeadline(call, now);
  if (due === null) return breaks('wait-unbounded', contact);
  return due > now + longestWaitMs(call) ? breaks('wait-too-long', contact) : null;
}

/** A centre for help rings for longer than anybody else. */
function longestWaitMs(call: Call): number {
  const { maxWaitMs, agentRingMs, numberRingMs } = call.limits;
  const rings = call.legs.filter(isRung).map((l) => ringsForMs(call, l) ?? 0);
  return Math.max(maxWaitMs, agentRingMs, numberRingMs, ...rings) + SLACK_MS;
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

/** Promise 3, first half. */
function brokenOwner(call: Call): BrokenRule | null {
  const owner = leg(call, call.owner);
  if (call.owner !== null && !isLive(owner) && call.legs.some(isLive))
    return breaks('owner-not-there', owner);
  if (owner && call.attempt?.ringing.includes(owner.id)) return breaks('owner-asked', owner);
  const someoneCould = isUp(leg(call, call.contact)) && insiders(call).length > 0;
  return call.owner === null && someoneCould && !call.attempt ? breaks('owner-missing') : null;
}

function isRung(l: Leg): boolean {
  return l.state === 'wanted' || l.state === 'ringing' || l.state === 'confirming';
}

/** Promise 3, second half: whoever is rung is rung for the one open attempt, or along with their other phone, which rings too. */
function brokenAttempt(call: Call, now: number): BrokenRule | null {
  const { attempt } = call;
  const hasPlace = (l: Leg) =>
    l.id === call.contact || l.id === call.owner || attempt?.ringing.includes(l.id) === true;
  const ringsAlong = ({ ringsWith = [] }: Leg) =>
    call.legs.some((l) => ringsWith.includes(l.id) && hasPlace(l) && isRung(l));
  const stray = call.legs.find((l) => isRung(l) && !hasPlace(l) && !ringsAlong(l));
  if (stray) return breaks('rung-for-nothing', stray);
  if (!attempt) return null;
  if (!isLive(leg(call, call.contact))) return breaks('attempt-without-contact');
  if (attempt.answered !== null && !isUp(leg(call, attempt.answered))) return breaks('target-not-there');
  if (attempt.transferor !== null && !isLive(leg(call, attempt.transferor)))
    return breaks('transferor-not-there');
  if (
    attempt.answered === null &&
    attempt.waves !== null &&
    !attempt.ringing.some((id) => isLive(leg(call, id)))
  )
    return breaks('attempt-without-ringing');
  return nextDeadline(call, now) === null ? breaks('attempt-unbounded') : null;
}

/** Nobody hears half a call: in consultation either the contact or the target is out of hearing. */
function brokenPrivacy(call: Call, desired: Desired): BrokenRule | null {
  const answered = call.attempt?.answered;
  if (answered === undefined || answered === null) return null;
  const room = (id: string) => {
    const place = desired.legs.find((l) => l.id === id)?.place;
    return place?.at === 'room' ? place.room : null;
  };
  // In a holding bridge everybody hears the music, and nobody anybody else.
  return room(call.contact) === room(answered) && room(answered) !== 'holding'
    ? breaks('consultation-overheard')
    : null;
}

/** Without the contact at least two must be there to talk. */
function brokenLoneliness(call: Call): BrokenRule | null {
  if (isLive(leg(call, call.contact))) return null;
  const [last, ...others] = liveLegs(call);
  return last && others.length === 0 ? breaks('left-alone', last) : null;
}

/** Promise 5. */
function brokenSecrecy(call: Call): BrokenRule | null {
  const viewer = shownTooMuch(call);
  return viewer ? breaks('secret-shown', viewer) : null;
}
