import { close, complete, fail, recall, setOwner, targetLost } from './attempts';
import {
  type Call,
  type FailureReason,
  insiders,
  isLive,
  isUp,
  type Leg,
  leg,
  type LegId,
  liveLegs,
} from './call';
import type { Draft } from './draft';
import { isForHelp } from './outside';
import { ringingWith, ringsOn } from './ring-together';
import { isLeftOnHold } from './topology';

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

/** The transferor's hang-up is a verb: leave in consultation, otherwise the attempt goes on cold without them. */
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
  const consulted = attempt?.answered ?? null;
  if (attempt) close(draft, 'contact-gone');
  draft.set({ held: false });
  // Transferor and target may finish talking, an outside target as well; not one who was with the contact.
  const { line } = draft.call;
  const outside = draft.call.legs.filter(
    (l) => l.party.type === 'number' && l.id !== consulted && !isForHelp(line, l),
  );
  for (const { id } of outside) draft.end(id, 'contact-gone');
}

function failureOf(ended: Leg | undefined): FailureReason {
  switch (ended?.end?.reason) {
    case 'declined':
    case 'busy':
    case 'no-answer':
      return ended.end.reason;
    case 'hung-up': // picked up, and did not want the call when asked
      return 'declined';
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
  const isForsaken =
    draft.call.held ||
    isUnconnected(draft.call) ||
    (isUp(draft.leg(draft.call.contact)) && isCutOff(draft.leg(draft.call.owner))) ||
    (keptUntil(draft.call) ?? 0) > draft.now;
  setOwner(draft, null);
  // The contact did not choose to end the call with the owner's hang-up: bring somebody back.
  if (isForsaken) recall(draft);
  else endPerson(draft, draft.call.contact);
}

/** The one who picked up for the contact went again before the contact's own side was answered. */
function isUnconnected(call: Call): boolean {
  return leg(call, call.contact)?.state === 'offered';
}

/** The owner did not hang up: the phone fell silent, did not answer any more, or the minutes of the day are used up. */
export function isCutOff(owner: Leg | undefined): boolean {
  if (owner?.answeredAt === undefined) return false;
  switch (owner.end?.reason) {
    case 'unreachable':
    case 'no-answer':
    case 'limit-reached':
      return true;
    default:
      return false;
  }
}

/** No phone tells an agent that a transfer has failed: whoever hangs up this soon may think that it goes on. */
const UNAWARE_MS = 2_000;
/** Two who end their consultation together are heard of one after the other. */
const TOGETHER_MS = 500;

/**
 * Until when a contact who has just got somebody back, or been passed on, is not left with the hang-up of that one: it was
 * meant for the transfer, and would not have ended the call a moment earlier. Epoch ms; null if there was no such transfer.
 */
export function keptUntil({ attempts }: Call): number | null {
  const last = attempts.at(-1);
  switch (last?.outcome) {
    case 'declined':
    case 'busy':
    case 'no-answer':
    case 'unreachable':
    case 'target-hung-up':
      return last.endedAt + UNAWARE_MS;
    case 'completed':
      return last.kind === 'warm' ? last.endedAt + TOGETHER_MS : null;
    case undefined:
    case 'answered':
    case 'merged':
    case 'cancelled':
    case 'contact-gone':
    case 'dropped':
    case 'asterisk-restarted':
      return null;
  }
}

/** On every phone on which this person is rung. */
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
  const waits = held || attempt?.answered != null || isLeftOnHold(draft.call);
  if (waits && waitingSince === null) draft.set({ waitingSince: draft.now });
  if (!waits && waitingSince !== null) draft.set({ waitingSince: null });
}
