/** So many keys at most are remembered; those that were quiet longest are forgotten first. */
const REMEMBERED = 10_000;

/** When something happened, by whom or what it concerns, over a time that moves along. In memory only. */
export class SlidingWindow {
  readonly #byKey = new Map<string, readonly number[]>();

  /**
   * @param withinMs how long something counts
   * @param allowed how often it may happen in that time; what is above it is not counted, as it would tell nothing more
   */
  constructor(
    private readonly withinMs: number,
    private readonly allowed = Infinity,
  ) {}

  /** How often it happened, of `allowed` at most. */
  times(key: string, now: number): number {
    return this.#recent(key, now).length;
  }

  /**
   * Milliseconds until it may happen once more; 0 if it may now.
   * @param allowed fewer than for others
   */
  waitMs(key: string, now: number, allowed: number = this.allowed): number {
    const recent = this.#recent(key, now);
    const oldest = recent.at(-allowed);
    return oldest === undefined ? 0 : oldest + this.withinMs - now;
  }

  /** Counts one. */
  count(key: string, now: number): void {
    const recent = [...this.#recent(key, now), now].slice(-this.allowed);
    this.#byKey.delete(key);
    this.#byKey.set(key, recent);
    const [quietest] = this.#byKey.keys();
    if (this.#byKey.size > REMEMBERED && quietest !== undefined) this.#byKey.delete(quietest);
  }

  /** It does not count after all. */
  uncount(key: string, at: number): void {
    const times = this.#byKey.get(key) ?? [];
    const index = times.indexOf(at);
    if (index >= 0) this.#byKey.set(key, times.toSpliced(index, 1));
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }

  forgetAll(isMeant: (key: string) => boolean): void {
    for (const key of this.#byKey.keys()) if (isMeant(key)) this.#byKey.delete(key);
  }

  #recent(key: string, now: number): readonly number[] {
    return (this.#byKey.get(key) ?? []).filter((at) => at > now - this.withinMs);
  }
}
