import { RESOLVE_WITHIN_MS } from '../../core/call/attempts';
import type { Call, Found, Stop } from '../../core/call/call';
import type { Input } from '../../core/call/inputs';
import type { CallSurroundings } from './call-surroundings';

/** What a search needs of its call. */
interface Searcher {
  /** Hands in who was found; resolves when the call has taken it in. */
  found(input: Extract<Input, { type: 'found' }>): Promise<unknown>;
  /** {@link StopSearch.busy} has ended. */
  over(): void;
}

/** Looks up who is at the stop of a call's attempt, once for each stop. */
export class StopSearch {
  #asked: string | null = null;
  #busy = false;

  constructor(
    private readonly around: Pick<CallSurroundings, 'find' | 'clock' | 'log'>,
    private readonly call: Searcher,
  ) {}

  /** Whether an answer is awaited; for {@link RESOLVE_WITHIN_MS} at the most. */
  get busy(): boolean {
    return this.#busy;
  }

  ask(facts: Call): void {
    const { attempt } = facts;
    if (attempt?.waves !== null) return;
    const { id, stop, stops } = attempt;
    const question = `${id} ${stops}`;
    if (this.#asked === question) return;
    this.#asked = question;
    this.#busy = true;
    const over = (): void => {
      cancel();
      if (this.#asked === question) this.#busy = false;
      this.call.over();
    };
    const cancel = this.around.clock.after(RESOLVE_WITHIN_MS, over);
    void this.#find(facts, stop)
      .then((found) => this.call.found({ type: 'found', attempt: id, stops, found }))
      .then(over, over);
  }

  async #find(facts: Call, stop: Stop): Promise<Found> {
    try {
      return await this.around.find(facts, stop);
    } catch (error) {
      this.around.log.error(facts, 'nobody could be looked up; the search goes on without', error);
      return { waves: [], then: [] };
    }
  }
}
