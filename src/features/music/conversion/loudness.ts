// As loud as people on the telephone: they speak at some -26 dBov (the nominal level of ITU-T P.56's measurements), and
// music from elsewhere comes 10 to 20 dB louder, mastered up to full scale.

/** Root mean square of what is heard, in dB below full scale. */
const TARGET_DB = -24;
/** What is quieter by more than this was made so, or is mostly noise. */
const MOST_GAIN_DB = 20;
/** Room for the codec's own overshoot. */
const HIGHEST_PEAK_DB = -1;
/** Nobody hears anything of it on a telephone. */
const SILENCE_DB = -60;
/** Blocks of this length are measured one by one, so that pauses do not count (as in ITU-R BS.1770). */
const BLOCK_SECONDS = 0.4;
const BELOW_MEAN_DB = 10;

export interface Loudness {
  /** Undefined: silence. */
  readonly levelDb: number | undefined;
  readonly peak: number;
}

export function loudnessOf(samples: Float32Array, sampleRateHz: number): Loudness {
  const length = Math.round(BLOCK_SECONDS * sampleRateHz);
  const powers: number[] = [];
  let peak = 0;
  for (let from = 0; from < samples.length; from += length) {
    const block = samples.subarray(from, from + length);
    let sum = 0;
    for (const sample of block) {
      sum += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    powers.push(sum / block.length);
  }
  const audible = powers.filter((power) => power > powerOf(SILENCE_DB));
  if (audible.length === 0) return { levelDb: undefined, peak };
  const floor = mean(audible) * powerOf(-BELOW_MEAN_DB);
  return { levelDb: 10 * Math.log10(mean(audible.filter((power) => power >= floor))), peak };
}

/** The factor that makes it as loud as speech, without clipping. */
export function gainFor({ levelDb, peak }: Loudness): number {
  if (levelDb === undefined) return 1;
  const wanted = amplitudeOf(Math.min(TARGET_DB - levelDb, MOST_GAIN_DB));
  return Math.min(wanted, amplitudeOf(HIGHEST_PEAK_DB) / peak);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function powerOf(db: number): number {
  return 10 ** (db / 10);
}

function amplitudeOf(db: number): number {
  return 10 ** (db / 20);
}
