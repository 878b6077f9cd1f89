import { PACKET_MS, PACKET_SAMPLES } from './pcmu';

const DIGITS = '0123456789*#ABCD';
/** -10 dBm0, what phones commonly send. */
const VOLUME = 10;
/** RFC 4733 section 2.5.1.4: the end of an event is sent three times, so that losing one does no harm. */
const END_REPEATS = 3;

export interface EventPacket {
  readonly marker: 0 | 1;
  /** Samples since the event began: subtract it from the media time to get the packet's timestamp. */
  readonly sinceStart: number;
  readonly payload: Buffer;
}

/** The value of a key in a telephone-event (RFC 4733 section 3.2). */
function eventOf(digit: string): number {
  const event = DIGITS.indexOf(digit.toUpperCase());
  if (event < 0 || digit.length !== 1)
    throw new Error(`${JSON.stringify(digit)} is not a key of a telephone`);
  return event;
}

export function digitOf(event: number): string | undefined {
  return DIGITS[event];
}

interface Press {
  readonly event: number;
  readonly toneTicks: number;
  readonly gapTicks: number;
  readonly done: () => void;
}

/** Turns keys pressed into telephone-event packets, one tick of 20 ms after the other. */
export class DtmfSender {
  readonly #queue: Press[] = [];
  #ticks = 0;

  /** Resolves when the last key was released and its gap has passed. */
  async press(digits: string, toneMs: number, gapMs: number): Promise<void> {
    const presses = [...digits].map((digit) => {
      const event = eventOf(digit);
      return new Promise<void>((resolve) => {
        this.#queue.push({
          event,
          toneTicks: Math.max(2, Math.round(toneMs / PACKET_MS)),
          gapTicks: Math.max(2, Math.round(gapMs / PACKET_MS)),
          done: resolve,
        });
      });
    });
    await Promise.all(presses);
  }

  /** The packets of this tick while a key is down, undefined when the voice has the line. */
  tick(): readonly EventPacket[] | undefined {
    const press = this.#queue[0];
    if (press === undefined) return undefined;
    this.#ticks++;
    if (this.#ticks > press.toneTicks) {
      if (this.#ticks >= press.toneTicks + press.gapTicks) this.#finish(press);
      return undefined;
    }
    const last = this.#ticks === press.toneTicks;
    const payload = Buffer.alloc(4);
    payload[0] = press.event;
    payload[1] = (last ? 0x80 : 0) | VOLUME;
    payload.writeUInt16BE(this.#ticks * PACKET_SAMPLES, 2);
    const packet: EventPacket = {
      marker: this.#ticks === 1 ? 1 : 0,
      sinceStart: (this.#ticks - 1) * PACKET_SAMPLES,
      payload,
    };
    return last ? Array.from({ length: END_REPEATS }, () => packet) : [packet];
  }

  /** Lets go of everything, as when the call ends in mid-dial. */
  close(): void {
    for (const press of this.#queue.splice(0)) press.done();
  }

  #finish(press: Press): void {
    this.#queue.shift();
    this.#ticks = 0;
    press.done();
  }
}
