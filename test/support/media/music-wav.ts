import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUSIC_CHORD_HZ, MUSIC_PEAK } from './tone-plan';
import { wavOf } from './wav';

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
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'chord.wav');
  const chord = MUSIC_CHORD_HZ.map((hz) => ({ hz, peak: MUSIC_PEAK }));
  writeFileSync(file, wavOf(chord, SECONDS));
  return file;
}
