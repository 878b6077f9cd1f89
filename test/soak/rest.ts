import type { World } from '../support/world';
import { metricsOf } from './metrics';

/**
 * Timers that nobody takes back when a call is over, and that then do nothing, run for 2 s at most; a machine with much to do
 * needs some more.
 */
const WITHIN_MS = 10_000;

/** What is to be as before the first call whenever nobody talks, and what it is called when it is not. */
const figures = {
  baton_live_calls: 'calls that the server holds',
  baton_call_timers: 'timers of calls',
  'nodejs_active_resources{type="Timeout"}': 'timers of the process',
} as const;

type Figure = keyof typeof figures;
const names = Object.keys(figures) as Figure[];
const LOOKS = 5;

/** How things are when nobody talks. */
export class Rest {
  private constructor(
    private readonly world: World,
    private readonly before: Readonly<Record<Figure, number>>,
  ) {}

  /** As it is now: the lowest of some looks, for in one of them an event may just be about to be told. */
  static async now(world: World): Promise<Rest> {
    const before = await read(world);
    for (let looks = 1; looks < LOOKS; looks += 1) {
      const again = await read(world);
      for (const figure of names) before[figure] = Math.min(before[figure], again[figure]);
    }
    return new Rest(world, before);
  }

  /**
   * Waits until it is as it was: no channel and no bridge in Asterisk, no record of a call that goes on, no timer.
   * @returns what is left over when the time is up
   */
  async again(): Promise<readonly string[]> {
    const left: string[] = [];
    try {
      await this.world.untilNothingIsLeft();
    } catch (error) {
      left.push(error instanceof Error ? error.message : String(error));
    }
    return [...left, ...(await this.#figuresAgain()), ...(await this.#records())];
  }

  /** There is nothing to be told by: whoever reads metrics asks again and again as well. */
  async #figuresAgain(): Promise<readonly string[]> {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const now = await read(this.world);
      const more = names.filter((figure) => now[figure] > this.before[figure]);
      if (more.length === 0) return [];
      if (performance.now() > deadline) {
        return more.map((figure) => `${now[figure]} ${figures[figure]} instead of ${this.before[figure]}`);
      }
    }
  }

  async #records(): Promise<readonly string[]> {
    return (await this.world.calls()).map(({ id, state }) => `the record of call ${id} says ${state}`);
  }
}

async function read(world: World): Promise<Record<Figure, number>> {
  const value = await metricsOf(world.baton);
  const entries = names.map((figure) => [figure, value(figure)]);
  return Object.fromEntries(entries) as Record<Figure, number>;
}
