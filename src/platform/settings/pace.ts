/** What is done in one go. Events of calls, which come meanwhile, wait for so long at the most. */
const SLICE_MS = 10;

/**
 * For work that takes long: `await pace.breathe()` between its parts, and whatever else there is to do is done in between.
 * To await something that is there already lets nothing else be done.
 */
export class Pace {
  #since = performance.now();

  /** For parts so small that to await each would be most of the work. */
  get isTimeToBreathe(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  async breathe(): Promise<void> {
    if (!this.isTimeToBreathe) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
