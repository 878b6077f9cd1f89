/** Things in the order in which they began to wait, by whose they are, and not too many of anybody. */
export class Waiting<Thing> {
  readonly #of = new Map<string, Set<Thing>>();

  /**
   * @param most so many may wait of one holder
   * @param isKept what is not to be given up just now, though it has waited longest
   */
  constructor(
    private readonly most: number,
    private readonly isKept: (thing: Thing) => boolean,
  ) {}

  /** @returns the one that has waited longest if there are too many now; it is still to be removed */
  add(holder: string, thing: Thing): Thing | undefined {
    const all = this.#of.get(holder) ?? new Set();
    this.#of.set(holder, all.add(thing));
    if (all.size <= this.most) return undefined;
    for (const one of all) if (!this.isKept(one)) return one;
    return undefined;
  }

  remove(holder: string, thing: Thing): void {
    const all = this.#of.get(holder);
    all?.delete(thing);
    if (all?.size === 0) this.#of.delete(holder);
  }
}
