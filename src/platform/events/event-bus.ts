import { Injectable, Logger } from '@nestjs/common';
import { newId } from '../store/new-id';
import type { BatonEvent, PublishedEvent } from './event';

/** How many events can be asked for again, unless it is set. */
export const REPLAYABLE = 1000;

/**
 * What happens in a call happens in bursts, just when Asterisk and the phones have most to do for those who wait for each
 * other. Telling everybody of it can wait for so long.
 */
const TELL_WITHIN_MS = 10;

export type Listener = (event: PublishedEvent) => void;

/** What there is after a given event. `complete` is false if some of it has been forgotten already. */
export interface Replay {
  readonly events: readonly PublishedEvent[];
  readonly complete: boolean;
}

/** An event, or what makes it of facts that do not change any more. */
type Publishable = BatonEvent | (() => BatonEvent);

interface Untold {
  readonly event: Publishable;
  readonly time: Date;
}

/**
 * Tells everybody in this process what happened, and remembers the last events for those who come back.
 * Publishing never waits and never fails: events are told together a moment later, in the order in which they were
 * published; a listener that throws is logged, and the others hear it all the same.
 */
@Injectable()
export class EventBus {
  readonly #logger = new Logger(EventBus.name);
  readonly #listeners = new Set<Listener>();
  readonly #recent: PublishedEvent[] = [];
  #untold: Untold[] = [];
  #telling: NodeJS.Timeout | undefined;
  // Begins above everything that an earlier run can have published (it would have to exceed 1000 events a ms), so that
  // a client that was away during a restart learns that it missed something.
  #lastSeq = Date.now() * 1000;

  /** @param kept how many events can be asked for again */
  constructor(private readonly kept = REPLAYABLE) {}

  /** The number of the newest event that was told. */
  get position(): number {
    return this.#lastSeq;
  }

  publish(event: Publishable): void {
    this.#untold.push({ event, time: new Date() });
    this.#telling ??= setTimeout(() => this.tell(), TELL_WITHIN_MS);
  }

  /** Tells what has not been told yet. */
  tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const untold = this.#untold;
    this.#untold = [];
    for (const { event, time } of untold) this.#tellOne(typeof event === 'function' ? event() : event, time);
  }

  #tellOne(event: BatonEvent, time: Date): void {
    this.#lastSeq += 1;
    const published: PublishedEvent = {
      seq: this.#lastSeq,
      id: newId(),
      time: time.toISOString(),
      ...event,
    };
    this.#recent.push(published);
    if (this.#recent.length > this.kept) this.#recent.shift();
    for (const listener of this.#listeners) {
      try {
        listener(published);
      } catch (error) {
        this.#logger.error({ err: error, type: event.type }, 'an event listener threw');
      }
    }
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param seq number of the last event that is known already. */
  since(seq: number): Replay {
    const oldest = this.#recent[0]?.seq ?? this.#lastSeq + 1;
    const complete = seq >= oldest - 1 && seq <= this.#lastSeq;
    return { events: complete ? this.#recent.slice(seq + 1 - oldest) : [...this.#recent], complete };
  }
}
