/** So many keys at most are remembered; those that were quiet longest are forgotten first. */
const REMEMBERED = 10_000;

/** Counts attempts by their maker, over a time that moves along. */
export class Attempts {
  private readonly byKey = new Map<string, readonly number[]>();

  constructor(
    private readonly allowed: number,
    private readonly withinMs: number,
  ) {}

  /**
   * Milliseconds until one more is allowed; 0 if it is now.
   * @param allowed fewer than for others
   */
  waitMs(key: string, now: number, allowed: number = this.allowed): number {
    const recent = this.recent(key, now);
    const oldest = recent.at(-allowed);
    return oldest === undefined ? 0 : oldest + this.withinMs - now;
  }

  /** Counts one. */
  count(key: string, now: number): void {
    // More than are allowed tell nothing more.
    const recent = [...this.recent(key, now), now].slice(-this.allowed);
    this.byKey.delete(key);
    this.byKey.set(key, recent);
    const [quietest] = this.byKey.keys();
    if (this.byKey.size > REMEMBERED && quietest !== undefined) this.byKey.delete(quietest);
  }

  /** It was no failure after all. */
  uncount(key: string, at: number): void {
    const attempts = this.byKey.get(key) ?? [];
    const index = attempts.indexOf(at);
    if (index >= 0) this.byKey.set(key, attempts.toSpliced(index, 1));
  }

  forget(isMeant: (key: string) => boolean): void {
    for (const key of this.byKey.keys()) if (isMeant(key)) this.byKey.delete(key);
  }

  private recent(key: string, now: number): readonly number[] {
    return (this.byKey.get(key) ?? []).filter((at) => at > now - this.withinMs);
  }
}
