import { cancel, close, endHold, openAttempt } from './attempts';
import { type Call, insiders, isLive, isUp, leg, outsidersOf, phase } from './call';
import type { Draft } from './draft';
import type { Actor, Command, Refusal, RefusalCode, ResolvedTarget } from './inputs';
import { legLost, settle } from './settle';

/** The verbs of docs/semantics.md#verbs. Returns why not, or null after changing the draft. */
export function applyCommand(draft: Draft, command: Command, by: Actor): Refusal | null {
  const { call } = draft;
  if (call.ended || phase(call) === 'ending') return refusal('call-ended', 'The call is over.');
  const stranger = refuseStranger(call, by);
  if (stranger) return stranger;
  switch (command.type) {
    case 'introduce':
      return refuseAttempt(call, command.target) ?? refuseCrowd(call) ?? introduce(draft, command.target);
    case 'transfer':
      return refuseAttempt(call, command.target) ?? transfer(draft, command.target, command.release);
    case 'merge':
      return refuseOutsideConsultation(call, command.attempt) ?? merge(draft);
    case 'swap':
      return refuseOutsideConsultation(call, command.attempt) ?? swap(draft);
    case 'cancel':
      return refuseClosedAttempt(call, command.attempt) ?? cancelAndTalk(draft);
    case 'leave':
      return leave(draft);
    case 'hold':
      return refuseHold(call) ?? hold(draft);
    case 'resume':
      return call.held ? resume(draft, 'command') : refusal('not-on-hold', 'The contact is not on hold.');
    case 'remove':
      return remove(draft, command.leg);
    case 'drop':
      return done(draft, () => {
        close(draft, 'dropped');
        draft.endAll('dropped');
      });
  }
}

/** Decided here rather than with the request, as the call may have got another owner meanwhile. */
function refuseStranger(call: Call, by: Actor): Refusal | null {
  if (by.type !== 'api' || by.agent === undefined) return null;
  const owner = leg(call, call.owner)?.party;
  const isOwner = owner?.type === 'agent' && owner.agentId === by.agent;
  return isOwner ? null : refusal('not-owner', 'Another agent holds the controls of this call.');
}

function introduce(draft: Draft, target: ResolvedTarget): null {
  return done(draft, () => {
    openAttempt(draft, {
      kind: 'warm',
      target: target.spec,
      transferor: draft.call.owner,
      found: target,
      then: [],
      asker: target.asker,
    });
  });
}

function transfer(draft: Draft, target: ResolvedTarget, release: 'on-answer' | 'now'): null {
  const owner = draft.call.owner;
  openAttempt(draft, {
    kind: 'cold',
    target: target.spec,
    transferor: owner,
    found: target,
    then: [],
    asker: target.asker,
  });
  // Nobody there after all: the transferor stays with the contact.
  if (release === 'now' && owner !== null && draft.call.attempt !== null) {
    draft.end(owner, 'transferred');
    legLost(draft, owner);
  }
  return done(draft, () => undefined);
}

/** Everybody in one conversation. Also what ends a consultation that lasted too long. */
export function merge(draft: Draft): null {
  return done(draft, () => {
    const attempt = draft.call.attempt;
    close(draft, 'merged');
    if (attempt) draft.publish({ type: 'transfer.merged', attempt: attempt.id });
  });
}

function swap(draft: Draft): null {
  return done(draft, () => {
    const attempt = draft.call.attempt;
    if (!attempt) return;
    draft.setAttempt({ swapped: !attempt.swapped });
    draft.publish({ type: 'transfer.swapped', attempt: attempt.id, swapped: !attempt.swapped });
  });
}

/** Contact and transferor are together again, music off (docs/semantics.md#verbs). */
function cancelAndTalk(draft: Draft): null {
  return done(draft, () => {
    cancel(draft);
    if (draft.call.held) endHold(draft, 'command');
  });
}

function leave(draft: Draft): Refusal | null {
  const { attempt, owner } = draft.call;
  const somebodyStays = attempt !== null || insiders(draft.call).length > 1;
  if (owner === null || !somebodyStays || !isUp(draft.leg(owner))) {
    return refusal(
      'nobody-to-take-over',
      'Nobody would be left with the contact: introduce or transfer first, or drop the call.',
    );
  }
  draft.end(owner, 'left');
  legLost(draft, owner);
  return null;
}

