import { openAttempt } from './attempts';
import type { Call, Dialable, Leg, LegId, Limits, LineFacts, Party, Stop } from './call';
import { Draft } from './draft';
import type { Accepted } from './inputs';
import { legId, type Named } from './names';
import { keepPresented } from './presentation';
import { legsOf } from './ring-together';
import { settle } from './settle';

interface Start extends Named {
  readonly line: LineFacts;
  readonly limits: Limits;
}

/** A contact who calls us. */
export interface Caller {
  readonly channel: LegId;
  readonly number: string;
  readonly name: string;
  /** The caller's network was asked not to tell who they are. */
  readonly withheld?: boolean;
}

/**
 * A contact calls a line: its destination rings while the contact hears ringback, unanswered.
 * `Attempt.waves === null` asks who is at the destination.
 */
export function receive(start: Start & Caller & { readonly destination: Stop }, now: number): Accepted {
  const contact = callerLeg(start);
  const draft = begin(
    start,
    { direction: 'inbound', legs: [contact], contact: contact.id, owner: null },
    now,
  );
  const lastResort: Stop = { type: 'last-resort' };
  const then = start.line.fallback ? [start.line.fallback, lastResort] : [lastResort];
  openAttempt(draft, { kind: 'inbound', target: start.destination, transferor: null, found: null, then });
  return finish(draft);
}

/** A contact calls a number that no line has: the dialplan takes the call, and it is known that the contact called. */
export function turnAway(
  start: Pick<Start, 'id' | 'store' | 'limits'> &
    Caller & {
      /** Empty if the trunk named none. */
      readonly dialled: string;
      /** PJSIP endpoint that the contact came by. */
      readonly trunk: string;
    },
  now: number,
): Accepted {
  const { limits, dialled, trunk } = start;
  const line: LineFacts = { id: '', name: '', number: dialled, trunk, musicClass: 'default', fallback: null };
  const contact = callerLeg(start);
  const draft = begin(
    { ...start, limits, line },
    { direction: 'inbound', legs: [contact], contact: contact.id, owner: null },
    now,
  );
  draft.set({ unknown: true });
  draft.publish({ type: 'call.last-resort' });
  draft.end(contact.id, 'unknown-number');
  return finish(draft);
}

function callerLeg({ channel, withheld, number, name }: Caller): Leg {
  const party: Party =
    withheld === true
      ? { type: 'contact', number: '', name: '', withheld: true }
      : { type: 'contact', number, name };
  return { id: channel, party, state: 'offered' };
}

/** Phones that ring along with the one that is named first. */
interface Further {
  readonly furtherOfAgent?: readonly Dialable[];
  readonly furtherOfOther?: readonly Dialable[];
}

/** The agent's phones ring first; once one of them is picked up, the other side is dialled. */
export function originate(
  start: Start & Further & { readonly agent: Dialable; readonly other: Dialable },
  now: number,
): Accepted {
  const { agent, other, limits, furtherOfAgent = [], furtherOfOther = [] } = start;
  const owner: Leg = {
    id: legId(start, 1),
    party: agent.party,
    endpoint: agent.endpoint,
    state: 'wanted',
    startAt: now,
    ringMs: limits.agentRingMs,
  };
  const contact = otherSide(start, other);
  const ids = furtherIds(start, furtherOfAgent.length + furtherOfOther.length);
  const legs = [
    ...legsOf(owner, furtherOfAgent, ids),
    ...legsOf(contact, furtherOfOther, ids.slice(furtherOfAgent.length)),
  ];
  return finish(
    begin(start, { direction: directionTo(other), legs, contact: contact.id, owner: owner.id }, now),
  );
}

/** An agent dials from their own phone: that leg is already there and hears ringback until the other side answers. */
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
  const legs = [owner, ...legsOf(contact, furtherOfOther, furtherIds(start, furtherOfOther.length))];
  return finish(
    begin(start, { direction: directionTo(other), legs, contact: contact.id, owner: owner.id }, now),
  );
}

/** After owner and contact. */
function furtherIds(call: Named, count: number): readonly LegId[] {
  return Array.from({ length: count }, (_, at) => legId(call, 3 + at));
}

function otherSide(start: Start, other: Dialable): Leg {
  const ringMs = other.party.type === 'agent' ? start.limits.agentRingMs : start.limits.numberRingMs;
  const party: Party =
    other.party.type === 'number' ? { type: 'contact', number: other.party.number, name: '' } : other.party;
  const { endpoint, asker } = other;
  const rules = asker === undefined ? {} : { asker };
  return { id: legId(start, 2), party, endpoint, ...rules, state: 'wanted', ringMs };
}

function directionTo(other: Dialable): 'internal' | 'outbound' {
  return other.party.type === 'agent' ? 'internal' : 'outbound';
}

function begin(
  start: Start,
  { direction, legs, contact, owner }: Pick<Call, 'direction' | 'legs' | 'contact' | 'owner'>,
  now: number,
): Draft {
  const call: Call = {
    id: start.id,
    ...(start.store === undefined ? {} : { store: start.store }),
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
