import { type Fault } from './script';

type Counted = Exclude<Fault, { on: 'time' }>;
type On = Counted['on'];

/** Says which request, event, save or look goes wrong, by counting them. */
export class FaultPlan {
  readonly #planned = new Map<string, Counted>();
  readonly #counts = new Map<On, number>();

  constructor(
    faults: readonly Fault[],
    private readonly effects: {
      /** Something goes wrong, and what follows directly from it takes so long. */
      readonly disturb: (fault: Fault) => void;
      /** The process dies now and is started again after so many milliseconds. */
      readonly crash: (restartAfterMs: number) => void;
    },
  ) {
    for (const fault of faults) if (fault.on !== 'time') this.#planned.set(`${fault.on} ${fault.nth}`, fault);
  }

  next<O extends On>(on: O): Extract<Counted, { on: O }> | undefined {
    const nth = (this.#counts.get(on) ?? 0) + 1;
    this.#counts.set(on, nth);
    if (this.#planned.size === 0) return undefined;
    const fault = this.#planned.get(`${on} ${nth}`);
    if (!fault) return undefined;
    this.effects.disturb(fault);
    return fault as Extract<Counted, { on: O }>;
  }

  crash(restartAfterMs: number): void {
    this.effects.crash(restartAfterMs);
  }
}
