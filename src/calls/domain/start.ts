import {
  type Call,
  type CallId,
  type Dialable,
  type Leg,
  type LegId,
  type Limits,
  type LineFacts,
  type Party,
  type Stop,
} from './call';
import { openAttempt } from './attempts';
import { Draft, legId } from './draft';
import { type Accepted } from './inputs';
import { keepPresented } from './presentation';
import { legsOf } from './ring-together';
import { settle } from './settle';

interface Start {
  readonly id: CallId;
  readonly line: LineFacts;
  readonly limits: Limits;
}

/**
 * A contact calls a line: its destination rings while the contact hears ringback, unanswered.
 * Who is at the destination is asked for with `Attempt.waves === null`.
 */
export function receive(
  start: Start & {
    readonly channel: LegId;
    readonly number: string;
    readonly name: string;
    /** His network was asked not to tell who he is. */
    readonly withheld?: boolean;
    readonly destination: Stop;
  },
  now: number,
): Accepted {
  const party: Party =
    start.withheld === true
      ? { type: 'contact', number: '', name: '', withheld: true }
      : { type: 'contact', number: start.number, name: start.name };
  const contact: Leg = { id: start.channel, party, state: 'offered' };
  const draft = begin(start, 'inbound', [contact], contact.id, null, now);
  const lastResort: Stop = { type: 'last-resort' };
  const then = start.line.fallback ? [start.line.fallback, lastResort] : [lastResort];
  openAttempt(draft, { kind: 'inbound', target: start.destination, transferor: null, found: null, then });
  return finish(draft);
}

/** Phones that ring along with the one that is named first. */
interface Further {
  readonly furtherOfAgent?: readonly Dialable[];
  readonly furtherOfOther?: readonly Dialable[];
}

/** The agent's phones ring first; once he has picked up one of them, the other side is dialled. */
export function originate(
  start: Start & Further & { readonly agent: Dialable; readonly other: Dialable },
  now: number,
): Accepted {
  const { agent, other, limits, furtherOfAgent = [], furtherOfOther = [] } = start;
  const owner: Leg = {
    id: legId(start.id, 1),
    party: agent.party,
    endpoint: agent.endpoint,
    state: 'wanted',
    startAt: now,
    ringMs: limits.agentRingMs,
  };
  const contact = otherSide(start, other);
  const ids = furtherIds(start.id, furtherOfAgent.length + furtherOfOther.length);
  const legs = [
    ...legsOf(owner, furtherOfAgent, ids),
    ...legsOf(contact, furtherOfOther, ids.slice(furtherOfAgent.length)),
  ];
  return finish(begin(start, directionTo(other), legs, contact.id, owner.id, now));
}

/** An agent dials from his own phone: his leg is already there and hears ringback until the other side answers. */
export function dialFromPhone(
  start: Start &
    Pick<Further, 'furtherOfOther'> & {
      readonly channel: LegId;
      readonly agent: Dialable;
      readonly other: Dialable;
    },
  now: number,
): Accepted {
  const { agent, other, furtherOfOther = [] } = start;
  const owner: Leg = { id: start.channel, party: agent.party, endpoint: agent.endpoint, state: 'offered' };
  const contact: Leg = { ...otherSide(start, other), startAt: now };
  const legs = [owner, ...legsOf(contact, furtherOfOther, furtherIds(start.id, furtherOfOther.length))];
  return finish(begin(start, directionTo(other), legs, contact.id, owner.id, now));
}

/** After owner and contact. */
function furtherIds(id: CallId, count: number): readonly LegId[] {
  return Array.from({ length: count }, (_, at) => legId(id, 3 + at));
}

function otherSide(start: Start, other: Dialable): Leg {
  const ringMs = other.party.type === 'agent' ? start.limits.agentRingMs : start.limits.numberRingMs;
  const party: Party =
    other.party.type === 'number' ? { type: 'contact', number: other.party.number, name: '' } : other.party;
  return { id: legId(start.id, 2), party, endpoint: other.endpoint, state: 'wanted', ringMs };
}

function directionTo(other: Dialable): 'internal' | 'outbound' {
  return other.party.type === 'agent' ? 'internal' : 'outbound';
}

function begin(
  start: Start,
  direction: Call['direction'],
  legs: readonly Leg[],
  contact: LegId,
  owner: LegId | null,
  now: number,
): Draft {
  const call: Call = {
    id: start.id,
    direction,
    line: start.line,
    legs,
    contact,
    owner,
    attempt: null,
    attempts: [],
    pastOwners: [],
    held: false,
    waitingSince: null,
    serial: legs.length + 1,
    startedAt: now,
    ended: null,
    limits: start.limits,
  };
  const draft = new Draft(call, now);
  draft.publish({ type: 'call.started' });
  for (const l of legs) draft.publish({ type: 'leg.added', leg: l.id });
  return draft;
}

function finish(draft: Draft): Accepted {
  settle(draft);
  keepPresented(draft);
  return { ok: true, call: draft.call, publish: draft.events };
}
