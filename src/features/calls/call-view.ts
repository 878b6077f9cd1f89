import { type AttemptKind, type Call, type Leg, leg, phase, type Stop } from '../../core/call/call';
import type { Presented } from '../../core/caller-id/view';
import type { CallResource, TargetResource, TransferResource } from './call.dto';

/** A call as the API shows it. */
export function toResource(call: Call): CallResource {
  const { attempt } = call;
  const closed = call.attempts.filter((past) => isTransfer(past.kind));
  return {
    id: call.id,
    state: phase(call),
    direction: call.direction,
    line: call.unknown ? null : { id: call.line.id, name: call.line.name, number: call.line.number },
    dialled: call.unknown && call.line.number !== '' ? { type: 'number', number: call.line.number } : null,
    contact: call.contact,
    owner: call.owner,
    legs: call.legs.map(legResource),
    transfer: attempt && isTransfer(attempt.kind) ? openTransfer(call) : null,
    transfers: closed.map((past) => ({
      id: past.id,
      mode: past.kind === 'warm' ? 'warm' : 'cold',
      target: targetResource(past.target),
      outcome: past.outcome,
      startedAt: iso(past.startedAt),
      endedAt: iso(past.endedAt),
    })),
    startedAt: iso(call.startedAt),
    endedAt: call.ended ? iso(call.ended.at) : null,
    endReason: call.ended?.reason ?? null,
  };
}

/** The open transfer. */
export function openTransfer(call: Call): TransferResource | null {
  const { attempt } = call;
  if (!attempt) return null;
  const target = attempt.answered ?? attempt.ringing.find((id) => leg(call, id)?.state !== 'gone') ?? null;
  return {
    id: attempt.id,
    mode: attempt.kind === 'warm' ? 'warm' : 'cold',
    state: attempt.answered === null ? 'ringing' : 'consultation',
    target: targetResource(attempt.target),
    targetLeg: target,
    transferor: attempt.transferor,
    swapped: attempt.swapped,
    startedAt: iso(attempt.startedAt),
  };
}

function isTransfer(kind: AttemptKind): boolean {
  return kind === 'warm' || kind === 'cold';
}

function legResource(l: Leg): CallResource['legs'][number] {
  return {
    id: l.id,
    party: l.party,
    state: l.state,
    phoneHold: l.phoneHold ?? false,
    shows: l.shows ? presentedResource(l.shows) : null,
    shownBefore: (l.shownBefore ?? []).map(presentedResource),
    answeredAt: l.answeredAt === undefined ? null : iso(l.answeredAt),
    endReason: l.end?.reason ?? null,
  };
}

function presentedResource({ name, number, profile, reason }: Presented) {
  return { name, number, reason, ...(profile === undefined ? {} : { profile }) };
}

function targetResource(stop: Stop): TargetResource {
  switch (stop.type) {
    case 'agent':
      return { type: 'agent', id: stop.agentId };
    case 'number':
      return { type: 'number', number: stop.number };
    case 'ring-group':
      return { type: 'ring-group', id: stop.groupId };
    case 'group-of-agent':
    case 'redirect':
    case 'last-resort':
      return { type: stop.type };
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
