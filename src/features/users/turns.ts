import { Refused } from '../../platform/refusals/refused';

/** Whose turn comes first: that of whoever is known already, or has been here before. */
export type Precedence = 'known' | 'stranger';

export interface TurnLimits {
  readonly atOnce: number;
  /** So many of each may wait; of the known ones there are more than that only if somebody makes users by the hundred. */
  readonly waiting: Readonly<Record<Precedence, number>>;
}

/** What waits is done by then, on a machine that has other things to do as well. */
const RETRY_AFTER_SECONDS = 5;

/** Costly work, done so much at once, in the order in which it was asked for; strangers wait until nobody else does. */
export class Turns {
  readonly #waiting: Readonly<Record<Precedence, (() => void)[]>> = { known: [], stranger: [] };
  #running = 0;

  constructor(private readonly limits: TurnLimits) {}

  /** @throws Refused `passwords-busy` if too many wait already; then nothing was done */
  async take<T>(precedence: Precedence, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.limits.atOnce) this.#running += 1;
    else await this.#turn(precedence);
    try {
      return await work();
    } finally {
      // Whoever is next takes our place, so that nobody who comes just now gets in before them.
      const next = this.#waiting.known.shift() ?? this.#waiting.stranger.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #turn(precedence: Precedence): Promise<void> {
    const line = this.#waiting[precedence];
    if (line.length >= this.limits.waiting[precedence]) {
      const detail = 'Too many passwords are being checked just now; try again in a moment.';
      throw new Refused('passwords-busy', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    await new Promise<void>((go) => line.push(go));
  }
}
