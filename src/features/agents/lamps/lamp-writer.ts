import type { Lamp } from './lamp';
import { type LampBoard, LampFailure } from './lamp-board';

/** Thousands of lamps must not crowd out whatever else is asked of Asterisk. */
export const AT_ONCE = 4;
/** What failed is looked at again after so long, or when the connection is there again. */
export const REPAIR_AFTER_MS = 30_000;

export interface LampLog {
  warn(message: string): void;
  debug(message: string): void;
}

/**
 * Makes the lamps what they are wanted to be, by writing only what differs. A lamp has one write at a time, so the last
 * wish wins; wishes that come while it is written are one write afterwards.
 */
export class LampWriter {
  readonly #wanted = new Map<string, Lamp>();
  /** What the board shows as far as is known; null: it must be written. */
  readonly #shown = new Map<string, Lamp | null>();
  readonly #due = new Set<string>();
  readonly #writing = new Map<string, Promise<void>>();
  /** Counts the looks: what was asked before one does not count after it. */
  #age = 0;
  #isOpen = false;
  #warned: string | undefined;
  #repair: NodeJS.Timeout | undefined;

  constructor(
    private readonly board: LampBoard,
    private readonly log: LampLog,
  ) {}

  /** @param lamp undefined: nobody has this extension (any longer) */
  want(extension: string, lamp: Lamp | undefined): void {
    if (lamp === undefined) this.#wanted.delete(extension);
    else this.#wanted.set(extension, lamp);
    this.#consider(extension);
    this.#write();
  }

  /** These, and no others. */
  wantAll(lamps: ReadonlyMap<string, Lamp>): void {
    this.#wanted.clear();
    for (const [extension, lamp] of lamps) this.#wanted.set(extension, lamp);
  }

  /** Looks at what the board shows, and goes on from there. Never throws. */
  async renew(): Promise<void> {
    this.close();
    const age = this.#age;
    try {
      // What is still being written would make the look untrue.
      await Promise.all(this.#writing.values());
      const shown = await this.board.look();
      if (age !== this.#age) return;
      this.#shown.clear();
      for (const [extension, lamp] of shown) this.#shown.set(extension, lamp);
      this.#isOpen = true;
      for (const extension of new Set([...shown.keys(), ...this.#wanted.keys()])) this.#consider(extension);
      this.#write();
    } catch (error) {
      if (age === this.#age) this.#failed('the lamps could not be looked at', error);
    }
  }

  /** Writes no more until {@link renew}. */
  close(): void {
    this.#age += 1;
    this.#isOpen = false;
    this.#due.clear();
    clearTimeout(this.#repair);
    this.#repair = undefined;
  }

  #consider(extension: string): void {
    if (this.#isOpen && this.#shown.get(extension) !== this.#wanted.get(extension)) this.#due.add(extension);
  }

  #write(): void {
    for (const extension of this.#due) {
      if (this.#writing.size >= AT_ONCE) return;
      // Stays due: its turn comes when that is written.
      if (this.#writing.has(extension)) continue;
      this.#due.delete(extension);
      if (this.#shown.get(extension) === this.#wanted.get(extension)) continue;
      this.#writing.set(extension, this.#writeOne(extension));
    }
  }

  async #writeOne(extension: string): Promise<void> {
    const age = this.#age;
    const lamp = this.#wanted.get(extension);
    try {
      await (lamp === undefined ? this.board.remove(extension) : this.board.set(extension, lamp));
      if (lamp === undefined) this.#shown.delete(extension);
      else this.#shown.set(extension, lamp);
    } catch (error) {
      this.#shown.set(extension, null);
      if (age === this.#age) this.#failed(`the lamp of ${extension} could not be set`, error);
    }
    this.#writing.delete(extension);
    this.#write();
  }

  #failed(what: string, error: unknown): void {
    const kind = error instanceof LampFailure ? error.kind : 'refused';
    const reason = error instanceof Error ? error.message : String(error);
    if (kind !== 'refused') this.close();
    else {
      this.#repair ??= setTimeout(() => void this.renew(), REPAIR_AFTER_MS);
      this.#repair.unref();
    }
    // Calls do not need lamps, so the same trouble is told once and not with each of a thousand lamps. A lost connection
    // is told by whoever keeps it.
    const isNews = kind !== 'lost' && this.#warned !== reason;
    if (isNews) this.#warned = reason;
    this.log[isNews ? 'warn' : 'debug'](`${what}: ${reason}`);
  }
}
