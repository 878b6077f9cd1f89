import type { ForeignNumberProfile } from '../../src/core/caller-id/calling-policy';
import type { Name, Reaction } from './people';

/** What happens in one simulated world, as data: it can be repeated, and parts can be left out to find the cause. */
export interface Script {
  readonly seed: number;
  readonly setting: Setting;
  readonly actions: readonly Action[];
  readonly reactions: readonly Reaction[];
  readonly faults: readonly Fault[];
}

export interface Setting {
  readonly fallback: 'none' | 'agent' | 'number' | 'group';
  readonly destination: 'agent' | 'group';
  readonly agentsHaveGroup: boolean;
  /** Longest wait of a contact on hold, and longest consultation. */
  readonly maxWaitMs: number;
  /** What targets are shown while masking is on, the contact's number or the mask; off: masking is. */
  readonly masking: 'off' | 'lead' | 'mask';
  /** What the trunk lets us say about who really calls. */
  readonly trunk: ForeignNumberProfile;
  /** Whether some outside numbers may no longer be dialled when their turn comes. */
  readonly guard: 'open' | 'strict';
}

/** What somebody does, `at` milliseconds after the beginning. */
export type Action = { readonly at: number } &
  /** Calls the line, or a number that nobody has. */
  (
    | { readonly do: 'call-in'; readonly who: Name; readonly number?: 'nobodys' }
    /** An agent has the server ring their phone, then the other. */
    | { readonly do: 'originate'; readonly who: Name; readonly to: Name }
    | { readonly do: 'dial'; readonly who: Name; readonly to: Name }
    | { readonly do: 'hang-up'; readonly who: Name }
    /** It loses its power: Asterisk gives it up. */
    | { readonly do: 'phone-dies'; readonly who: Name }
    /** The minutes that may be talked outside are used up, while they talk. */
    | { readonly do: 'minutes-end'; readonly who: Name }
    /** Somebody who is in no call takes the place of this one in it (SIP Replaces), or just comes in. */
    | { readonly do: 'intrude'; readonly who: Name; readonly how: 'replaces' | 'enters' }
    | { readonly do: 'hold-key'; readonly who: Name; readonly on: boolean }
    | {
        readonly do: 'command';
        /** Whose call is meant: its contact. */
        readonly about: Name;
        readonly verb: Verb;
        readonly to?: Name | 'group';
      }
  );

export type Verb =
  | 'introduce'
  /** To a number that must press 1. */
  | 'introduce-asked'
  | 'transfer'
  | 'transfer-now'
  | 'merge'
  | 'swap'
  | 'cancel'
  | 'leave'
  | 'hold'
  | 'resume'
  | 'remove'
  | 'drop';

export type Fault =
  | (Counted & { readonly on: 'request'; readonly what: RequestFault })
  | (Counted & { readonly on: 'event'; readonly what: EventFault })
  | (Counted & { readonly on: 'save'; readonly what: SaveFault })
  | (Counted & { readonly on: 'find'; readonly what: 'slow' | 'fail' })
  | (Counted & { readonly on: 'look'; readonly what: 'slow' | 'fail' })
  | { readonly on: 'time'; readonly at: number; readonly what: TimeFault; readonly ms: number };

/** It strikes the `nth` of its kind, counted from so long after the beginning. */
interface Counted {
  readonly since: number;
  readonly nth: number;
  readonly ms: number;
}

export type RequestFault =
  | 'not-now'
  | 'refused'
  /** Not done, and no answer. */
  | 'lost'
  /** Done, and no answer. */
  | 'answer-lost'
  | 'slow'
  | 'crash-before'
  | 'crash-after';
export type EventFault = 'lost' | 'doubled' | 'late' | 'overtaken' | 'crash-before' | 'crash-after';
export type SaveFault = 'fail' | 'crash-before' | 'crash-after' | 'slow';
export type TimeFault = 'crash' | 'cut' | 'asterisk-restart';
