/** Something that work can be given to, and that says how much it has already. */
export interface Worker {
  readonly outstanding: number;
}

/** The one with the least to do; the first of equals. */
export function leastOutstanding<T extends Worker>(workers: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const worker of workers) {
    if (best === undefined || worker.outstanding < best.outstanding) best = worker;
  }
  return best;
}

/**
 * Remembers which worker a lane's unfinished work is on, so that what follows on the lane queues up behind it and keeps
 * its order. A lane without unfinished work is forgotten: it has no order to keep, and there may be millions.
 */
export class Lanes<T> {
  readonly #lanes = new Map<string, { readonly worker: T; unfinished: number }>();

  get size(): number {
    return this.#lanes.size;
  }

  /**
   * @param usable whether the lane's worker can still take work; its order is lost with it
   * @param choose a worker for a lane that has none
   */
  take(lane: string, usable: (worker: T) => boolean, choose: () => T | undefined): T | undefined {
    const known = this.#lanes.get(lane);
    if (known !== undefined && usable(known.worker)) {
      known.unfinished++;
      return known.worker;
    }
    const worker = choose();
    if (worker !== undefined) this.#lanes.set(lane, { worker, unfinished: 1 });
    return worker;
  }

  /** One piece of work is finished. Of a worker that the lane has left, nothing remains to be noted. */
  release(lane: string, worker: T): void {
    const known = this.#lanes.get(lane);
    if (known?.worker !== worker) return;
    known.unfinished--;
    if (known.unfinished === 0) this.#lanes.delete(lane);
  }
}
