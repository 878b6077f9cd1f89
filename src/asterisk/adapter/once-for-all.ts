/**
 * What many ask for at the same time, done for all of them together. Whoever asks while it is being done is given the next one,
 * as what they ask for may have changed since this one began.
 */
export class OnceForAll {
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves, or rejects, with what was begun after this was called. */
  run(): Promise<void> {
    if (!this.#running) return this.#begin();
    const begin = () => this.#begin();
    return (this.#next ??= this.#running.then(begin, begin));
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    const running = this.work().finally(() => {
      if (this.#next === undefined) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
