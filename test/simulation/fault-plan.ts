import { FaultLedger, type Met } from './fault-ledger';
import type { Fault } from './script';
import type { VirtualTime } from './virtual-time';

type Counted = Exclude<Fault, { on: 'time' }>;
type On = Counted['on'];

/** Says which request, event, save or look goes wrong, by counting them. */
export class FaultPlan {
  readonly #planned: { readonly fault: Counted; seen: number }[];
  /** How many of a kind there have been at this moment. */
  readonly #together = new Map<On, { readonly at: number; readonly count: number }>();
  readonly #struck: Counted[] = [];
  readonly ledger = new FaultLedger();

  constructor(
    faults: readonly Fault[],
    private readonly time: Pick<VirtualTime, 'elapsed'>,
    private readonly effects: {
      /** Something goes wrong, and what follows directly from it takes so long. */
      readonly disturb: (fault: Fault) => void;
      /** The process dies now and is started again after so many milliseconds. */
      readonly crash: (restartAfterMs: number) => void;
    },
  ) {
    this.#planned = faults.flatMap((fault) => (fault.on === 'time' ? [] : [{ fault, seen: 0 }]));
  }

  /** Those that have struck, counted from the moment when they did: what came before can be left out of a replay. */
  get struck(): readonly Counted[] {
    return this.#struck;
  }

  /** @param met what is asked or reported now */
  next<O extends On>(on: O, met: Met): Extract<Counted, { on: O }> | undefined {
    this.ledger.asks(on, met);
    const now = this.time.elapsed;
    const before = this.#together.get(on);
    const count = before?.at === now ? before.count + 1 : 1;
    this.#together.set(on, { at: now, count });
    const due = this.#planned.filter(({ fault }) => fault.on === on && fault.since <= now);
    for (const planned of due) planned.seen += 1;
    const fault = due.find(({ fault: { nth }, seen }) => seen === nth)?.fault;
    if (!fault) return undefined;
    this.#struck.push({ ...fault, since: now, nth: count });
    this.ledger.strikes(fault, met);
    this.effects.disturb(fault);
    return fault as Extract<Counted, { on: O }>;
  }

  crash(restartAfterMs: number): void {
    this.effects.crash(restartAfterMs);
  }
}