/** A transferor who has passed the contact on and stays until somebody answers still talks with the contact. */
function refuseHold(call: Call): Refusal | null {
  const { attempt } = call;
  const isWaitingForTarget = attempt?.kind === 'cold' && attempt.transferor !== null;
  return isWaitingForTarget ? refuseUnlessTogether(call) : refuseUnlessTalking(call);
}

function hold(draft: Draft): null {
  return done(draft, () => {
    draft.set({ held: true });
    draft.publish({ type: 'call.held' });
  });
}

export function resume(draft: Draft, why: 'command' | 'waited-too-long'): null {
  return done(draft, () => endHold(draft, why));
}

function remove(draft: Draft, legId: string): Refusal | null {
  const target = draft.leg(legId);
  if (!isLive(target)) return refusal('unknown-leg', 'No such leg in the call.');
  if (draft.call.attempt) return refuseOpenAttempt(draft.call);
  if (draft.call.legs.filter(isUp).length < 3) {
    return refusal(
      'not-merged',
      'Legs can be removed from a conversation of three or more; drop ends the call.',
    );
  }
  draft.end(legId, 'removed');
  legLost(draft, legId);
  return null;
}

function refuseAttempt(call: Call, target: ResolvedTarget): Refusal | null {
  const nobodyElse = target.waves.flat().length > 0 && outsidersOf(call, target.waves).length === 0;
  return (
    refuseUnlessTalking(call) ??
    (nobodyElse ? refusal('target-in-call', 'The target is already in this call.') : null)
  );
}

function refuseCrowd(call: Call): Refusal | null {
  const parties = call.legs.filter(isUp).length;
  if (parties < call.limits.maxParties) return null;
  return refusal('too-many-parties', `A conversation has at most ${call.limits.maxParties} parties.`);
}

function refuseUnlessTalking(call: Call): Refusal | null {
  return call.attempt ? refuseOpenAttempt(call) : refuseUnlessTogether(call);
}

function refuseUnlessTogether(call: Call): Refusal | null {
  if (!isLive(call.legs.find((l) => l.id === call.contact))) {
    return refusal('no-contact', 'The contact has hung up.');
  }
  if (call.held) return refusal('contact-on-hold', 'The contact is on hold: resume first.');
  const talking =
    isUp(call.legs.find((l) => l.id === call.contact)) && isUp(call.legs.find((l) => l.id === call.owner));
  return talking ? null : refusal('not-answered', 'Owner and contact do not talk yet.');
}

function refuseOpenAttempt(call: Call): Refusal {
  switch (call.attempt?.kind) {
    case 'inbound':
      return refusal('not-answered', 'The call is not answered yet.');
    case 'recall':
      return refusal('attempt-open', 'The contact is being brought back to an agent.');
    case 'warm':
    case 'cold':
    case undefined:
      return refusal(
        'attempt-open',
        `Transfer ${call.attempt?.id ?? ''} is open: merge, complete or cancel it first.`,
      );
  }
}

function refuseClosedAttempt(call: Call, id: string): Refusal | null {
  const { attempt } = call;
  if (attempt?.id === id && (attempt.kind === 'warm' || attempt.kind === 'cold')) return null;
  const closed = call.attempts.find((a) => a.id === id);
  if (closed) return refusal('attempt-closed', `Transfer ${id} has ended: ${closed.outcome}.`);
  return refusal('unknown-attempt', 'No such transfer in this call.');
}

function refuseOutsideConsultation(call: Call, id: string): Refusal | null {
  const closed = refuseClosedAttempt(call, id);
  if (closed) return closed;
  if (isUp(call.legs.find((l) => l.id === call.attempt?.answered))) return null;
  return refusal('not-in-consultation', 'The target has not answered yet.');
}

function refusal(code: RefusalCode, detail: string): Refusal {
  return { code, detail };
}

function done(draft: Draft, change: () => void): null {
  change();
  settle(draft);
  return null;
}
