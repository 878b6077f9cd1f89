import type { CallingPolicy } from '../caller-id/calling-policy';
import type { Presented } from '../caller-id/view';

/**
 * The facts of a call. Small, immutable, and all that Baton knows: everything else (bridges, music,
 * ringback) follows from them in topology.ts. Times are epoch milliseconds.
 */

export type CallId = string;
/** Equal to the id of the leg's channel in Asterisk, chosen by us for every leg that we dial. */
export type LegId = string;
export type AttemptId = string;

/** The party that a leg belongs to. */
export type Party =
  | {
      readonly type: 'contact';
      /** Empty when it is withheld: then it is not even kept. */
      readonly number: string;
      readonly name: string;
      readonly withheld?: boolean;
    }
  | { readonly type: 'agent'; readonly agentId: string; readonly name: string; readonly extension: string }
  | { readonly type: 'number'; readonly number: string };

/** By whose rules an outside number is judged (src/features/dial-guard), and by which id they are counted when it is refused. */
export interface Asker {
  readonly id: string;
  readonly role: 'admin' | 'supervisor' | 'agent';
}

/** Somebody who can be rung, and how: `endpoint` is Asterisk's dial string, built by us and never by a caller. */
export interface Dialable {
  readonly party: Party;
  readonly endpoint: string;
  /** Of an outside number; absent in calls of older versions. */
  readonly asker?: Asker;
}

/** The name and number a leg's owner is shown. */
export interface Identity {
  readonly name: string;
  readonly number: string;
}

/**
 * What may follow what by one input; the model check reaches these arrows and no others.
 *
 * ```mermaid
 * flowchart LR
 *   start --> offered & wanted & ending
 *   offered --> up & ending & gone
 *   wanted --> ringing & confirming & up & ending & gone
 *   ringing --> confirming & up & ending & gone
 *   confirming --> up & ending & gone
 *   up --> ending & gone
 *   ending --> gone
 * ```
 */
export type LegState =
  /** It called us and is not answered yet. */
  | 'offered'
  /** It is to be dialled, at `startAt`. */
  | 'wanted'
  | 'ringing'
  /** Picked up, and asked whether it accepts: not in the call yet. */
  | 'confirming'
  | 'up'
  /** It is to be hung up; still in Asterisk. */
  | 'ending'
  | 'gone';

/** Why a leg, or a call, has ended. */
export const endReasons = [
  // decided by the other side
  'hung-up',
  'declined',
  'busy',
  'no-answer',
  'unreachable',
  // decided by us
  'answered-elsewhere',
  'cancelled',
  'call-over',
  'dropped',
  'left',
  'removed',
  'transferred',
  'contact-gone',
  'too-long',
  // The minutes of the day are used up.
  'limit-reached',
  // The guard lets it no longer be dialled.
  'forbidden',
  'last-resort',
  'unknown-number',
  'asterisk-restarted',
] as const;
export type EndReason = (typeof endReasons)[number];

export interface Leg {
  readonly id: LegId;
  readonly party: Party;
  /** How to ring it; absent on a contact who called us. */
  readonly endpoint?: string;
  /** By whose rules an outside number was let through: they hold until it is dialled. */
  readonly asker?: Asker;
  readonly state: LegState;
  /** When to start dialling a `wanted` leg; absent on a leg that called us, and while its turn has not come. */
  readonly startAt?: number;
  /** How long it may ring from `startAt`, in milliseconds. */
  readonly ringMs?: number;
  /** What is shown to whoever holds this leg's phone, and why. */
  readonly shows?: Presented;
  /** What was shown before that, oldest first. */
  readonly shownBefore?: readonly Presented[];
  /** The search that it was rung for, and who handed over; absent on a caller and on one whose call it was from the first. */
  readonly asked?: { readonly kind: AttemptKind; readonly by: LegId | null };
  /** Legs to the other phones of the same person, one of which takes this one's place in the call (ring-together.ts). */
  readonly ringsWith?: readonly LegId[];
  /** Must press 1 before it is connected: an answering machine cannot. */
  readonly confirm?: boolean;
  /** When the network answered a leg that must press 1: it costs from then on. Absent on any other, and of old calls. */
  readonly connectedAt?: number;
  /** Until when a `confirming` leg may press. */
  readonly confirmBy?: number;
  /** Sends sound before it answers: announcements of its network. */
  readonly earlyMedia?: boolean;
  /** Put before the name that its phone shows: which group is called. */
  readonly namePrefix?: string;
  /** How long the agent is left alone after this leg. */
  readonly wrapUpMs?: number;
  /** Passed over as busy when another call has this agent by the time their turn comes. */
  readonly unlessOnCall?: boolean;
  readonly seat?: Seat;
  /** Hold key of the phone itself; says nothing about `Call.held`. */
  readonly phoneHold?: boolean;
  readonly answeredAt?: number;
  readonly end?: { readonly reason: EndReason; readonly at: number };
}

