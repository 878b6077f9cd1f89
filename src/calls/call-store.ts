import { type Call, type CallId } from './domain/call';
import { type CallEvent } from './domain/inputs';

export interface CallPage {
  readonly calls: readonly Call[];
  readonly total: number;
}

/** Where facts are kept. A call is stored before any step of its plan runs. */
export abstract class CallStore {
  /** Inserts or replaces the facts, and appends what was published to the call's history, in one transaction. */
  abstract save(call: Call, published: readonly CallEvent[], at: number): Promise<void>;
  abstract find(id: CallId): Promise<Call | null>;
  /** Every call that has not ended. */
  abstract live(): Promise<readonly Call[]>;
  /** Newest first. */
  abstract page(filter: { readonly live: boolean | null; readonly offset: number; readonly limit: number }): Promise<CallPage>;
}
