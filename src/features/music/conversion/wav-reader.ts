import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type AudioBlock, AudioRefused } from './audio';
import { parseWavFormat, sampleAt, type WavFormat } from './wav-format';

/** More of a `fmt ` chunk than this is not read; 40 bytes is the longest there is. */
const LONGEST_FORMAT = 64;
const FRAMES_PER_BLOCK = 16_384;
/** What a program writes that did not know the length in advance. */
const LENGTH_UNKNOWN = 0xffffffff;

/** Whether a file begins as a WAV file does. */
export function isWav(file: string): boolean {
  return withFile(file, (fd) => {
    const start = readAt(fd, 0, 12);
    return start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8, 12) === 'WAVE';
  });
}

/** @throws AudioRefused `not-audio`, `damaged-audio` */
export function* readWav(file: string): Generator<AudioBlock> {
  const fd = openSync(file, 'r');
  try {
    const { format, from, to } = findData(fd);
    for (let at = from; at < to; at += FRAMES_PER_BLOCK * format.frameBytes) {
      const bytes = readAt(fd, at, Math.min(FRAMES_PER_BLOCK * format.frameBytes, to - at));
      yield { sampleRateHz: format.sampleRateHz, samples: monoOf(bytes, format) };
    }
  } finally {
    closeSync(fd);
  }
}

/** Where the samples lie: chunks follow one another, each with its name and length, at even places. */
function findData(fd: number): { readonly format: WavFormat; readonly from: number; readonly to: number } {
  const size = fstatSync(fd).size;
  let format: WavFormat | undefined;
  let at = 12;
  while (at + 8 <= size) {
    const header = readAt(fd, at, 8);
    const name = header.toString('latin1', 0, 4);
    const length = header.readUInt32LE(4);
    const from = at + 8;
    if (name === 'fmt ') format = parseWavFormat(readAt(fd, from, Math.min(length, LONGEST_FORMAT)));
    if (name === 'data') {
      if (!format) throw new AudioRefused('damaged-audio', 'The WAV file has samples before their format.');
      const to = length === LENGTH_UNKNOWN ? size : from + length;
      if (to > size) throw new AudioRefused('damaged-audio', 'The WAV file breaks off; send it whole.');
      return { format, from, to };
    }
    at = from + length + (length % 2);
  }
  throw new AudioRefused('damaged-audio', 'The WAV file has no samples.');
}

function monoOf(bytes: Buffer, { sampleFormat, channels, frameBytes }: WavFormat): Float32Array {
  const mono = new Float32Array(Math.floor(bytes.length / frameBytes));
  const sampleBytes = frameBytes / channels;
  for (let frame = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += sampleAt(bytes, frame * frameBytes + channel * sampleBytes, sampleFormat);
    }
    mono[frame] = sum / channels;
  }
  return mono;
}

/** Fewer bytes than asked for if the file ends. */
function readAt(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
}

function withFile<T>(file: string, work: (fd: number) => T): T {
  const fd = openSync(file, 'r');
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}
