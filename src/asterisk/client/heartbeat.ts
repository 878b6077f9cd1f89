/** What a heartbeat needs of its connection. */
export interface Heart {
  ping(): void;
  /** how many silent intervals may pass before the peer counts as dead */
  patience(): number;
  onDead(): void;
}

/**
 * Notices a peer that is gone without a word (power, cable, firewall). Asterisk never pings its clients, so we do.
 *
 * Silent intervals are counted, not milliseconds: when our own process was stalled, its timer fires before the waiting
 * answers are read, and by the clock a healthy peer would look dead.
 *
 * With a patience of 2 a peer that dies is noticed after 2 to 3 intervals.
 */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  #heard = true;
  #silent = 0;

  constructor(
    intervalMs: number,
    private readonly heart: Heart,
  ) {
    this.#timer = setInterval(() => this.#beat(), intervalMs);
    this.#timer.unref();
    heart.ping();
  }

  /** Anything that arrives proves life. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#silent = this.#heard ? 0 : this.#silent + 1;
    this.#heard = false;
    if (this.#silent >= this.heart.patience()) {
      this.stop();
      this.heart.onDead();
    } else {
      this.heart.ping();
    }
  }
}
