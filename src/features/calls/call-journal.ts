import type { Call } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { CallSurroundings } from './call-surroundings';
import type { TimelineEntry } from './timeline';

/** How long after a failure to store facts it is tried again. */
const AGAIN_AFTER_MS = 2_000;

/**
 * How long a call waits for its facts to be stored. Whoever commands waits for an answer; what has happened is acted on
 * soon, stored or not, and a store that did not take the last facts in time is not waited for again.
 */
const patienceMs = { command: 1_000, happened: 150, owed: 20, stop: 2_000 } as const;

/** What has happened in a call and is not stored yet. It is stored with the facts, in one piece. */
export class CallJournal {
  #entries: TimelineEntry[] = [];
  /** What is stored is not what is known. */
  #isOwed = false;
  #cancelRetry: () => void = () => undefined;

  /** @param saveAgain has the facts that are known stored, in turn with all else, and rejects if they cannot be */
  constructor(
    private readonly around: Pick<CallSurroundings, 'store' | 'clock' | 'log'>,
    private readonly saveAgain: (save: (facts: Call) => Promise<void>) => Promise<void>,
  ) {}

  /** Whether the facts are ahead of what is stored. */
  get isAhead(): boolean {
    return this.#isOwed;
  }

  /** Whether anything of the call is not stored yet. */
  get owes(): boolean {
    return this.#isOwed || this.#entries.length > 0;
  }

  note(...entries: readonly TimelineEntry[]): void {
    this.#entries.push(...entries);
  }

  /**
   * Stores what somebody has asked for.
   * @throws StoreFailure if it cannot be stored: then it has not happened
   */
  demand(call: Call, events: readonly CallEvent[]): Promise<void> {
    return this.#save(call, events, patienceMs.command);
  }

  /** Stores what has happened, now or as soon as that can be done. Does not fail. */
  async keep(call: Call, events: readonly CallEvent[]): Promise<void> {
    try {
      await this.#save(call, events, this.#isOwed ? patienceMs.owed : patienceMs.happened);
    } catch (error) {
      const wasOwed = this.#isOwed;
      this.note(...this.#asEntries(events));
      this.#owe();
      if (wasOwed) return;
      this.around.log.error(call, 'facts could not be stored; the call goes on from memory', error);
    }
  }

  /** The store works again: what is owed need not wait any longer. */
  catchUp(): void {
    if (this.#isOwed) this.#tryAgain();
  }

  /** The call is over: stores what followed the last facts. Nothing more will be noted. */
  async close(call: Call): Promise<void> {
    if (this.owes) await this.keep(call, []);
  }

  /** As {@link close} when Baton stops: what could not be stored before gets a last chance. */
  async leave(call: Call): Promise<void> {
    this.#cancelRetry();
    if (!this.owes) return;
    try {
      await this.#save(call, [], patienceMs.stop);
    } catch (error) {
      this.around.log.error(call, 'the last of a call could not be stored before the server stopped', error);
    }
  }

  /** Nothing is lost if it fails, but the events, which may not have happened. */
  async #save(call: Call, events: readonly CallEvent[], patience: number): Promise<void> {
    const entries = [...this.#entries, ...this.#asEntries(events)];
    await this.around.store.save(call, entries, { patienceMs: patience });
    this.#entries = this.#entries.slice(entries.length - events.length);
    this.#isOwed = false;
    this.#cancelRetry();
  }

  #owe(): void {
    this.#isOwed = true;
    this.#cancelRetry();
    this.#cancelRetry = this.around.clock.after(AGAIN_AFTER_MS, () => this.#tryAgain());
  }

  #tryAgain(): void {
    this.#cancelRetry();
    this.saveAgain((facts) => this.#save(facts, [], patienceMs.owed)).catch(() => this.#owe());
  }

  #asEntries(events: readonly CallEvent[]): TimelineEntry[] {
    const at = this.around.clock.now();
    return events.map((event) => ({ kind: 'event', at, event }));
  }
}
