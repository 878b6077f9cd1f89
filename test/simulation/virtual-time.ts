import { Clock } from '../../src/features/calls/clock';

interface Appointment {
  readonly at: number;
  readonly order: number;
  action: (() => void) | null;
}

const beginning = 1_700_000_000_000;

/** Time that passes only from one appointment to the next. */
export class VirtualTime {
  #now = beginning;
  #order = 0;
  /** Binary heap, the earliest first; equal times in the order they were made. */
  readonly #heap: Appointment[] = [];

  /** Epoch milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Since the beginning, milliseconds. */
  get elapsed(): number {
    return this.#now - beginning;
  }

  /** When the next appointment is; null if there is none. */
  get next(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  after(ms: number, action: () => void): () => void {
    const appointment: Appointment = { at: this.#now + Math.max(0, ms), order: this.#order++, action };
    this.#push(appointment);
    return () => {
      appointment.action = null;
    };
  }

  /** Lets time pass to the next appointment and keeps it. */
  step(): void {
    this.#dropCancelled();
    const appointment = this.#pop();
    if (!appointment) return;
    this.#now = appointment.at;
    appointment.action?.();
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.action === null) this.#pop();
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(appointment);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(appointment, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = appointment;
  }

  #pop(): Appointment | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      if (right && isBefore(right, left)) child += 1;
      const below = right && child % 2 === 0 ? right : left;
      if (!isBefore(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** The clock of one process: it stops with the process. */
export class ProcessClock extends Clock {
  #pending = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly isAlive: () => boolean,
  ) {
    super();
  }

  override now(): number {
    return this.time.now;
  }

  /** Timers that run. */
  get pending(): number {
    return this.#pending;
  }

  override after(ms: number, action: () => void): () => void {
    this.#pending += 1;
    let runs = true;
    const over = () => {
      if (runs) this.#pending -= 1;
      runs = false;
    };
    const cancel = this.time.after(ms, () => {
      over();
      if (this.isAlive()) action();
    });
    return () => {
      over();
      cancel();
    };
  }
}
