import { type ListQuery, type Page } from '../http/paging';
import { type Call, type CallId } from './domain/call';
import { type TimelineEntry } from './timeline';

export interface CallQuery extends ListQuery<'started'> {
  /** Only those that go on, only those that have ended, or all. */
  readonly state: 'live' | 'ended' | 'all';
  /** Only calls that each of these agents has to do with. */
  readonly agentIds?: readonly string[] | undefined;
  /** Only calls of this line. */
  readonly line?: string | undefined;
  /** Only calls with this outside number, whether or not either is written with a `+`. */
  readonly number?: string | undefined;
  /** Only calls that began then or later; epoch milliseconds. */
  readonly from?: number | undefined;
  /** Only calls that began before then; epoch milliseconds. */
  readonly to?: number | undefined;
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
  abstract list(query: CallQuery): Promise<Page<Call>>;
}
