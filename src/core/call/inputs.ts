import type {
  Asker,
  AttemptId,
  Call,
  EndReason,
  FailureReason,
  Found,
  Identity,
  LegId,
  TargetSpec,
} from './call';

/** The one that asks, for the record. */
export type Actor =
  /** `agent`: commands count only while this agent is the owner. */
  { readonly type: 'api'; readonly agent?: string } | { readonly type: 'phone'; readonly leg: LegId };

/** A target that was looked up and may be rung. */
export interface ResolvedTarget extends Found {
  readonly spec: TargetSpec;
  /** By whose rules outside numbers are judged that it leads to. */
  readonly asker?: Asker;
}

export type Release = 'on-answer' | 'now';

export type Command =
  | { readonly type: 'introduce'; readonly target: ResolvedTarget }
  | { readonly type: 'transfer'; readonly target: ResolvedTarget; readonly release: Release }
  | { readonly type: 'merge'; readonly attempt: AttemptId }
  | { readonly type: 'swap'; readonly attempt: AttemptId }
  | { readonly type: 'cancel'; readonly attempt: AttemptId }
  | { readonly type: 'leave' }
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  | { readonly type: 'remove'; readonly leg: LegId }
  | { readonly type: 'drop' };

/** Everything that can happen to a call. */
export type Input =
  | { readonly type: 'command'; readonly command: Command; readonly by: Actor }
  | { readonly type: 'leg-ringing'; readonly leg: LegId }
  | { readonly type: 'leg-up'; readonly leg: LegId }
  /** `forbidden`: it was not dialled, as it may not be. */
  | { readonly type: 'leg-gone'; readonly leg: LegId; readonly how: LegEnding | 'forbidden' }
  /** Asterisk cannot make it ring: nobody registered, no route. Its channel may exist. */
  | { readonly type: 'leg-failed'; readonly leg: LegId }
  | { readonly type: 'phone-hold'; readonly leg: LegId; readonly on: boolean }
  /** Those who are at a stop of the attempt, the one that `Attempt.stops` counts, in answer to `Attempt.waves === null`. */
  | { readonly type: 'found'; readonly attempt: AttemptId; readonly stops: number; readonly found: Found }
  | { readonly type: 'key'; readonly leg: LegId; readonly key: string }
  /** What a leg was asked has been said. */
  | { readonly type: 'prompt-ended'; readonly leg: LegId }
  /** It sends sound before it answers. */
  | { readonly type: 'leg-progress'; readonly leg: LegId }
  /** Its phone asks to ring somebody else instead (SIP 302). */
  | { readonly type: 'leg-redirected'; readonly leg: LegId; readonly to: string }
  /** What its agent or everybody together may talk outside in a day is used up (src/features/dial-guard). */
  | { readonly type: 'limit-reached'; readonly leg: LegId }
  /** A deadline passed (`nextDeadline`). */
  | { readonly type: 'time' }
  | { readonly type: 'asterisk-restarted' };

/** How a leg ended that we did not end ourselves. */
export type LegEnding = 'hung-up' | Exclude<FailureReason, 'target-hung-up'>;

export type RefusalCode =
  | 'call-ended'
  | 'not-owner'
  | 'not-answered'
  | 'no-contact'
  | 'contact-on-hold'
  | 'not-on-hold'
  | 'attempt-open'
  | 'unknown-attempt'
  | 'attempt-closed'
  | 'not-in-consultation'
  | 'nobody-to-take-over'
  | 'not-merged'
  | 'unknown-leg'
  | 'too-many-parties'
  | 'target-in-call';

export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** Command, longest wait, or the hang-up of the agent who could have resumed. */
export type ResumedWhy = 'command' | 'waited-too-long' | 'owner-gone';

/** What happened, for event stream, timeline and records. Facts only; who may see which number is decided later. */
export type CallEvent =
  | { readonly type: 'call.started' }
  | { readonly type: 'call.answered'; readonly leg: LegId }
  | { readonly type: 'call.held' }
  | { readonly type: 'call.resumed'; readonly why: ResumedWhy }
  | { readonly type: 'call.recalling' }
  | { readonly type: 'call.last-resort' }
  | { readonly type: 'call.ended'; readonly reason: EndReason }
  | { readonly type: 'owner.changed'; readonly owner: LegId | null }
  | { readonly type: 'leg.added'; readonly leg: LegId; readonly shows?: Identity }
  | { readonly type: 'leg.ringing'; readonly leg: LegId }
  | { readonly type: 'leg.answered'; readonly leg: LegId }
  | { readonly type: 'leg.confirming'; readonly leg: LegId }
  | { readonly type: 'leg.redirected'; readonly leg: LegId }
  | { readonly type: 'leg.ended'; readonly leg: LegId; readonly reason: EndReason }
  | { readonly type: 'leg.hold'; readonly leg: LegId; readonly on: boolean }
  | { readonly type: 'transfer.started'; readonly attempt: AttemptId; readonly mode: 'warm' | 'cold' }
  | { readonly type: 'transfer.answered'; readonly attempt: AttemptId; readonly leg: LegId }
  | { readonly type: 'transfer.turned-cold'; readonly attempt: AttemptId }
  | { readonly type: 'transfer.swapped'; readonly attempt: AttemptId; readonly swapped: boolean }
  | { readonly type: 'transfer.merged'; readonly attempt: AttemptId }
  | { readonly type: 'transfer.completed'; readonly attempt: AttemptId; readonly owner: LegId }
  | { readonly type: 'transfer.cancelled'; readonly attempt: AttemptId }
  | { readonly type: 'transfer.failed'; readonly attempt: AttemptId; readonly reason: FailureReason };

export interface Accepted {
  readonly ok: true;
  readonly call: Call;
  readonly publish: readonly CallEvent[];
}

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export type Decision = Accepted | Refused;
