import { type Call, type CallId } from './domain/call';
import { type CallEvent } from './domain/inputs';

export interface CallQuery {
  /** Only those that go on, only those that have ended, or all. */
  readonly state: 'live' | 'ended' | 'all';
  readonly limit: number;
  /** Id of the last call that is known already. */
  readonly after?: CallId | undefined;
}

/** Where facts are kept. A call is stored before any step of its plan runs. */
export abstract class CallStore {
  /** Inserts or replaces the facts, and appends what was published to the call's history, in one transaction. */
  abstract save(call: Call, published: readonly CallEvent[], at: number): Promise<void>;
  abstract find(id: CallId): Promise<Call | null>;
  /** Every call that has not ended. */
  abstract live(): Promise<readonly Call[]>;
  /** Newest first. */
  abstract list(query: CallQuery): Promise<readonly Call[]>;
}
