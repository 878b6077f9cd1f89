import { type Pbx } from '../pbx/pbx';
import { type CallLog } from './call-log';
import { type CallStore } from './call-store';
import { type Clock } from './clock';
import { type Call, type Found, type Stop } from './domain/call';
import { type CallEvent } from './domain/inputs';

/** What a live call needs of the rest of Baton. */
export interface CallSurroundings {
  readonly pbx: Pbx;
  readonly store: CallStore;
  readonly clock: Clock;
  readonly log: CallLog;
  /** Who can be rung at a stop now; nobody if it cannot be rung. */
  readonly find: (call: Call, stop: Stop) => Promise<Found>;
  /** Whether this agent talks or dials in any call now. */
  readonly isOnCall: (agentId: string) => boolean;
  readonly publish: (call: Call, events: readonly CallEvent[]) => void;
  /** The call is over and nothing of it is left in Asterisk. */
  readonly onOver: (call: Call) => void;
  /** Something is not as it should be: what Asterisk has must be looked up. */
  readonly requestLook: () => void;
}
