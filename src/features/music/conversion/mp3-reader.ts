import { createReadStream } from 'node:fs';
import { type AudioBlock, toMono } from './audio';

/** A second of MP3 at a common rate: what is decoded of it fits into any memory. */
const BYTES_AT_ONCE = 16 * 1024;

/**
 * mpg123 looks for frames and passes over what is none: tags, pictures, garbage. A file without any gives no block.
 * An MP3 file does not say where it ends, so one that breaks off is taken as far as it goes.
 */
export async function* readMp3(file: string): AsyncGenerator<AudioBlock> {
  const { MPEGDecoder } = await import('mpg123-decoder');
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: BYTES_AT_ONCE })) {
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes as Buffer);
      if (samplesDecoded > 0) yield { sampleRateHz: sampleRate, samples: toMono(channelData) };
    }
  } finally {
    decoder.free();
  }
}
