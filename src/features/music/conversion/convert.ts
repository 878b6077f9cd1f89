import { writeFileSync } from 'node:fs';
import { ConverterType, create } from '@alexanderolsen/libsamplerate-js';
import { type AudioBlock, AudioRefused } from './audio';
import { gainFor, loudnessOf } from './loudness';
import { readMp3 } from './mp3-reader';
import { isWav, readWav } from './wav-reader';
import { wavOf } from './wav-writer';

/** What the telephone carries; more would be thrown away again for each listener. */
const SAMPLE_RATE_HZ = 8_000;

export interface Conversion {
  readonly from: string;
  readonly to: string;
  /** What does not begin as a WAV file is taken for this. */
  readonly mediaType: 'wav' | 'mp3';
  readonly longestSeconds: number;
  readonly shortestSeconds: number;
}

export interface Converted {
  readonly seconds: number;
}

/**
 * Reads a WAV or MP3 file and writes what Asterisk plays. Only a block of the source is in memory at a time, and of the
 * result no more than its longest allowed.
 * @throws AudioRefused
 */
export async function convert(conversion: Conversion): Promise<Converted> {
  const { from, to, shortestSeconds } = conversion;
  const samples = await resampled(blocksOf(conversion), conversion);
  const seconds = samples.length / SAMPLE_RATE_HZ;
  if (samples.length === 0)
    throw new AudioRefused('not-audio', 'There is no sound in this file that can be read.');
  if (seconds < shortestSeconds) {
    throw new AudioRefused(
      'audio-too-short',
      `Music must last ${shortestSeconds} s at least; it is repeated.`,
    );
  }
  const loudness = loudnessOf(samples, SAMPLE_RATE_HZ);
  if (loudness.levelDb === undefined) {
    throw new AudioRefused(
      'silent-audio',
      'The file is silent; callers who wait would think they were cut off.',
    );
  }
  if (from === to) throw new Error('A file cannot be converted into itself.');
  writeFileSync(to, wavOf(samples, SAMPLE_RATE_HZ, gainFor(loudness)));
  return { seconds };
}

function blocksOf({ from, mediaType }: Conversion): AsyncIterable<AudioBlock> | Iterable<AudioBlock> {
  if (isWav(from)) return readWav(from);
  if (mediaType === 'mp3') return readMp3(from);
  throw new AudioRefused('not-audio', 'This is no WAV file.');
}

/** libsamplerate's medium sinc: 121 dB of signal to noise, so that nothing above 4 kHz comes back as a whistle. */
async function resampled(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  { longestSeconds }: Conversion,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let length = 0;
  let resampler: Awaited<ReturnType<typeof create>> | undefined;
  for await (const { sampleRateHz, samples } of blocks) {
    resampler ??= await create(1, sampleRateHz, SAMPLE_RATE_HZ, {
      converterType: ConverterType.SRC_SINC_MEDIUM_QUALITY,
    });
    if (resampler.inputSampleRate !== sampleRateHz) {
      throw new AudioRefused('damaged-audio', 'The sampling rate changes within the file.');
    }
    // The library reuses its own memory for the next block.
    const part = Float32Array.from(resampler.full(samples));
    parts.push(part);
    length += part.length;
    if (length > longestSeconds * SAMPLE_RATE_HZ) {
      throw new AudioRefused('audio-too-long', `Music may last ${longestSeconds / 60} minutes at most.`);
    }
  }
  const whole = new Float32Array(length);
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}
