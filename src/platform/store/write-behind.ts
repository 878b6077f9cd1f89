import type { EntityManager } from 'typeorm';
import { StoreFailure } from './store-failure';

const AGAIN_AFTER_MS = 2_000;
/** At a stop of the server there is no more time than this. */
const LAST_CHANCE_MS = 1_000;
/** So much is remembered at the most; then the oldest is given up. */
const REMEMBERED = 10_000;

type Work = (manager: EntityManager) => Promise<unknown>;
type Write = (work: Work, options: { readonly patienceMs: number }) => Promise<unknown>;

export interface Owing {
  /** For the first try. */
  readonly patienceMs: number;
  /** It is stored: at the first try, or later. */
  readonly onStored?: () => void;
}

interface Owed extends Owing {
  readonly work: Work;
  readonly tried: (outcome: 'stored' | 'later') => void;
  readonly failed: (error: unknown) => void;
}

/** What has happened is stored as soon as the store takes it, in the order in which it happened, and is kept until then. */
export class WriteBehind {
  readonly #owed: Owed[] = [];
  #working: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly write: Write,
    private readonly onGivenUp: (count: number) => void,
  ) {}

  /**
   * Resolves after the first try: whether it is stored, or will be later.
   * @throws whatever else than a StoreFailure the work ends with: it is not tried again then
   */
  add(work: Work, owing: Owing): Promise<'stored' | 'later'> {
    return new Promise((resolve, reject) => {
      this.#owed.push({ ...owing, work, tried: resolve, failed: reject });
      if (this.#owed.length > REMEMBERED) this.#giveUp(this.#owed.splice(0, 1));
      // Behind one that has to wait, it has to wait as well.
      if (this.#again) resolve('later');
      else this.#working ??= this.#workOff();
    });
  }

  /** What is owed need not wait any longer. */
  catchUp(): void {
    if (!this.#again) return;
    clearTimeout(this.#again);
    this.#again = undefined;
    this.#working ??= this.#workOff();
  }

  /** Gives what is owed a last chance. */
  async flush(): Promise<void> {
    clearTimeout(this.#again);
    this.#again = undefined;
    await this.#working;
    const deadline = Date.now() + LAST_CHANCE_MS;
    for (let next = this.#owed[0]; next && Date.now() < deadline; next = this.#owed[0]) {
      const outcome = await this.#attempt(next, deadline - Date.now());
      if (outcome === 'later') break;
      this.#owed.shift();
    }
    clearTimeout(this.#again);
    if (this.#owed.length > 0) this.#giveUp(this.#owed.splice(0));
  }

  async #workOff(): Promise<void> {
    // `working` is set by then.
    await Promise.resolve();
    for (let next = this.#owed[0]; next; next = this.#owed[0]) {
      const outcome = await this.#attempt(next, next.patienceMs);
      if (outcome === 'later') {
        for (const each of this.#owed) each.tried('later');
        this.#again = setTimeout(() => {
          this.#again = undefined;
          this.#working ??= this.#workOff();
        }, AGAIN_AFTER_MS).unref();
        break;
      }
      if (this.#owed[0] === next) this.#owed.shift();
    }
    this.#working = undefined;
  }

  async #attempt({ work, tried, failed, onStored }: Owed, patienceMs: number): Promise<'done' | 'later'> {
    try {
      await this.write(work, { patienceMs });
      onStored?.();
      tried('stored');
    } catch (error) {
      if (StoreFailure.of(error)) return 'later';
      failed(error);
    }
    return 'done';
  }

  #giveUp(given: readonly Owed[]): void {
    for (const { tried } of given) tried('later');
    this.onGivenUp(given.length);
  }
}
