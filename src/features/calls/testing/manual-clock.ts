import { Clock } from '../clock';

/** Time goes by when the test says so. */
export class ManualClock extends Clock {
  #now = 1_000_000;
  #due: { at: number; action: () => void }[] = [];

  override now(): number {
    return this.#now;
  }

  override after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((other) => other !== timer);
    };
  }

  /** Keeps every appointment in the next `ms`, and lets everything that follows from each happen. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const [next] = this.#due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#due = this.#due.filter((other) => other !== next);
      next.action();
    }
    this.#now = until;
  }
}

/** Everything that follows without time going by has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
