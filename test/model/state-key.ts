import type { Call, Leg } from '../../src/core/call/call';
import { keptUntil } from '../../src/core/call/settle';

/**
 * What distinguishes two states for everything that can still happen: ids become places in a list, times become distances
 * from now, and what has ended is left out.
 */
export function stateKey(call: Call, now: number): string {
  const legs = call.legs.filter((l) => l.state !== 'gone');
  const place = (id: string | null) => (id === null ? -1 : legs.findIndex((l) => l.id === id));
  const from = (at: number | undefined) => (at === undefined ? null : at - now);
  const { attempt } = call;
  return JSON.stringify([
    legs.map((l) => [who(l), l.state, from(l.startAt), l.ringMs, from(l.confirmBy), traits(l)]),
    place(call.contact),
    place(call.owner),
    call.held,
    call.waitingSince === null ? null : call.waitingSince - now,
    call.ended !== null,
    (keptUntil(call) ?? 0) > now,
    call.pastOwners.map(({ agentId }) => agentId),
    attempt && [
      attempt.kind,
      attempt.stop,
      attempt.then,
      attempt.stops,
      attempt.ringing.map(place),
      attempt.waves?.map((wave) => wave.map((ring) => [ring.endpoint, ring.delayMs, ring.confirm])),
      place(attempt.transferor),
      place(attempt.answered),
      attempt.swapped,
      attempt.waves === null ? attempt.stopSince - now : null,
    ],
  ]);
}

function who({ party, endpoint }: Leg): string {
  return endpoint ?? party.type;
}

function traits(l: Leg): string {
  return [l.confirm, l.earlyMedia, l.phoneHold, l.end?.reason].map((trait) => String(trait ?? '')).join(' ');
}
