import { type Call, type ClosedAttempt, type FailureReason, type Leg, leg } from '../../core/call/call';
import type { CallEvent, ResumedWhy } from '../../core/call/inputs';
import { isCutOff } from '../../core/call/settle';
import type { TimelineEntry } from './timeline';

export interface TimelineLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: TimelineEntry['kind'];
  /** What it was: an input's or event's type, or a step's. */
  readonly type: string;
  /** For a person, where something did not go as asked: what was tried, why it failed, what became of the contact. */
  readonly sentence?: string;
  readonly tookMs?: number;
  readonly result?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A call's timeline as the API shows it. */
export function toTimeline(call: Call, entries: readonly TimelineEntry[]): readonly TimelineLine[] {
  return entries.map((entry, index) => {
    const time = new Date(entry.at).toISOString();
    switch (entry.kind) {
      case 'input': {
        const { type, ...details } = entry.input;
        const isCommand = entry.input.type === 'command';
        return { time, kind: entry.kind, type: isCommand ? entry.input.command.type : type, details };
      }
      case 'event': {
        const { type, ...details } = entry.event;
        const sentence = sentenceOf(call, entry.event, entries, index);
        return { time, kind: entry.kind, type, ...(sentence === null ? {} : { sentence }), details };
      }
      case 'step': {
        const { type, ...details } = entry.step;
        const { tookMs, result, why } = entry;
        return {
          time,
          kind: entry.kind,
          type,
          tookMs,
          result,
          details: why === undefined ? details : { ...details, why },
        };
      }
    }
  });
}

function sentenceOf(
  call: Call,
  event: CallEvent,
  entries: readonly TimelineEntry[],
  index: number,
): string | null {
  switch (event.type) {
    case 'leg.ended': {
      const ended = leg(call, event.leg);
      return ended ? endText(ended, event.reason, call, entries, index) : null;
    }
    case 'transfer.failed': {
      const failed = closed(call, event.attempt);
      return failed ? failedText(failed, call, entries, index) : null;
    }
    case 'transfer.merged': {
      const merged = closed(call, event.attempt);
      return merged && hasWaitedTooLong(merged, call)
        ? 'The contact had waited for too long and was put together with transferor and target.'
        : null;
    }
    case 'call.recalling':
      return 'Nobody is with the contact; they are brought back to where they came from.';
    case 'call.last-resort':
      return call.unknown === true
        ? "No line has the number that the contact called; the dialplan's last resort has the call."
        : "Nobody could be found for the contact; the dialplan's last resort has the call.";
    case 'call.resumed':
      return resumedText(event.why);
    case 'call.ended':
      return event.reason === 'asterisk-restarted' ? 'Asterisk was restarted, which ended the call.' : null;
    default:
      return null;
  }
}

function endText(
  ended: Leg,
  reason: string,
  call: Call,
  entries: readonly TimelineEntry[],
  index: number,
): string | null {
  const isContact = ended.id === call.contact;
  if (reason === 'too-long')
    return `${isContact ? 'The contact' : nameOf(ended)} had talked for as long as an outside call may.`;
  if (reason === 'limit-reached') {
    const then = isRecalledAt(call, ended.end?.at) ? '; the contact is brought back' : '';
    return `The minutes that may be talked outside in a day were used up${then}.`;
  }
  const whatFollowed = () =>
    ended.asked ? consequence(call, ended.end?.at, entries, index) : consequenceOutsideSearch(call, ended);
  if (reason === 'forbidden')
    return `${nameOf(ended)} may not be dialled any longer (settings/guard); ${whatFollowed()}.`;
  const why = failureText(reason);
  if (why === null) return null;
  if (ended.answeredAt === undefined) {
    const then = whatFollowed();
    return `Rang ${nameOf(ended)} for ${secondsRung(ended, entries, index)} s, ${why}; ${then}.`;
  }
  if (!isCutOff(ended)) return null;
  const then = isRecalledAt(call, ended.end?.at) ? '; the contact is brought back' : '';
  return `Nothing more was heard from ${isContact ? 'the contact' : nameOf(ended)}${then}.`;
}

