/** Does one thing after another, however the one before has ended. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Until what has been given so far is done. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
