import { createMp3Encoder } from 'wasm-media-encoders';

const SAMPLE_RATE_HZ = 44_100;

/** An MP3 in stereo, as music is sold: a sine of this peak, from 0 to 1. */
export async function mp3Of(hz: number, peak: number, seconds: number): Promise<Buffer> {
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate: SAMPLE_RATE_HZ, channels: 2, bitrate: 128 });
  const second = Float32Array.from(
    { length: SAMPLE_RATE_HZ },
    (_, n) => peak * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
  );
  const parts: Buffer[] = [];
  for (let n = 0; n < seconds; n++) parts.push(Buffer.from(encoder.encode([second, second])));
  parts.push(Buffer.from(encoder.finalize()));
  return Buffer.concat(parts);
}
