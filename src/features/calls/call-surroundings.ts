import type { Call, Found, Leg, Stop } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { BrokenRule } from '../../core/call/rules';
import type { CallLog } from './call-log';
import type { CallStore } from './call-store';
import type { CallWatch } from './call-watch';
import type { Clock } from './clock';
import type { Pbx } from './pbx';

/** A channel that is no leg of the call where it is. */
export interface Intruder {
  readonly channel: string;
  /** PJSIP's name of whose channel it is; '': not known. */
  readonly endpoint: string;
  /** Null: of no call that is known. */
  readonly callId: string | null;
}

/** What a live call needs of the rest of Baton. */
export interface CallSurroundings {
  readonly pbx: Pbx;
  readonly store: CallStore;
  /** Of our store, in the names of what our calls have in Asterisk: whatever bears another's is left alone. */
  readonly identity: string;
  readonly clock: Clock;
  readonly log: CallLog;
  readonly watch: CallWatch;
  /** Those who can be rung at a stop now; nobody if it cannot be rung. */
  readonly find: (call: Call, stop: Stop) => Promise<Found>;
  /** Whether this agent talks or dials in any call now. */
  readonly isOnCall: (agentId: string) => boolean;
  /** The dial string of an outside leg that is dialled now; null if it may not be. */
  readonly admit: (call: Call, leg: Leg) => string | null;
  /** Somebody is in a call, or was put in the place of one of its legs, who is no leg of it. Told once of each, before they are hung up. */
  readonly intruded: (intruder: Intruder) => void;
  /** The call's facts have begun to break a rule that always holds. */
  readonly ruleBroken: (call: Call, broken: BrokenRule) => void;
  readonly publish: (call: Call, events: readonly CallEvent[]) => void;
  /** The call is over and nothing of it is left in Asterisk. */
  readonly onOver: (call: Call) => void;
  /** Something is not as it should be: what Asterisk has must be looked up. */
  readonly requestLook: () => void;
}
