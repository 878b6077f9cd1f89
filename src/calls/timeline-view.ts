import { type Call, type FailureReason, type Leg, leg } from './domain/call';
import { type CallEvent, type ResumedWhy } from './domain/inputs';
import { isCutOff } from './domain/settle';
import { type TimelineEntry } from './timeline';

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
      const tried = leg(call, event.leg);
      const why = failureText(event.reason);
      if (!tried || why === null) return null;
      if (tried.answeredAt !== undefined) return silenceOf(tried, call, entries, index);
      return `Rang ${nameOf(tried)} for ${secondsRung(tried, entries, index)} s, ${why}; ${consequence(call, entries, index)}.`;
    }
    case 'transfer.failed':
      return event.reason === 'target-hung-up'
        ? `The target hung up; ${consequence(call, entries, index)}.`
        : null;
    case 'call.recalling':
      return 'Nobody took the contact; he is brought back to whom he came from.';
    case 'call.last-resort':
      return "Nobody could be found for the contact; he was given to the dialplan's last resort.";
    case 'call.resumed':
      return resumedText(event.why);
    default:
      return null;
  }
}

function silenceOf(gone: Leg, call: Call, entries: readonly TimelineEntry[], index: number): string | null {
  if (!isCutOff(gone)) return null;
  const isRecalled = nearby(entries, index).some((event) => event.type === 'call.recalling');
  const then = isRecalled ? '; the contact is brought back' : '';
  return `Nothing more was heard from ${gone.id === call.contact ? 'the contact' : nameOf(gone)}${then}.`;
}

function resumedText(why: ResumedWhy): string | null {
  switch (why) {
    case 'command':
      return null;
    case 'waited-too-long':
      return 'The contact had been on hold for too long and was put back to the agent.';
    case 'owner-gone':
      return 'Who had put the contact on hold has gone; he was put back to those who are left.';
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

/** What became of the contact next, from the events that follow. */
function consequence(call: Call, entries: readonly TimelineEntry[], index: number): string {
  const events = nearby(entries, index);
  if (events.some((event) => event.type === 'call.last-resort')) return 'the contact went to the last resort';
  if (events.some((event) => event.type === 'call.recalling')) return 'the contact is brought back';
  if (events.some((event) => event.type === 'transfer.failed')) {
    const owner =
      leg(call, call.owner) ??
      call.legs.findLast((l) => l.party.type === 'agent' && l.answeredAt !== undefined);
    return owner ? `contact returned to ${nameOf(owner)}` : 'contact and transferor talk on';
  }
  return 'the search goes on';
}

function nearby(entries: readonly TimelineEntry[], index: number): readonly CallEvent[] {
  const around = entries.slice(Math.max(0, index - 6), index + 12);
  return around.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
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