/** The place in a ring group that a ring came from; its group remembers who was tried by it. */
export interface Seat {
  readonly groupId: string;
  /** Index of the layer. */
  readonly layer: number;
  readonly member: string;
}

/** One member of a wave: who, when within the wave, and how. */
export interface Ring extends Dialable {
  readonly delayMs: number;
  readonly ringMs: number;
  readonly confirm?: boolean;
  readonly namePrefix?: string;
  readonly wrapUpMs?: number;
  readonly unlessOnCall?: boolean;
  readonly seat?: Seat;
}

/** Members that ring together; the next wave starts when this one has nobody left. */
export type Wave = readonly Ring[];

/** A place to look for somebody, before it is known who is there. */
export type Stop =
  | { readonly type: 'agent'; readonly agentId: string }
  | { readonly type: 'number'; readonly number: string }
  | { readonly type: 'ring-group'; readonly groupId: string }
  /** The group of an agent who could not be brought back. */
  | { readonly type: 'group-of-agent'; readonly agentId: string }
  /** What a phone that was rung redirects to (SIP 302). */
  | { readonly type: 'redirect'; readonly to: string }
  | { readonly type: 'last-resort' };

export type TargetSpec = Extract<Stop, { type: 'agent' | 'number' | 'ring-group' }>;

/** Those who are at a stop, and where to look if none of them takes the call. */
export interface Found {
  readonly waves: readonly Wave[];
  readonly then: readonly Stop[];
  /** Music for whoever waits meanwhile; the line's own if not given. */
  readonly musicClass?: string;
}

export type AttemptKind = 'inbound' | 'warm' | 'cold' | 'recall';

/**
 * One search for somebody to take the contact: the first ringing of an inbound call, a warm or cold
 * transfer, or a recall. At most one is open (docs/semantics.md#always-true, 3).
 */
export interface Attempt {
  readonly id: AttemptId;
  readonly kind: AttemptKind;
  /** What was asked for. */
  readonly target: Stop;
  /** Where somebody is looked for now. */
  readonly stop: Stop;
  /** Null once the transferor has gone (or for inbound and recall, from the start). */
  readonly transferor: LegId | null;
  /** The leg that handed over, whether it is still there or not. */
  readonly from?: LegId | null;
  /** By whose rules outside numbers are judged that this search leads to. */
  readonly asker?: Asker;
  /** Legs of the wave that rings now. */
  readonly ringing: readonly LegId[];
  /** Waves still to come at this stop; null while it is not known who is there. */
  readonly waves: readonly Wave[] | null;
  /** Stops to try after this one. */
  readonly then: readonly Stop[];
  /** How many stops have been tried: bounds a search whose stops lead on to others. */
  readonly stops: number;
  readonly musicClass?: string;
  /** The target who picked up a warm attempt: the call is in consultation. */
  readonly answered: LegId | null;
  /** In consultation: the target waits and the contact talks. */
  readonly swapped: boolean;
  readonly startedAt: number;
  /** Since when the present stop is tried: bounds the look-up of those who are there. */
  readonly stopSince: number;
  /** How each leg that was tried ended: the last one names the attempt's failure. */
  readonly failure?: FailureReason;
}

/** Why nobody took a transfer. */
export const failureReasons = ['declined', 'busy', 'no-answer', 'unreachable', 'target-hung-up'] as const;
export type FailureReason = (typeof failureReasons)[number];

export type AttemptOutcome =
  | 'answered'
  | 'merged'
  | 'completed'
  | 'cancelled'
  | 'contact-gone'
  | 'dropped'
  | 'asterisk-restarted'
  | FailureReason;

export interface ClosedAttempt {
  readonly id: AttemptId;
  readonly kind: AttemptKind;
  readonly target: Stop;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
}

/** What a call needs of its line, as it was when the call began: a change of settings never disturbs a live call. */
export interface LineFacts {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  /** ISO 3166: how numbers are read that are dialled on it. Absent: the one that its own number lies in. */
  readonly country?: string;
  readonly trunk: string;
  readonly musicClass: string;
  readonly fallback: TargetSpec | null;
  /** Context of the dialplan that is this line's last resort; absent: the one that all lines have. */
  readonly lastResort?: string;
  /** Which number each party sees; nothing is masked without it. */
  readonly calling?: CallingPolicy;
}

/** Somebody who owned the call before: recall rings past owners, newest first. */
export interface PastOwner extends Dialable {
  readonly agentId: string;
}

export type Direction = 'inbound' | 'outbound' | 'internal';

