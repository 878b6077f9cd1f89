import { type FailureReason, type Leg, type LegId, insiders, isLive, leg, liveLegs } from './call';
import { close, complete, fail, recall, setOwner, targetLost } from './attempts';
import { type Draft } from './draft';
import { ringingWith, ringsOn } from './ring-together';

/** What follows when a leg is lost to the call, whether it hung up or we ended it. */
export function legLost(draft: Draft, lost: LegId): void {
  if (ringsOn(draft, lost)) return;
  const attempt = draft.call.attempt;
  if (lost === draft.call.contact) {
    contactLost(draft);
  } else if (attempt?.answered === lost) {
    fail(draft, 'target-hung-up');
  } else if (attempt?.ringing.includes(lost)) {
    targetLost(draft, failureOf(draft.leg(lost)));
  } else if (attempt && attempt.transferor === lost) {
    transferorLost(draft);
  }
  settle(draft);
}

/** The transferor's hang-up is a verb: leave in consultation, otherwise the attempt goes on cold without him. */
function transferorLost(draft: Draft): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  if (attempt.answered !== null) {
    complete(draft, attempt.answered);
    return;
  }
  setOwner(draft, null);
  if (attempt.kind === 'warm') draft.publish({ type: 'transfer.turned-cold', attempt: attempt.id });
  draft.setAttempt({ kind: 'cold', transferor: null });
}

function contactLost(draft: Draft): void {
  const attempt = draft.call.attempt;
  const consulting = attempt?.answered != null;
  if (attempt) close(draft, 'contact-gone');
  draft.set({ held: false });
  if (consulting) return; // transferor and target may finish talking, an outside target as well
  for (const l of draft.call.legs) if (l.party.type === 'number') draft.end(l.id, 'contact-gone');
}

function failureOf(ended: Leg | undefined): FailureReason {
  switch (ended?.end?.reason) {
    case 'declined':
    case 'busy':
    case 'no-answer':
      return ended.end.reason;
    default:
      return 'unreachable';
  }
}

/**
 * Makes the facts consistent after any input: the call has an owner if somebody is there to be one, nobody
 * is left alone without a timer that leads on, and a call without legs is over.
 */
export function settle(draft: Draft): void {
  if (draft.call.ended) return;
  if (isLive(draft.leg(draft.call.contact))) settleWithContact(draft);
  else settleWithoutContact(draft);
  settleWaiting(draft);
  if (draft.call.legs.every((l) => l.state === 'gone')) {
    const reason = leg(draft.call, draft.call.contact)?.end?.reason ?? 'call-over';
    draft.set({ ended: { reason, at: draft.now }, owner: null });
    draft.publish({ type: 'call.ended', reason });
  }
}

function settleWithContact(draft: Draft): void {
  if (draft.call.attempt) return;
  if (isLive(draft.leg(draft.call.owner))) return;
  const heir = newest(insiders(draft.call));
  if (heir) {
    setOwner(draft, heir.id);
    return;
  }
  const held = draft.call.held;
  setOwner(draft, null);
  draft.set({ held: false });
  // A contact on hold did not choose to end the call with the owner's hang-up: bring somebody back.
  if (held) recall(draft);
  else endPerson(draft, draft.call.contact);
}

/** On whichever phone he rings. */
function endPerson(draft: Draft, id: LegId): void {
  for (const phone of [id, ...ringingWith(draft.call, id)]) draft.end(phone, 'call-over');
}

function settleWithoutContact(draft: Draft): void {
  if (draft.call.attempt) close(draft, 'contact-gone');
  const left = liveLegs(draft.call);
  if (left.length < 2) draft.endAll('call-over');
  else if (!isLive(draft.leg(draft.call.owner))) setOwner(draft, newest(left)?.id ?? null);
}

/** Agents before outside numbers, the last to join first. */
function newest(legs: readonly Leg[]): Leg | undefined {
  return legs.findLast((l) => l.party.type === 'agent') ?? legs.at(-1);
}

function settleWaiting(draft: Draft): void {
  const { attempt, held, waitingSince } = draft.call;
  const waits = held || attempt?.answered != null;
  if (waits && waitingSince === null) draft.set({ waitingSince: draft.now });
  if (!waits && waitingSince !== null) draft.set({ waitingSince: null });
}
