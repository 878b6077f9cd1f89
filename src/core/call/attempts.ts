import {
  type Asker,
  type Attempt,
  type AttemptId,
  type AttemptKind,
  type AttemptOutcome,
  type FailureReason,
  type Found,
  insiders,
  isLive,
  type LegId,
  outsidersOf,
  type Stop,
  type Wave,
} from './call';
import type { Draft } from './draft';
import type { ResumedWhy } from './inputs';
import { phonesOf } from './ring-together';

/**
 * The life of an attempt: waves ring one after another, stops follow stops, and whatever happens ends in
 * one of: somebody took the contact, the contact is back with the transferor, or recall
 * (docs/semantics.md#when-it-does-not-go-as-planned).
 */

/** How long the directory may take to say who is at a stop before the stop counts as empty. */
export const RESOLVE_WITHIN_MS = 5_000;
/** A search ends after this many stops, wherever they lead. */
const MAX_STOPS = 12;

const lastResort: Stop = { type: 'last-resort' };

export interface NewAttempt {
  readonly kind: AttemptKind;
  readonly target: Stop;
  readonly transferor: LegId | null;
  /** Null: to be asked for. */
  readonly found: Found | null;
  readonly then: readonly Stop[];
  readonly asker?: Asker | undefined;
}

export function openAttempt(
  draft: Draft,
  { kind, target, transferor, found, then, asker }: NewAttempt,
): AttemptId {
  const id = `${draft.call.id}-t${draft.serial()}`;
  const attempt: Attempt = {
    id,
    kind,
    target,
    stop: target,
    transferor,
    from: transferor,
    ...(asker === undefined ? {} : { asker }),
    ringing: [],
    waves: null,
    then,
    stops: 1,
    answered: null,
    swapped: false,
    startedAt: draft.now,
    stopSince: draft.now,
  };
  draft.set({ attempt });
  if (kind === 'warm' || kind === 'cold')
    draft.publish({ type: 'transfer.started', attempt: id, mode: kind });
  if (found) ringFound(draft, found);
  return id;
}

/** It is known who is at the attempt's stop: the first wave rings, without those who are in the call already. */
export function ringFound(draft: Draft, { waves, then, musicClass }: Found): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  draft.setAttempt({
    waves: outsidersOf(draft.call, waves),
    then: [...then, ...attempt.then],
    ...(musicClass === undefined ? {} : { musicClass }),
  });
  nextWave(draft);
}

/** Rings the next wave, or goes to the next stop, or fails. Called when nobody of the present wave is left. */
function nextWave(draft: Draft): void {
  const attempt = draft.call.attempt;
  if (!attempt?.waves) return;
  const [wave, ...rest] = attempt.waves;
  if (!wave) {
    nextStop(draft);
    return;
  }
  draft.setAttempt({ waves: rest });
  draft.setAttempt({ ringing: wave.map((member) => draft.ring(member)) });
  if (wave.length === 0) nextWave(draft);
}

function nextStop(draft: Draft): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  const [stop, ...then] = attempt.then;
  const isTransfer = attempt.kind === 'warm' || attempt.kind === 'cold';
  // A transfer that leads nowhere fails: the contact may have company, and is recalled if not.
  if (!stop || (isTransfer && attempt.stops >= MAX_STOPS)) {
    fail(draft, attempt.failure ?? 'unreachable');
    return;
  }
  if (stop.type === 'last-resort' || attempt.stops >= MAX_STOPS) {
    toLastResort(draft);
    return;
  }
  const stops = attempt.stops + 1;
  draft.setAttempt({ stop, then, stops, waves: null, ringing: [], stopSince: draft.now });
}

/** The dialplan takes the contact: voicemail, an announcement, whatever the operator put there. */
function toLastResort(draft: Draft): void {
  close(draft, draft.call.attempt?.failure ?? 'unreachable');
  draft.publish({ type: 'call.last-resort' });
  draft.end(draft.call.contact, 'last-resort');
}

/** A phone that was rung redirects: whom it names is tried when the others at this stop have had their turn. */
export function targetRedirected(draft: Draft, leg: LegId, to: string): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  draft.publish({ type: 'leg.redirected', leg });
  draft.setAttempt({ then: [{ type: 'redirect', to }, ...attempt.then] });
}

/** A leg of the present wave ended without answering. */
export function targetLost(draft: Draft, reason: FailureReason): void {
  draft.setAttempt({ failure: reason });
  const ringing = draft.call.attempt?.ringing ?? [];
  if (!ringing.some((id) => isLive(draft.leg(id)))) nextWave(draft);
}

