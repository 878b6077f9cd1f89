import type { Call, CallId } from '../../core/call/call';
import type { ListQuery, Page } from '../../platform/lists/paging';
import type { TimelineEntry } from './timeline';

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

/** Calls that had not ended when the store was last written. */
export interface StoredLive {
  readonly calls: readonly Call[];
  /** Those whose facts this build cannot read. */
  readonly unreadable: readonly UnreadableCall[];
}

export interface UnreadableCall {
  readonly id: CallId;
  readonly why: Error;
}

/** Where facts are kept. A call is stored before any step of its plan runs. */
export abstract class CallStore {
  /**
   * Inserts or replaces the facts and appends to the call's timeline, in one transaction.
   * @throws StoreFailure if that could not be done, or not even be begun within `patienceMs`
   */
  abstract save(
    call: Call,
    entries: readonly TimelineEntry[],
    options: { readonly patienceMs: number },
  ): Promise<void>;
  /** In order; empty for an unknown call. */
  abstract timeline(id: CallId): Promise<readonly TimelineEntry[]>;
  /** Calls back each time that the store works again after a time in which it did not. */
  abstract onWorking(listener: () => void): void;
  abstract find(id: CallId): Promise<Call | null>;
  /** Every call that has not ended. */
  abstract live(): Promise<StoredLive>;
  /** Nothing of a call that cannot be read is in Asterisk any longer: it is not live from now on. */
  abstract endUnreadable(id: CallId, at: number): Promise<void>;
  abstract list(query: CallQuery): Promise<Page<Call>>;
}
