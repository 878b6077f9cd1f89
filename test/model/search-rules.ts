import {
  type Attempt,
  type Call,
  type ClosedAttempt,
  isLive,
  isUp,
  leg,
  type Stop,
} from '../../src/core/call/call';

/** A search gives up after so many stops. */
const mostStops = 12;

/**
 * The promise behind rule 1: whoever was to be tried is tried, in the order of docs/semantics.md#recall, before a search fails or the
 * contact is handed to the last resort; and an answering machine does not get the contact. What is wrong with a change of
 * facts, in words; null if nothing is.
 */
export function passedOver(before: Call, after: Call): string | null {
  const connected = after.legs.find((l) => isUp(l) && l.confirm === true && !hasBeenAsked(before, l.id));
  if (connected) return `1: ${connected.id} is connected, and was not asked`;
  const [was, is] = [before.attempt, after.attempt];
  if (is?.kind === 'recall' && is.id !== was?.id) return brokenRecall(after, is);
  if (isAtLastResort(after) && !isAtLastResort(before)) return brokenLastResort(before, after);
  if (!was) return null;
  if (is?.id === was.id) return brokenOrder(before, after, was, is);
  const closed = after.attempts.find(({ id }) => id === was.id);
  return closed && hasFailed(closed) ? unfinished(after, was, []) : null;
}

function hasBeenAsked(before: Call, id: string): boolean {
  const state = leg(before, id)?.state;
  return state === 'confirming' || state === 'up';
}

/** The last owner twice, those before once; then the last owner's group, the line's fallback, and the last resort. */
function brokenRecall(call: Call, recall: Attempt): string | null {
  const [last] = call.pastOwners;
  const isThere = (agentId: string) =>
    call.legs.some((l) => isLive(l) && !recall.ringing.includes(l.id) && agentOf(l) === agentId);
  const owners = [...(last ? [last] : []), ...call.pastOwners].map(({ agentId }) => agentId);
  const expected = owners.filter((agentId) => !isThere(agentId));
  const ringing = recall.ringing.map((id) => agentOf(leg(call, id)));
  const rung = [ringing, ...(recall.waves ?? []).map((wave) => wave.map(agentOf))]
    .filter((wave) => wave.length > 0)
    .map((wave) => [...new Set(wave)].join(' '));
  if (rung.join(', ') !== expected.join(', '))
    return `1: recall rings ${rung.join(', ')} and not ${expected.join(', ')}`;
  const stops: Stop[] = [
    ...(last ? [{ type: 'group-of-agent', agentId: last.agentId } as const] : []),
    ...(call.line.fallback ? [call.line.fallback] : []),
    { type: 'last-resort' },
  ];
  const isAtOwners = recall.stops === 1;
  const left = [...(isAtOwners ? [] : [recall.stop]), ...recall.then];
  return isSame(left, stops) ? null : `1: recall leads to ${JSON.stringify(left)}`;
}

function brokenLastResort(before: Call, after: Call): string | null {
  const search = before.attempt;
  if (search?.kind === 'inbound' || search?.kind === 'recall')
    return unfinished(after, search, [{ type: 'last-resort' }]);
  // A recall that has nobody to ring is over at once.
  const nobody = after.pastOwners.length === 0 && after.line.fallback === null;
  return nobody ? null : '1: the last resort before anybody was rung';
}

/** From one wave or stop to the next, none left out. */
function brokenOrder(before: Call, after: Call, was: Attempt, is: Attempt): string | null {
  if (is.stops > was.stops) {
    const isNext = is.stop.type === 'redirect' || isSame(is.stop, was.then[0]);
    if (!isNext) return `1: the search goes on to ${JSON.stringify(is.stop)}`;
    return was.waves === null || was.waves.length === 0 ? null : '1: a wave was passed over';
  }
  if (was.waves === null || is.waves === null) return null;
  const begun = was.waves.slice(0, was.waves.length - is.waves.length).flat().length;
  return after.legs.length - before.legs.length === begun ? null : '1: who was to ring does not';
}

/** @param rest where a search may still have led when it is over */
function unfinished(after: Call, search: Attempt, rest: readonly Stop[]): string | null {
  if (search.stops >= mostStops) return null;
  if (search.waves !== null && search.waves.length > 0) return '1: a search is over, and a wave has not rung';
  if (search.ringing.some((id) => leg(after, id)?.end?.reason === 'cancelled'))
    return '1: a search is over, and somebody was still ringing';
  return search.then.length === 0 || isSame(search.then, rest)
    ? null
    : `1: a search is over before ${JSON.stringify(search.then)}`;
}

function hasFailed({ outcome }: ClosedAttempt): boolean {
  return ['declined', 'busy', 'no-answer', 'unreachable'].includes(outcome);
}

function isAtLastResort(call: Call): boolean {
  return leg(call, call.contact)?.end?.reason === 'last-resort';
}

function agentOf(who: Pick<Call['legs'][number], 'party'> | undefined): string {
  return who?.party.type === 'agent' ? who.party.agentId : '';
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
