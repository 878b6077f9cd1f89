/** Lets what concerns the same thing happen one after another, where it is more than a write to the store. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` after all that was given before under this key has ended, however it ended. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === ended) this.#last.delete(key);
      });
    this.#last.set(key, ended);
    return result;
  }
}
