/** G.711 μ-law, the codec that every phone and trunk has: 8000 samples/s, 8 bits each. */

export const SAMPLE_RATE_HZ = 8000;
/** Samples in one packet of 20 ms, the packet time that Asterisk and nearly every phone use. */
export const PACKET_SAMPLES = 160;
export const PACKET_MS = 20;

const BIAS = 0x84;
const CLIP = 32635;

/** One sample (16-bit linear) to its μ-law octet, ITU-T G.711 section 3. */
export function encodePcmu(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), CLIP) + BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** μ-law octet to 16-bit linear, by table. */
export const PCMU_TO_LINEAR: Int16Array = Int16Array.from({ length: 256 }, (_, octet) => {
  const bits = ~octet & 0xff;
  const exponent = (bits >> 4) & 0x07;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << exponent;
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS;
});

/** A packet of what a silent microphone gives. */
export const SILENT_PACKET: Buffer = Buffer.alloc(PACKET_SAMPLES, encodePcmu(0));
