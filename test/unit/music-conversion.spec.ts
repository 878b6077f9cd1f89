import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from '../../src/features/music/conversion/convert';
import { sampleAt, type SampleFormat } from '../../src/features/music/conversion/wav-format';

const RATE_HZ = 44_100;
const limits = { longestSeconds: 10, shortestSeconds: 1 };

interface Header {
  readonly tag: number;
  readonly bits: number;
  readonly channels?: number;
  readonly rateHz?: number;
}

let dir: string;
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'baton-conversion-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function header({ tag, bits, channels = 1, rateHz = RATE_HZ }: Header, dataBytes: number): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rateHz, 4);
  format.writeUInt32LE(((rateHz * channels * bits) / 8) % 2 ** 32, 8);
  format.writeUInt16LE(((channels * bits) / 8) % 2 ** 16, 12);
  format.writeUInt16LE(bits, 14);
  return Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
    chunk('fmt ', format),
    // An odd length, as tags of programs have it: what follows lies at an even place.
    chunk('LIST', Buffer.from('odd')),
    Buffer.from('data', 'latin1'),
    uint32(dataBytes),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function chunk(name: string, content: Buffer): Buffer {
  const padding = Buffer.alloc(content.length % 2);
  return Buffer.concat([Buffer.from(name, 'latin1'), uint32(content.length), content, padding]);
}

const sine =
  (hz: number, peak: number, rateHz = RATE_HZ) =>
  (n: number) =>
    peak * Math.sin((2 * Math.PI * hz * n) / rateHz);

function samplesOf(
  seconds: number,
  { bits, channels = 1, rateHz = RATE_HZ }: Header,
  write: (data: Buffer, at: number, n: number, channel: number) => void,
): Buffer {
  const frames = seconds * rateHz;
  const data = Buffer.alloc((frames * channels * bits) / 8);
  for (let n = 0; n < frames; n++) {
    for (let channel = 0; channel < channels; channel++) {
      write(data, ((n * channels + channel) * bits) / 8, n, channel);
    }
  }
  return data;
}

const pcm16: Header = { tag: 1, bits: 16 };
const wavOfPcm16 = (seconds: number, sampleAt: (n: number) => number): Buffer => {
  const data = samplesOf(seconds, pcm16, (bytes, at, n) =>
    bytes.writeInt16LE(Math.round(sampleAt(n) * 32_767), at),
  );
  return Buffer.concat([header(pcm16, data.length), data]);
};

interface Heard {
  readonly seconds: number;
  readonly file: Buffer;
  /** Amplitude of a frequency in the second second, from 0 to 1. */
  readonly amplitude: (hz: number) => number;
}

async function converted(source: Buffer, mediaType: 'wav' | 'mp3' = 'wav'): Promise<Heard> {
  const from = join(dir, 'source');
  const to = join(dir, 'result.wav');
  writeFileSync(from, source);
  const { seconds } = await convert({ from, to, mediaType, ...limits });
  const file = readFileSync(to);
  const amplitude = (hz: number) => {
    let re = 0;
    let im = 0;
    for (let n = 0; n < 8_000; n++) {
      const sample = file.readInt16LE(44 + (8_000 + n) * 2) / 32_768;
      re += sample * Math.cos((2 * Math.PI * hz * n) / 8_000);
      im += sample * Math.sin((2 * Math.PI * hz * n) / 8_000);
    }
    return (2 * Math.hypot(re, im)) / 8_000;
  };
  return { seconds, file, amplitude };
}

/** A sine of this amplitude is as loud as the target of loudness.ts: -24 dB, root mean square. */
const SPEECH = Math.SQRT2 * 10 ** (-24 / 20);

