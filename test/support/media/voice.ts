import { encodePcmu, PACKET_SAMPLES, SAMPLE_RATE_HZ } from './pcmu';
import { TONE_PEAK } from './tone-plan';

/**
 * A party's voice: one steady tone, as packets of μ-law that join without a click.
 * A tone of a whole number of Hz repeats after one second, so one second is computed, once.
 */
export class Voice {
  readonly #second: Buffer;
  #position = 0;

  constructor(readonly hz: number) {
    this.#second = Buffer.from(
      Uint8Array.from({ length: SAMPLE_RATE_HZ }, (_, n) =>
        encodePcmu(TONE_PEAK * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ)),
      ),
    );
  }

  /** The next 20 ms. */
  nextPacket(): Buffer {
    const packet = this.#second.subarray(this.#position, this.#position + PACKET_SAMPLES);
    this.#position = (this.#position + PACKET_SAMPLES) % SAMPLE_RATE_HZ;
    return packet;
  }
}
