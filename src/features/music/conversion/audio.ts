/** Sound as it comes out of a file: one channel, samples from -1 to 1. */
export interface AudioBlock {
  readonly sampleRateHz: number;
  readonly samples: Float32Array;
}

/** Why a file is no music for waiting. */
export type AudioFault =
  'not-audio' | 'damaged-audio' | 'audio-too-long' | 'audio-too-short' | 'silent-audio';

/** The file is refused; the message is for whoever sent it. */
export class AudioRefused extends Error {
  override readonly name = 'AudioRefused';

  constructor(
    readonly fault: AudioFault,
    message: string,
  ) {
    super(message);
  }
}

/** The mean of all channels. */
export function toMono(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (!first) return new Float32Array(0);
  const mono = Float32Array.from(first);
  for (const channel of others) channel.forEach((sample, at) => (mono[at] = (mono[at] ?? 0) + sample));
  if (others.length > 0) mono.forEach((sample, at) => (mono[at] = sample / channels.length));
  return mono;
}