/** A transfer that ended with the ring of somebody needs no words besides those of that ring. */
function failedText(
  { outcome, endedAt }: ClosedAttempt,
  call: Call,
  entries: readonly TimelineEntry[],
  index: number,
): string | null {
  const then = consequence(call, endedAt, entries, index);
  if (outcome === 'target-hung-up') return `The target hung up; ${then}.`;
  const isTold = call.legs.some(
    ({ asked, answeredAt, end }) => asked && answeredAt === undefined && end?.at === endedAt,
  );
  return isTold ? null : `Nobody else could be found; ${then}.`;
}

function resumedText(why: ResumedWhy): string | null {
  switch (why) {
    case 'command':
      return null;
    case 'waited-too-long':
      return 'The contact had been on hold for too long and was put back to the agent.';
    case 'owner-gone':
      return 'The agent who had put the contact on hold has passed them on or gone, which ends the hold.';
  }
}

function failureText(reason: string): string | null {
  const texts: Record<FailureReason, string> = {
    declined: 'declined',
    busy: 'busy',
    'no-answer': 'no answer',
    unreachable: 'could not be reached',
    'target-hung-up': 'hung up',
  };
  return texts[reason as FailureReason] ?? null;
}

function secondsRung(tried: Leg, entries: readonly TimelineEntry[], index: number): number {
  const isAdded = (entry: TimelineEntry) =>
    entry.kind === 'event' && entry.event.type === 'leg.added' && entry.event.leg === tried.id;
  const from = tried.startAt ?? entries.find(isAdded)?.at ?? 0;
  return Math.max(0, Math.round(((tried.end?.at ?? entries[index]?.at ?? from) - from) / 1000));
}

/** What became of the contact then: all that follows from one input bears the time of its decision. */
function consequence(
  call: Call,
  at: number | undefined,
  entries: readonly TimelineEntry[],
  index: number,
): string {
  const contactsEnd = leg(call, call.contact)?.end;
  if (contactsEnd?.reason === 'last-resort' && contactsEnd.at === at)
    return 'the contact went to the last resort';
  if (isRecalledAt(call, at)) return 'the contact is brought back';
  const hasFailed = call.attempts.some(
    ({ endedAt, outcome }) => endedAt === at && failureText(outcome) !== null,
  );
  if (!hasFailed) return 'the search goes on';
  const owner = ownerAt(call, entries, index);
  return owner ? `contact returned to ${nameOf(owner)}` : 'those who were with the contact talk on';
}

/** Of the agent whose own call it is, or of the party whom this agent calls. */
function consequenceOutsideSearch(call: Call, { ringsWith = [], end }: Leg): string {
  const others = ringsWith.flatMap((id) => leg(call, id) ?? []);
  const ringsOn = others.some((other) => (other.end?.at ?? Infinity) > (end?.at ?? 0));
  return ringsOn ? 'the other phone rings on' : 'the call is over';
}

function isRecalledAt({ attempt, attempts }: Call, at: number | undefined): boolean {
  return [...attempts, attempt].some((search) => search?.kind === 'recall' && search.startedAt === at);
}

function hasWaitedTooLong({ startedAt, endedAt }: ClosedAttempt, { legs, limits }: Call): boolean {
  const target = legs.findLast(
    ({ asked, answeredAt = 0 }) => asked?.kind === 'warm' && answeredAt >= startedAt && answeredAt <= endedAt,
  );
  return target?.answeredAt !== undefined && endedAt - target.answeredAt >= limits.maxWaitMs;
}

function closed({ attempts }: Call, id: string): ClosedAttempt | undefined {
  return attempts.find((attempt) => attempt.id === id);
}

/** The owner of the call when that entry was written; an agent owns from the first the call that they have begun. */
function ownerAt(call: Call, entries: readonly TimelineEntry[], index: number): Leg | undefined {
  for (const entry of entries.slice(0, index + 1).reverse()) {
    if (entry.kind === 'event' && entry.event.type === 'owner.changed') return leg(call, entry.event.owner);
  }
  return call.legs.find(({ id, party, asked }) => id !== call.contact && party.type === 'agent' && !asked);
}

/** Extension or number: short, and what people dial. */
function nameOf({ party }: Leg): string {
  switch (party.type) {
    case 'agent':
      return party.extension;
    case 'contact':
    case 'number':
      return party.number;
  }
}
