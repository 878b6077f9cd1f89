import { own } from '../../../core/own';
import { AudioRefused } from './audio';

/** How the samples of a WAV file are written. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'a-law' | 'mu-law';

export interface WavFormat {
  readonly sampleFormat: SampleFormat;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Of one sample of each channel. */
  readonly frameBytes: number;
}

const EXTENSIBLE = 0xfffe;
const formats: Readonly<Record<string, SampleFormat>> = {
  '1/8': 'u8',
  '1/16': 's16',
  '1/24': 's24',
  '1/32': 's32',
  '3/32': 'f32',
  '6/8': 'a-law',
  '7/8': 'mu-law',
};

/** @param chunk contents of a `fmt ` chunk (Multimedia Programming Interface 1.0; extensible as in Microsoft's ksmedia.h) */
export function parseWavFormat(chunk: Buffer): WavFormat {
  if (chunk.length < 16) throw new AudioRefused('damaged-audio', 'The header of the WAV file is incomplete.');
  const tag = chunk.readUInt16LE(0);
  const code = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRateHz = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const sampleFormat = own(formats, `${code}/${bits}`);
  if (!sampleFormat) {
    throw new AudioRefused(
      'not-audio',
      `WAV files of format ${code} with ${bits} bits cannot be read; save it as 16-bit PCM.`,
    );
  }
  if (channels < 1 || channels > 8 || sampleRateHz < 4_000 || sampleRateHz > 192_000) {
    throw new AudioRefused('damaged-audio', `${channels} channels at ${sampleRateHz} Hz are not music.`);
  }
  return { sampleFormat, channels, sampleRateHz, frameBytes: (bits / 8) * channels };
}

/** One sample at a place in the file, from -1 to 1. */
export function sampleAt(bytes: Buffer, at: number, format: SampleFormat): number {
  switch (format) {
    case 'u8':
      return (bytes.readUInt8(at) - 128) / 128;
    case 's16':
      return bytes.readInt16LE(at) / 32_768;
    case 's24':
      return bytes.readIntLE(at, 3) / 8_388_608;
    case 's32':
      return bytes.readInt32LE(at) / 2_147_483_648;
    case 'f32':
      return finite(bytes.readFloatLE(at));
    case 'a-law':
      return fromALaw(bytes.readUInt8(at));
    case 'mu-law':
      return fromMuLaw(bytes.readUInt8(at));
  }
}

/** A float can be anything; one that is not a number would make all that follows none. */
function finite(sample: number): number {
  return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
}

/** ITU-T G.711. */
function fromMuLaw(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4);
  const value = magnitude - 0x84;
  return (inverted & 0x80 ? -value : value) / 32_768;
}

/** ITU-T G.711. */
function fromALaw(byte: number): number {
  const toggled = byte ^ 0x55;
  const segment = (toggled & 0x70) >> 4;
  const base = ((toggled & 0x0f) << 4) + 8;
  const value = segment === 0 ? base : (base + 0x100) << (segment - 1);
  return (toggled & 0x80 ? value : -value) / 32_768;
}
