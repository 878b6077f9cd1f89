import { PACKET_MS } from './pcmu';

interface Ticking {
  /** Called once for every 20 ms of media time. */
  tick(): void;
}

/**
 * Twenty milliseconds for all phones of the process, from one timer.
 *
 * Each tick is due at a multiple of 20 ms since the clock started, not 20 ms after the last one, so late
 * timers do not add up to drift. A tick that comes late is made up for at once, as a phone's jitter buffer
 * expects, up to a limit: after a long stall the missed time is dropped, not blurted out.
 */
class MediaClock {
  readonly #members = new Set<Ticking>();
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #ticks = 0;

  static readonly #MAX_CATCH_UP_TICKS = 10;

  add(member: Ticking): void {
    this.#members.add(member);
    if (this.#timer === undefined) {
      this.#startedAt = performance.now();
      this.#ticks = 0;
      this.#schedule();
    }
  }

  /** With the last member gone the timer is gone too: nothing keeps the process alive. */
  remove(member: Ticking): void {
    this.#members.delete(member);
    if (this.#members.size === 0 && this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  #schedule(): void {
    const nextAt = this.#startedAt + (this.#ticks + 1) * PACKET_MS;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, nextAt - performance.now()));
  }

  #run(): void {
    const fired = this.#timer;
    const due = Math.floor((performance.now() - this.#startedAt) / PACKET_MS) - this.#ticks;
    if (due > MediaClock.#MAX_CATCH_UP_TICKS) this.#ticks += due - MediaClock.#MAX_CATCH_UP_TICKS;
    for (let n = Math.min(due, MediaClock.#MAX_CATCH_UP_TICKS); n > 0; n--) {
      this.#ticks++;
      for (const member of this.#members) member.tick();
    }
    // A tick may have removed the last member, or removed it and added another one, which starts anew.
    if (this.#timer === fired && this.#members.size > 0) this.#schedule();
  }
}

export const mediaClock = new MediaClock();