describe('music from a WAV file', () => {
  it.each<[string, Header, (data: Buffer, at: number, sample: number) => void]>([
    [
      '8 bits',
      { tag: 1, bits: 8 },
      (data, at, sample) => data.writeUInt8(Math.round(sample * 127) + 128, at),
    ],
    ['16 bits', pcm16, (data, at, sample) => data.writeInt16LE(Math.round(sample * 32_767), at)],
    [
      '24 bits',
      { tag: 1, bits: 24 },
      (data, at, sample) => data.writeIntLE(Math.round(sample * 8_388_607), at, 3),
    ],
    [
      '32 bits',
      { tag: 1, bits: 32 },
      (data, at, sample) => data.writeInt32LE(Math.round(sample * 2_147_483_647), at),
    ],
    ['floats', { tag: 3, bits: 32 }, (data, at, sample) => data.writeFloatLE(sample, at)],
    [
      'floats at 192 kHz',
      { tag: 3, bits: 32, rateHz: 192_000 },
      (data, at, sample) => data.writeFloatLE(sample, at),
    ],
    [
      '16 bits at 8 kHz',
      { ...pcm16, rateHz: 8_000 },
      (data, at, sample) => data.writeInt16LE(Math.round(sample * 32_767), at),
    ],
    [
      'stereo',
      { ...pcm16, channels: 2 },
      (data, at, sample) => data.writeInt16LE(Math.round(sample * 32_767), at),
    ],
  ])('%s: becomes 8 kHz, one channel, 16 bits, as loud as speech', async (_, format, write) => {
    const tone = sine(1_000, 0.8, format.rateHz);
    const data = samplesOf(3, format, (bytes, at, n) => write(bytes, at, tone(n)));
    const { seconds, file, amplitude } = await converted(Buffer.concat([header(format, data.length), data]));
    expect(seconds).toBeCloseTo(3, 1);
    expect(file.subarray(20, 36)).toEqual(header({ ...pcm16, rateHz: 8_000 }, 0).subarray(20, 36));
    expect(file.readUInt32LE(40)).toBe(file.length - 44);
    expect(amplitude(1_000) / SPEECH).toBeCloseTo(1, 1);
  });

  it.each<[string, SampleFormat, number[], number[]]>([
    ['mu-law', 'mu-law', [0x00, 0x80, 0xff, 0x7f], [-32_124, 32_124, 0, 0]],
    ['A-law', 'a-law', [0x2a, 0xaa, 0xd5, 0x55], [-32_256, 32_256, 8, -8]],
  ])('reads the %s of telephone systems as G.711 has it', (_, format, bytes, values) => {
    const read = bytes.map((__, at) => sampleAt(Buffer.from(bytes), at, format) * 32_768);
    read.forEach((value, at) => expect(value).toBeCloseTo(values[at] ?? NaN, 6));
  });

  it('lets nothing through that would come back as another tone', async () => {
    const [low, high] = [sine(1_000, 0.3), sine(7_000, 0.3)];
    const { amplitude } = await converted(wavOfPcm16(3, (n) => low(n) + high(n)));
    // 7,000 Hz sampled at 8,000 would sound as 1,000; 6,500 as 1,500.
    expect(amplitude(1_000)).toBeGreaterThan(0.05);
    const alias = await converted(wavOfPcm16(3, (n) => low(n) + sine(6_500, 0.3)(n)));
    expect(alias.amplitude(1_500)).toBeLessThan(0.0002);
  });

  it('makes what is quiet louder, yet a peak never clips', async () => {
    const quiet = await converted(wavOfPcm16(3, sine(1_000, 0.02)));
    expect(quiet.amplitude(1_000) / SPEECH).toBeCloseTo(1, 1);
    // Nearly nothing but one bang.
    const bang = (n: number) =>
      (n % RATE_HZ < 100 ? 0.9 : 0.003) * Math.sin((2 * Math.PI * 500 * n) / RATE_HZ);
    const { file } = await converted(wavOfPcm16(3, bang));
    const samples = Array.from({ length: (file.length - 44) / 2 }, (_, n) => file.readInt16LE(44 + n * 2));
    const peak = Math.max(...samples.map(Math.abs));
    expect(peak).toBeLessThanOrEqual(Math.ceil(32_768 * 10 ** (-1 / 20)));
    expect(peak).toBeGreaterThan(28_000);
  });
});

describe('what is no music is refused', () => {
  const good = wavOfPcm16(2, sine(1_000, 0.5));
  const at = good.indexOf('data', 0, 'latin1');
  const refused = (source: Buffer, mediaType?: 'wav' | 'mp3') =>
    converted(source, mediaType).then(
      () => 'taken',
      (error: { fault?: string }) => error.fault ?? error,
    );

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'not-audio'],
    ['a page', Buffer.from('<!doctype html>'), 'not-audio'],
    ['a name only', Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), 'damaged-audio'],
    ['one that breaks off', good.subarray(0, good.length - 1_000), 'damaged-audio'],
    ['one without a format', Buffer.concat([good.subarray(0, 12), good.subarray(at)]), 'damaged-audio'],
    [
      'one with a format nobody has',
      Buffer.concat([header({ tag: 2, bits: 4 }, 8), Buffer.alloc(8)]),
      'not-audio',
    ],
    [
      'one with 65,535 channels',
      Buffer.concat([header({ ...pcm16, channels: 65_535 }, 8), Buffer.alloc(8)]),
      'damaged-audio',
    ],
    ['one at 0 Hz', Buffer.concat([header({ ...pcm16, rateHz: 0 }, 8), Buffer.alloc(8)]), 'damaged-audio'],
    ['a moment', wavOfPcm16(0.5, sine(1_000, 0.5)), 'audio-too-short'],
    ['more than may be', wavOfPcm16(11, sine(1_000, 0.5)), 'audio-too-long'],
    ['silence', wavOfPcm16(2, () => 0), 'silent-audio'],
  ])('%s', async (_, source, fault) => {
    expect(await refused(source)).toBe(fault);
  });

  it('floats that are no numbers', async () => {
    const format: Header = { tag: 3, bits: 32 };
    const data = samplesOf(2, format, (bytes, place) => bytes.writeFloatLE(NaN, place));
    expect(await refused(Buffer.concat([header(format, data.length), data]))).toBe('silent-audio');
  });
});
