/** Time as the runner sees it; a simulation brings its own. */
export abstract class Clock {
  /** Epoch milliseconds. */
  abstract now(): number;
  /** Runs `action` once after `ms`; the returned function takes it back. */
  abstract after(ms: number, action: () => void): () => void;
}

export class SystemClock extends Clock {
  readonly #pending = new Set<NodeJS.Timeout>();

  /** Actions that are neither run nor taken back. */
  get pending(): number {
    return this.#pending.size;
  }

  override now(): number {
    return Date.now();
  }

  override after(ms: number, action: () => void): () => void {
    // setTimeout fires at once for delays beyond 2^31-1 ms.
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer);
        action();
      },
      Math.min(Math.max(ms, 0), 2_147_483_647),
    );
    this.#pending.add(timer);
    return () => {
      this.#pending.delete(timer);
      clearTimeout(timer);
    };
  }
}
