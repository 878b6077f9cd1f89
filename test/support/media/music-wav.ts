import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from './pcmu';
import { MUSIC_CHORD_HZ, MUSIC_PEAK } from './tone-plan';

/** Every frequency of the chord makes a whole number of periods in it, so the file loops without a click. */
const SECONDS = 8;

/**
 * Writes `chord.wav` (8 kHz, mono, 16-bit linear: Asterisk's slin in a WAV) into `dir`, making the folder.
 * Music on hold of a class whose `directory` is `dir` is then recognised by every phone as `music`:
 *
 *     [default]
 *     mode=files
 *     directory=<dir>
 *
 * Debian's own music begins so quietly that its first second is silence to any detector.
 * @returns the file's path
 */
export function makeMusicWav(dir: string): string {
  const samples = SAMPLE_RATE_HZ * SECONDS;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  wav.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n++) {
    const sample = MUSIC_CHORD_HZ.reduce(
      (sum, hz) => sum + MUSIC_PEAK * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
      0,
    );
    wav.writeInt16LE(Math.round(sample), 44 + n * 2);
  }
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'chord.wav');
  writeFileSync(file, wav);
  return file;
}
