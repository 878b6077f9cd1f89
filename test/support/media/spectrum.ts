import { PACKET_SAMPLES, SAMPLE_RATE_HZ } from './pcmu';
import { MUSIC_CHORD_HZ, MUSIC_PEAK, PARTY_TONES_HZ, RINGBACK_HZ, TONE_PEAK } from './tone-plan';

/** What the last 40 ms sounded like. */
export interface Spectrum {
  /** Root mean square of the window, 16-bit linear; 0 is digital silence. */
  readonly rms: number;
  /** Party frequencies that sound, in Hz. */
  readonly tonesHz: readonly number[];
  readonly music: boolean;
  readonly ringback: boolean;
  readonly silent: boolean;
  /** Energy that none of the known frequencies explains: speech, a real piece of music, noise. */
  readonly unexplained: boolean;
}

/** Two packets: long enough to tell 100 Hz apart, short enough to date a change to within a packet. */
export const WINDOW_SAMPLES = 2 * PACKET_SAMPLES;

const HANN = Float64Array.from(
  { length: WINDOW_SAMPLES },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW_SAMPLES),
);
const HANN_SUM = HANN.reduce((sum, w) => sum + w, 0);
const HANN_ENERGY = HANN.reduce((sum, w) => sum + w * w, 0);

/**
 * A tone counts from 0.3 of its nominal peak. The first full packet of a new tone gives 0.5 (half the window
 * holds it), its abrupt edge at most 0.08 at 100 Hz distance. Measured in Asterisk's mix of 3, 8 and 12 phones:
 * whoever talks has at least 0.984, whoever does not at most 0.02.
 */
const PRESENT = 0.3;
/** Asterisk plays 440 and 480 Hz at a peak of about 7200 each; nobody else does. */
const RINGBACK_PRESENT = 1500;
/** The smallest μ-law steps are 8; a muted microphone or a decayed filter stays below this. */
const SILENT_RMS = 40;
const UNEXPLAINED_SHARE = 0.3;
const UNEXPLAINED_RMS = 150;

interface Resonator {
  readonly hz: number;
  readonly coefficient: number;
}
const resonator = (hz: number): Resonator => ({
  hz,
  coefficient: 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ),
});
const PARTIES = PARTY_TONES_HZ.map(resonator);
const CHORD = MUSIC_CHORD_HZ.map(resonator);
const RINGING = RINGBACK_HZ.map(resonator);

/** Goertzel's algorithm: peak amplitude of one frequency in the windowed samples. */
function amplitude(windowed: Float64Array, coefficient: number): number {
  let s1 = 0;
  let s2 = 0;
  for (const sample of windowed) {
    const s0 = sample + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  return (2 * Math.sqrt(Math.max(0, power))) / HANN_SUM;
}

/** @param samples exactly WINDOW_SAMPLES of 16-bit linear audio, oldest first */
export function analyse(samples: Int16Array): Spectrum {
  const windowed = new Float64Array(WINDOW_SAMPLES);
  let windowedEnergy = 0;
  let energy = 0;
  for (let n = 0; n < WINDOW_SAMPLES; n++) {
    const sample = samples[n] ?? 0;
    const value = sample * (HANN[n] ?? 0);
    windowed[n] = value;
    windowedEnergy += value * value;
    energy += sample * sample;
  }
  const rms = Math.sqrt(energy / WINDOW_SAMPLES);
  if (rms < SILENT_RMS) {
    return { rms, tonesHz: [], music: false, ringback: false, silent: true, unexplained: false };
  }

  const levelOf = ({ coefficient }: Resonator): number => amplitude(windowed, coefficient);
  const parties = PARTIES.map(({ hz, coefficient }) => ({
    hz,
    level: amplitude(windowed, coefficient),
  })).filter(({ level }) => level >= PRESENT * TONE_PEAK);
  const chord = CHORD.map(levelOf);
  const music = chord.every((level) => level >= PRESENT * MUSIC_PEAK);
  const ringback = RINGING.map(levelOf).every((level) => level >= RINGBACK_PRESENT);

  const recognised = [...parties.map(({ level }) => level), ...(music ? chord : [])];
  const explained = recognised.reduce((sum, level) => sum + (level * level) / 2, 0);
  const power = windowedEnergy / HANN_ENERGY;
  const rest = power - explained;
  return {
    rms,
    tonesHz: parties.map(({ hz }) => hz),
    music,
    ringback,
    silent: false,
    // 440 and 480 Hz beat within the window, so their energy cannot be accounted for exactly.
    unexplained: !ringback && rest > UNEXPLAINED_SHARE * power && Math.sqrt(rest) > UNEXPLAINED_RMS,
  };
}
