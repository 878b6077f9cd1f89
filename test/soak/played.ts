import type { Dice } from '../simulation/dice';
import { type Kind, kinds } from './kinds';
import type { Lane } from './lane';
import { reportOn } from './report';

const names = Object.keys(kinds) as Kind[];

/** Has every lane play all kinds in turns, and counts. */
export class Played {
  #lost = 0;
  readonly #times = new Map<Kind, number>();
  readonly #turns = new Map<Lane, number>();

  constructor(private readonly print: (line: string) => void) {}

  /** Contacts who did not hear whom they should, or who were not freed: one for every call that went wrong. */
  get lost(): number {
    return this.#lost;
  }

  /** The lane's next kind of transfer. Lanes begin each with another one. */
  async next(lane: Lane, place: number, dice: Dice): Promise<void> {
    const turn = this.#turns.get(lane) ?? place * 2;
    this.#turns.set(lane, turn + 1);
    const kind = names[turn % names.length] ?? 'warm';
    this.#times.set(kind, (this.#times.get(kind) ?? 0) + 1);
    try {
      await kinds[kind](lane, dice);
    } catch (error) {
      this.#lost += 1;
      this.print(`${lane.name}, ${kind}: ${error instanceof Error ? error.message : String(error)}`);
      const report = await reportOn(lane);
      // What cannot be cleared away is left over, and is found to be.
      await lane
        .clear()
        .catch((why: unknown) => this.print(`${lane.name} cannot be cleared: ${String(why)}`));
      for (const line of await report.afterwards()) this.print(line);
    }
  }

  /** "warm 3, cold 2, …" */
  counts(): string {
    return names.map((name) => `${name} ${this.#times.get(name) ?? 0}`).join(', ');
  }
}
