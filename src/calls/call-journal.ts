import { type CallSurroundings } from './call-surroundings';
import { type Call } from './domain/call';
import { type CallEvent } from './domain/inputs';
import { type TimelineEntry } from './timeline';

/** How long after a failure to store facts it is tried again. */
const againAfterMs = 2_000;

/** What has happened in a call and is not stored yet. It is stored with the facts, in one piece. */
export class CallJournal {
  #entries: TimelineEntry[] = [];
  #cancelRetry: () => void = () => undefined;

  constructor(private readonly around: Pick<CallSurroundings, 'store' | 'clock' | 'log'>) {}

  note(...entries: readonly TimelineEntry[]): void {
    this.#entries.push(...entries);
  }

  noteEvents(events: readonly CallEvent[]): void {
    this.note(...this.#asEntries(events));
  }

  /** Rejects if it cannot be stored; nothing is lost then but the events, which may not have happened. */
  async save(call: Call, events: readonly CallEvent[]): Promise<void> {
    const entries = [...this.#entries, ...this.#asEntries(events)];
    await this.around.store.save(call, entries);
    this.#entries = this.#entries.slice(entries.length - events.length);
    this.#cancelRetry();
  }

  /** What could not be stored is stored as soon as it can be, even if the call is over by then. */
  saveLater(save: () => Promise<void>): void {
    this.#cancelRetry();
    this.#cancelRetry = this.around.clock.after(againAfterMs, () => {
      save().catch(() => this.saveLater(save));
    });
  }

  /** Stores what followed the last facts: nothing more will be noted. */
  async close(call: Call): Promise<void> {
    if (this.#entries.length === 0) return;
    try {
      await this.around.store.append(call.id, this.#entries);
    } catch (error) {
      this.around.log.error(call, 'the end of a timeline could not be stored', error);
    }
  }

  /** As {@link close} when Baton stops, with the facts: what could not be stored before gets a last chance. */
  async leave(call: Call): Promise<void> {
    this.#cancelRetry();
    if (this.#entries.length === 0) return;
    try {
      await this.save(call, []);
    } catch (error) {
      this.around.log.error(call, 'the last of a call could not be stored before the server stopped', error);
    }
  }

  #asEntries(events: readonly CallEvent[]): TimelineEntry[] {
    const at = this.around.clock.now();
    return events.map((event) => ({ kind: 'event', at, event }));
  }
}
