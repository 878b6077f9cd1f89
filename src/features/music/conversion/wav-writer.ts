const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** A WAV file of one channel, 16-bit linear: at 8 kHz what Asterisk plays without work of its own but the channel's codec. */
export function wavOf(samples: Float32Array, sampleRateHz: number, gain: number): Buffer {
  const bytes = samples.length * BYTES_PER_SAMPLE;
  const wav = Buffer.alloc(HEADER_BYTES + bytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  // PCM, one channel.
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(sampleRateHz * BYTES_PER_SAMPLE, 28);
  wav.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  wav.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(bytes, 40);
  samples.forEach((sample, at) => {
    const value = Math.round(sample * gain * 32_768);
    wav.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), HEADER_BYTES + at * BYTES_PER_SAMPLE);
  });
  return wav;
}
