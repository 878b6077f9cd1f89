import { type Call, type CallId } from './domain/call';
import { type TimelineEntry } from './timeline';

export interface CallQuery {
  /** Only those that go on, only those that have ended, or all. */
  readonly state: 'live' | 'ended' | 'all';
  readonly limit: number;
  /** Only calls of this agent. */
  readonly agentId?: string | undefined;
  /** Id of the last call that is known already. */
  readonly after?: CallId | undefined;
}

/** Where facts are kept. A call is stored before any step of its plan runs. */
export abstract class CallStore {
  /** Inserts or replaces the facts and appends to the call's timeline, in one transaction. */
  abstract save(call: Call, entries: readonly TimelineEntry[]): Promise<void>;
  /** Appends to the timeline of a call that is over. */
  abstract append(id: CallId, entries: readonly TimelineEntry[]): Promise<void>;
  /** In order; empty for an unknown call. */
  abstract timeline(id: CallId): Promise<readonly TimelineEntry[]>;
  abstract find(id: CallId): Promise<Call | null>;
  /** Every call that has not ended. */
  abstract live(): Promise<readonly Call[]>;
  /** Newest first. */
  abstract list(query: CallQuery): Promise<readonly Call[]>;
}