export interface Call {
  readonly id: CallId;
  /** Identity of the store that has begun it, which is in the names of its channels and bridges; none before there were any. */
  readonly store?: string;
  readonly direction: Direction;
  /** Of nobody, as `unknown` says: with the number that was called. */
  readonly line: LineFacts;
  /** No line has the number that was called, so nobody was looked for. */
  readonly unknown?: true;
  readonly legs: readonly Leg[];
  readonly contact: LegId;
  /** Whose phone holds the controls; null while nobody has answered, and in recall. */
  readonly owner: LegId | null;
  readonly attempt: Attempt | null;
  readonly attempts: readonly ClosedAttempt[];
  readonly pastOwners: readonly PastOwner[];
  /** Hold by command: the contact hears music until resume. */
  readonly held: boolean;
  /** Since when the contact waits (hold, consultation); bounds the wait. */
  readonly waitingSince: number | null;
  /** Numbers the next leg and attempt of this call. */
  readonly serial: number;
  readonly startedAt: number;
  readonly ended: { readonly reason: EndReason; readonly at: number } | null;
  readonly limits: Limits;
}

export interface Limits {
  /** Legs in one conversation, the contact included. */
  readonly maxParties: number;
  /** How long the contact may wait on hold or during a consultation. */
  readonly maxWaitMs: number;
  readonly agentRingMs: number;
  readonly numberRingMs: number;
  /** How long a leg that we dialled outside may last once answered. */
  readonly maxOutsideMs?: number;
}

export const defaultLimits: Limits = {
  maxParties: 6,
  maxWaitMs: 30 * 60_000,
  agentRingMs: 20_000,
  numberRingMs: 30_000,
};

/**
 * What may follow what by one input; the model check reaches these arrows and no others. A call begins as `ending` if no line has
 * the number. It is `ringing` after `recalling` if whoever was brought back picked up before the contact's own side is answered.
 *
 * ```mermaid
 * flowchart LR
 *   start --> ringing & ending
 *   ringing --> talking & recalling & ending & ended
 *   talking --> held & introducing & transferring & recalling & ending & ended
 *   held --> talking & merged & recalling & ending & ended
 *   introducing --> talking & consulting & merged & transferring & ending & ended
 *   consulting --> talking & merged & ending & ended
 *   merged --> talking & held & introducing & transferring & recalling & ending & ended
 *   transferring --> talking & held & merged & recalling & ending & ended
 *   recalling --> ringing & talking & ending & ended
 *   ending --> ended
 * ```
 */
export type Phase =
  | 'ringing'
  | 'talking'
  | 'held'
  | 'introducing'
  | 'consulting'
  | 'merged'
  | 'transferring'
  | 'recalling'
  | 'ending'
  | 'ended';

export function leg(call: Call, id: LegId | null): Leg | undefined {
  return id === null ? undefined : call.legs.find((l) => l.id === id);
}

/** A leg that is let go for this reason is not hung up: the dialplan has it then. */
export function isForLastResort(reason: EndReason | undefined): boolean {
  return reason === 'last-resort' || reason === 'unknown-number';
}

/** Still in Asterisk as far as we want it: neither gone nor being hung up. */
export function isLive(l: Leg | undefined): l is Leg {
  return l !== undefined && l.state !== 'gone' && l.state !== 'ending';
}

export function isUp(l: Leg | undefined): l is Leg {
  return l?.state === 'up';
}

/** Somebody is at the phone, though they may still have to confirm. */
export function hasAnswered({ state }: Leg): boolean {
  return state === 'up' || state === 'confirming';
}

export function liveLegs(call: Call): readonly Leg[] {
  return call.legs.filter(isLive);
}

/** Everybody in the call but the contact and those who are asked to take over. */
export function insiders(call: Call): readonly Leg[] {
  return call.legs.filter((l) => isUp(l) && l.id !== call.contact && !isTarget(call, l.id));
}

export function isTarget(call: Call, id: LegId): boolean {
  const attempt = call.attempt;
  return attempt !== null && (attempt.answered === id || attempt.ringing.includes(id));
}

export function isSameParty(a: Party, b: Party): boolean {
  if (a.type === 'agent' || b.type === 'agent') {
    return a.type === 'agent' && b.type === 'agent' && a.agentId === b.agentId;
  }
  return a.number !== '' && withoutPlus(a.number) === withoutPlus(b.number);
}

/** Trunks send the same number with or without it. */
function withoutPlus(number: string): string {
  return number.replace(/^\+/, '');
}

/** Those of the waves who are not in the call already. */
export function outsidersOf(call: Call, waves: readonly Wave[]): readonly Wave[] {
  const isInCall = (party: Party) => call.legs.some((l) => isLive(l) && isSameParty(l.party, party));
  return waves.map((wave) => wave.filter(({ party }) => !isInCall(party))).filter((wave) => wave.length > 0);
}

/** The state in one word, as API and events say it. */
export function phase(call: Call): Phase {
  if (call.ended) return 'ended';
  if (!call.legs.some(isLive)) return 'ending';
  const attempt = call.attempt;
  if (attempt) {
    switch (attempt.kind) {
      case 'inbound':
        return 'ringing';
      case 'recall':
        return 'recalling';
      case 'cold':
        return 'transferring';
      case 'warm':
        return attempt.answered === null ? 'introducing' : 'consulting';
    }
  }
  const up = call.legs.filter(isUp);
  if (up.length < 2) return 'ringing';
  if (call.held) return 'held';
  return up.length > 2 ? 'merged' : 'talking';
}
