import { SAMPLE_RATE_HZ } from './pcmu';

export interface Sine {
  readonly hz: number;
  /** Peak, 16-bit linear. */
  readonly peak: number;
}

const HEADER_BYTES = 44;

/** A WAV of sines, 8 kHz, mono, 16-bit linear. Whole Hz and whole seconds make it loop without a click. */
export function wavOf(sines: readonly Sine[], seconds: number): Buffer {
  const second = Buffer.alloc(SAMPLE_RATE_HZ * 2);
  for (let n = 0; n < SAMPLE_RATE_HZ; n++) {
    const sample = sines.reduce(
      (sum, { hz, peak }) => sum + peak * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
      0,
    );
    second.writeInt16LE(Math.round(sample), n * 2);
  }
  const bytes = second.length * seconds;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, ...Array.from({ length: seconds }, () => second)]);
}
