import type { Fault } from './script';

/** What a fault can meet: something that Baton asks for, or that Asterisk reports; or a call. */
export interface Met {
  /** The type of the step or event; of a call its phase. */
  readonly type: string;
  /** The same for the same thing asked once more. */
  readonly about: string;
}

/**
 * What became of what a fault has met. Of what Baton asks for: it was asked once more, done as it was asked, or neither, as
 * nobody wanted it any longer. Of what Asterisk reports: it was heard all the same, a look has shown it, or neither. Of a call
 * that lives when its server or Asterisk is struck: it went on, or ended with Asterisk.
 */
export const outcomes = {
  asked: ['again', 'done', 'dropped'],
  reported: ['heard', 'seen', 'missed'],
  lived: ['went on', 'ended'],
} as const;

/** How often, by `fault | what it met | what became of it`. */
export type Cells = Readonly<Record<string, number>>;

interface Entry extends Met {
  readonly fault: string;
  readonly kind: keyof typeof outcomes;
  done: boolean;
  /** Asked once more; or, of a report, looked at since. */
  repaired: boolean;
}

/** Writes down of one world which faults have met what, and what became of it. */
export class FaultLedger {
  readonly #entries: Entry[] = [];

  /** Baton asks for something. */
  asks(on: Fault['on'], met: Met): void {
    if (on === 'event') return;
    for (const entry of this.#entries)
      if (entry.kind === 'asked' && entry.about === met.about) entry.repaired = true;
  }

  /** It is done, or heard. */
  does(about: string): void {
    for (const entry of this.#entries) if (entry.about === about) entry.done = true;
  }

  /** Asterisk is asked for all that it has, and tells. */
  looks(): void {
    for (const entry of this.#entries) if (entry.kind === 'reported') entry.repaired = true;
  }

  strikes({ on, what }: Fault, met: Met): void {
    const kind = on === 'event' ? 'reported' : on === 'time' ? 'lived' : 'asked';
    this.#entries.push({ ...met, fault: `${on} ${what}`, kind, done: false, repaired: false });
  }

  /** @param endedWithAsterisk calls of which nothing is left because Asterisk was restarted */
  cells(endedWithAsterisk: ReadonlySet<string>): Cells {
    const cells: Record<string, number> = {};
    for (const entry of this.#entries) {
      const cell = cellOf(entry.fault, entry.type, outcomeOf(entry, endedWithAsterisk));
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    return cells;
  }
}

function outcomeOf({ kind, about, done, repaired }: Entry, ended: ReadonlySet<string>): string {
  switch (kind) {
    case 'asked':
      return repaired ? 'again' : done ? 'done' : 'dropped';
    case 'reported':
      return done ? 'heard' : repaired ? 'seen' : 'missed';
    case 'lived':
      return ended.has(about) ? 'ended' : 'went on';
  }
}

export function cellOf(fault: string, met: string, outcome: string): string {
  return [fault, met, outcome].join(' | ');
}