/** One target picked up and wins; everybody else in the wave was answered elsewhere. */
export function targetAnswered(draft: Draft, winner: LegId): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  for (const other of attempt.ringing) if (other !== winner) draft.end(other, 'answered-elsewhere');
  draft.setAttempt({ ringing: [] });
  switch (attempt.kind) {
    case 'warm':
      draft.publish({ type: 'transfer.answered', attempt: attempt.id, leg: winner });
      draft.setAttempt({ answered: winner });
      return;
    case 'cold':
      draft.publish({ type: 'transfer.answered', attempt: attempt.id, leg: winner });
      complete(draft, winner);
      return;
    case 'inbound':
    case 'recall':
      close(draft, 'answered');
      setOwner(draft, winner);
      draft.publish({ type: 'call.answered', leg: winner });
      return;
  }
}

/** The target owns the call from here; the transferor, if still there, is let go. */
export function complete(draft: Draft, target: LegId): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  close(draft, 'completed');
  setOwner(draft, target);
  if (attempt.transferor !== null) draft.end(attempt.transferor, 'transferred');
  draft.publish({ type: 'transfer.completed', attempt: attempt.id, owner: target });
}

/** Ends the attempt without a taker: contact and transferor are together again, or the contact is brought back. */
export function fail(draft: Draft, reason: FailureReason): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  close(draft, reason);
  draft.publish({ type: 'transfer.failed', attempt: attempt.id, reason });
  recallUnlessAccompanied(draft);
}

export function cancel(draft: Draft): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  for (const id of attempt.ringing) draft.end(id, 'cancelled');
  if (attempt.answered !== null) draft.end(attempt.answered, 'cancelled');
  close(draft, 'cancelled');
  draft.publish({ type: 'transfer.cancelled', attempt: attempt.id });
  recallUnlessAccompanied(draft);
}

/** Closes the open attempt and ends whoever still rings for it; consequences are the caller's. */
export function close(draft: Draft, outcome: AttemptOutcome): void {
  const attempt = draft.call.attempt;
  if (!attempt) return;
  for (const id of attempt.ringing) draft.end(id, outcome === 'contact-gone' ? 'contact-gone' : 'cancelled');
  const { id, kind, target, startedAt } = attempt;
  draft.set({
    attempt: null,
    attempts: [...draft.call.attempts, { id, kind, target, startedAt, endedAt: draft.now, outcome }],
  });
}

export function setOwner(draft: Draft, owner: LegId | null): void {
  const before = draft.leg(draft.call.owner);
  if (before?.id === owner) return;
  if (before?.party.type === 'agent' && before.endpoint !== undefined) {
    const { party, endpoint } = before;
    const others = draft.call.pastOwners.filter((past) => past.agentId !== party.agentId);
    draft.set({ pastOwners: [{ agentId: party.agentId, party, endpoint }, ...others] });
  }
  draft.set({ owner });
  draft.publish({ type: 'owner.changed', owner });
  if (draft.call.held) endHold(draft, 'owner-gone');
}

export function endHold(draft: Draft, why: ResumedWhy): void {
  draft.set({ held: false });
  draft.publish({ type: 'call.resumed', why });
}

function recallUnlessAccompanied(draft: Draft): void {
  if (insiders(draft.call).length === 0) recall(draft);
}

/**
 * The promise that no contact is ever lost: the last owner twice, those before once, the last owner's group, the line's
 * fallback, and at the end the dialplan's last resort.
 */
export function recall(draft: Draft): void {
  if (!isLive(draft.leg(draft.call.contact))) return;
  setOwner(draft, null);
  const { pastOwners, line, limits } = draft.call;
  const rung: Wave[] = pastOwners.map((past) =>
    phonesOf(draft.call, past).map((to) => ({ ...to, delayMs: 0, ringMs: limits.agentRingMs })),
  );
  const [last, ...before] = rung;
  const waves = last ? [last, last, ...before] : [];
  const [owner] = pastOwners;
  const target: Stop = owner ? { type: 'agent', agentId: owner.agentId } : lastResort;
  const group: readonly Stop[] = owner ? [{ type: 'group-of-agent', agentId: owner.agentId }] : [];
  const then = [...group, ...(line.fallback ? [line.fallback] : []), lastResort];
  // Said before anybody rings, so that the record reads in order.
  draft.publish({ type: 'call.recalling' });
  openAttempt(draft, { kind: 'recall', target, transferor: null, found: { waves, then: [] }, then });
}
