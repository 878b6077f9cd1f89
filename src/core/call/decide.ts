import { close, RESOLVE_WITHIN_MS, ringFound, targetAnswered, targetRedirected } from './attempts';
import { type Call, hasAnswered, isLive, isUp, type Leg } from './call';
import { applyCommand, merge, resume } from './commands';
import { Draft } from './draft';
import type { Decision, Input } from './inputs';
import { isForHelp, isOutside, longestMs, ringsForMs } from './outside';
import { keepPresented } from './presentation';
import { answeredFirst, ringingWith } from './ring-together';
import { legLost, settle } from './settle';
import { companyOf } from './topology';

/**
 * The one place where a call changes: pure, total, without clock.
 *
 * @param now epoch milliseconds; the time the input is decided, not when it happened.
 * @returns the changed facts and what to publish, or a refusal (commands only). Never throws; an input
 *   that no longer fits (a doubled or late event) changes nothing.
 */
export function decide(call: Call, input: Input, now: number): Decision {
  const draft = new Draft(call, now);
  if (input.type === 'command') {
    const refusal = applyCommand(draft, input.command, input.by);
    if (refusal) return { ok: false, refusal };
  } else if (!call.ended) {
    report(draft, input);
  }
  keepPresented(draft);
  return { ok: true, call: draft.call, publish: draft.events };
}

function report(draft: Draft, input: Exclude<Input, { type: 'command' }>): void {
  switch (input.type) {
    case 'leg-ringing':
      return legRinging(draft, input.leg);
    case 'leg-up':
      return legUp(draft, input.leg);
    case 'leg-gone': {
      const gone = draft.leg(input.leg);
      if (!gone || gone.state === 'gone') return;
      const end = gone.end ?? { reason: input.how, at: draft.now };
      draft.setLeg(gone.id, { state: 'gone', end });
      draft.publish({ type: 'leg.ended', leg: gone.id, reason: end.reason });
      // A leg that we ended had its consequences when we decided so.
      return gone.state === 'ending' ? settle(draft) : legLost(draft, gone.id);
    }
    case 'leg-failed':
      // Late news of one that rings nevertheless, or has answered by now, changes nothing.
      if (!isBeingRung(draft.leg(input.leg))) return;
      draft.end(input.leg, 'unreachable');
      return legLost(draft, input.leg);
    case 'phone-hold': {
      const holder = draft.leg(input.leg);
      if (!isLive(holder) || (holder.phoneHold ?? false) === input.on) return;
      draft.setLeg(input.leg, { phoneHold: input.on });
      draft.publish({ type: 'leg.hold', leg: input.leg, on: input.on });
      return settle(draft);
    }
    case 'found': {
      const attempt = draft.call.attempt;
      if (attempt?.id !== input.attempt || attempt.stops !== input.stops || attempt.waves !== null) return;
      ringFound(draft, input.found);
      return settle(draft);
    }
    case 'key':
      return keyPressed(draft, input.leg, input.key);
    case 'prompt-ended':
      if (draft.leg(input.leg)?.state === 'confirming') {
        draft.setLeg(input.leg, { confirmBy: draft.now + CONFIRM_WITHIN_MS });
      }
      return;
    case 'leg-progress':
      if (isBeingRung(draft.leg(input.leg))) draft.setLeg(input.leg, { earlyMedia: true });
      return;
    case 'leg-redirected':
      if (!isBeingRung(draft.leg(input.leg))) return;
      targetRedirected(draft, input.leg, input.to);
      draft.end(input.leg, 'declined');
      return legLost(draft, input.leg);
    case 'limit-reached': {
      const l = draft.leg(input.leg);
      if (!isUp(l) || !isOutside(l) || isForHelp(draft.call.line, l)) return;
      draft.end(input.leg, 'limit-reached');
      return legLost(draft, input.leg);
    }
    case 'time':
      return timePassed(draft);
    case 'asterisk-restarted':
      for (const l of draft.call.legs) goneWithAsterisk(draft, l);
      close(draft, 'asterisk-restarted');
      draft.set({ held: false });
      return settle(draft);
  }
}

function goneWithAsterisk(draft: Draft, { id, state }: Leg): void {
  if (state === 'gone') return;
  draft.setLeg(id, { state: 'gone', end: { reason: 'asterisk-restarted', at: draft.now } });
  draft.publish({ type: 'leg.ended', leg: id, reason: 'asterisk-restarted' });
}

function isBeingRung(l: Leg | undefined): boolean {
  return l?.state === 'wanted' || l?.state === 'ringing';
}

/** Time to press 1 once everything has been said, and until it must have been said (docs/semantics.md#how-long). */
const CONFIRM_WITHIN_MS = 10_000;
const PROMPT_WITHIN_MS = 20_000;

