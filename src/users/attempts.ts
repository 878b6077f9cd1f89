/** So many keys at most are remembered; those that were quiet longest are forgotten first. */
const REMEMBERED = 10_000;

/** Counts attempts by who makes them, over a time that moves along. */
export class Attempts {
  private readonly byKey = new Map<string, readonly number[]>();

  constructor(
    private readonly allowed: number,
    private readonly withinMs: number,
  ) {}

  /** Milliseconds until one more is allowed; 0 if it is now. */
  waitMs(key: string, now: number): number {
    const recent = this.recent(key, now);
    const oldest = recent.at(-this.allowed);
    return oldest === undefined ? 0 : oldest + this.withinMs - now;
  }

  /** Counts one. @returns whether it is the last that is allowed for now */
  count(key: string, now: number): boolean {
    const recent = [...this.recent(key, now), now];
    this.byKey.delete(key);
    this.byKey.set(key, recent);
    const [quietest] = this.byKey.keys();
    if (this.byKey.size > REMEMBERED && quietest !== undefined) this.byKey.delete(quietest);
    return recent.length === this.allowed;
  }

  /** It was no failure after all. */
  uncount(key: string, at: number): void {
    const attempts = this.byKey.get(key) ?? [];
    const index = attempts.indexOf(at);
    if (index >= 0) this.byKey.set(key, attempts.toSpliced(index, 1));
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }

  private recent(key: string, now: number): readonly number[] {
    return (this.byKey.get(key) ?? []).filter((at) => at > now - this.withinMs);
  }
}