/** An outside target, asked whether it accepts: 1 does, 2 does not. */
function keyPressed(draft: Draft, id: string, key: string): void {
  if (draft.leg(id)?.state !== 'confirming') return;
  if (key === '1') {
    answered(draft, id);
  } else if (key === '2') {
    draft.end(id, 'declined');
    legLost(draft, id);
  }
}

function legRinging(draft: Draft, id: string): void {
  if (draft.leg(id)?.state !== 'wanted') return;
  draft.setLeg(id, { state: 'ringing' });
  draft.publish({ type: 'leg.ringing', leg: id });
}

function legUp(draft: Draft, id: string): void {
  const up = draft.leg(id);
  if (!isLive(up) || hasAnswered(up)) return;
  if (up.confirm === true && draft.call.attempt?.ringing.includes(id)) {
    draft.setLeg(id, {
      state: 'confirming',
      connectedAt: draft.now,
      confirmBy: draft.now + PROMPT_WITHIN_MS,
    });
    draft.publish({ type: 'leg.confirming', leg: id });
    return;
  }
  answered(draft, id);
}

function answered(draft: Draft, id: string): void {
  draft.setLeg(id, { state: 'up', answeredAt: draft.now });
  draft.publish({ type: 'leg.answered', leg: id });
  answeredFirst(draft, id);
  const { attempt, contact, owner } = draft.call;
  if (attempt?.ringing.includes(id)) {
    targetAnswered(draft, id);
  } else if (id === owner && draft.leg(contact)?.state === 'wanted') {
    // Originate: the agent has picked up, now the other side may ring.
    for (const phone of [contact, ...ringingWith(draft.call, contact)]) {
      if (draft.leg(phone)?.startAt === undefined) draft.setLeg(phone, { startAt: draft.now });
    }
  } else if (id === contact && draft.call.direction !== 'inbound') {
    draft.publish({ type: 'call.answered', leg: id });
  }
  settle(draft);
}

function timePassed(draft: Draft): void {
  for (const { id } of draft.call.legs) {
    endAt(draft, id, ringDeadline(draft.call, id), 'no-answer');
    endAt(draft, id, lengthDeadline(draft.call, id), 'too-long');
  }
  const { attempt, held } = draft.call;
  if (attempt?.waves === null && attempt.stopSince + RESOLVE_WITHIN_MS <= draft.now) {
    ringFound(draft, { waves: [], then: [] });
  }
  const waitEnds = waitDeadline(draft.call);
  if (waitEnds !== null && waitEnds <= draft.now) {
    if (held) resume(draft, 'waited-too-long');
    else if (attempt?.answered != null) merge(draft);
    else giveUpHolders(draft);
  }
  settle(draft);
}

/** An agent who has left the contact on hold by the phone's key for too long is treated as one whose phone has died. */
function giveUpHolders(draft: Draft): void {
  for (const { id } of companyOf(draft.call)) {
    draft.end(id, 'no-answer');
    legLost(draft, id);
  }
}

function endAt(draft: Draft, id: string, due: number | null, reason: 'no-answer' | 'too-long'): void {
  if (due === null || due > draft.now) return;
  draft.end(id, reason);
  legLost(draft, id);
}

/** An outside leg that nobody ends costs money for ever. */
function lengthDeadline(call: Call, id: string): number | null {
  const l = call.legs.find((other) => other.id === id);
  if (!isUp(l) || l.answeredAt === undefined) return null;
  const lasts = longestMs(call, l);
  return lasts === null ? null : l.answeredAt + lasts;
}

function ringDeadline(call: Call, id: string): number | null {
  const l = call.legs.find((other) => other.id === id);
  if (l?.state === 'confirming') return l.confirmBy ?? null;
  if (!l || !isBeingRung(l)) return null;
  const ringsMs = ringsForMs(call, l);
  return l.startAt === undefined || ringsMs === undefined ? null : l.startAt + ringsMs;
}

function waitDeadline(call: Call): number | null {
  return call.waitingSince === null ? null : call.waitingSince + call.limits.maxWaitMs;
}

/**
 * When the runner must post `{ type: 'time' }` next, epoch ms; null if nothing is bounded.
 * Legs with a delayed start count: the topology wants them dialled from then on.
 */
export function nextDeadline(call: Call, now: number): number | null {
  if (call.ended) return null;
  const due: number[] = [];
  for (const l of call.legs) {
    const rings = ringDeadline(call, l.id);
    if (rings !== null) due.push(rings);
    const length = lengthDeadline(call, l.id);
    if (length !== null) due.push(length);
    if (l.state === 'wanted' && l.startAt !== undefined && l.startAt > now) due.push(l.startAt);
  }
  const wait = waitDeadline(call);
  if (wait !== null) due.push(wait);
  if (call.attempt?.waves === null) due.push(call.attempt.stopSince + RESOLVE_WITHIN_MS);
  return due.length === 0 ? null : Math.min(...due);
}
