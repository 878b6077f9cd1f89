import { PACKET_MS, PACKET_SAMPLES, PCMU_TO_LINEAR } from './pcmu';
import { analyse, type Spectrum, WINDOW_SAMPLES } from './spectrum';
import { RINGBACK_OFF_MS, RINGBACK_ON_MS, type ToneBook } from './tone-plan';

/** A party by name, or one of the sounds that are nobody's voice. `other` is anything the plan does not know. */
export type Sound = 'music' | 'ringback' | 'silence' | 'other' | (string & {});

/** What arrived in the last `windowMs`, from the RTP itself. */
export interface Heard {
  readonly windowMs: number;
  /** Parties that sounded through the window, sorted by name. */
  readonly tones: readonly string[];
  readonly music: boolean;
  /** Ringing tone, also in the pauses of its cadence; or 180 Ringing of a call that is not answered. */
  readonly ringback: boolean;
  /** Sound that is in no plan: a prompt, a real piece of music, noise. */
  readonly other: boolean;
  /** Packets came, but nothing could be heard, and it was not the pause of a ringing tone. */
  readonly silence: boolean;
  /** Not one packet came. */
  readonly nothing: boolean;
  /** Sounds in a part of the window only: they came, went, or are broken. */
  readonly partly: readonly Sound[];
}

export interface Frame extends Spectrum {
  /** When the packet arrived, performance.now() milliseconds. */
  readonly at: number;
}

/** A sound fills a window when it is in this share of its packets: late and lost ones are forgiven. */
const THROUGHOUT = 0.6;
/** One packet on its own is the edge of something; from two in a row on it is a sound. */
const RUN = 2;
/** At an edge up to three windows look unexplained, see Spectrum. */
const OTHER_RUN = 5;
const CADENCE_SLACK_MS = 300;
/** After this many packets (10 minutes) the oldest are forgotten. */
const KEPT_FRAMES = 30_000;

/** What one call's receiver hears: keeps every packet's arrival time and what it sounded like. */
export class Ear {
  #frames: Frame[] = [];
  #previous = new Int16Array(PACKET_SAMPLES);
  #nextSequence = -1;
  #ssrc = -1;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly tones: ToneBook) {}

  /** Takes in one packet's μ-law payload. A new SSRC or a gap starts a fresh window. */
  hear(payload: Buffer, sequence: number, ssrc: number, at: number): void {
    const current = new Int16Array(PACKET_SAMPLES);
    for (let n = 0; n < Math.min(PACKET_SAMPLES, payload.length); n++) {
      current[n] = PCMU_TO_LINEAR[payload[n] ?? 0xff] ?? 0;
    }
    const window = new Int16Array(WINDOW_SAMPLES);
    if (sequence === this.#nextSequence && ssrc === this.#ssrc) window.set(this.#previous, 0);
    window.set(current, PACKET_SAMPLES);
    this.#previous = current;
    this.#nextSequence = (sequence + 1) & 0xffff;
    this.#ssrc = ssrc;
    this.#frames.push({ at, ...analyse(window) });
    if (this.#frames.length > KEPT_FRAMES) this.#frames = this.#frames.slice(KEPT_FRAMES / 10);
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after every packet. Returns the way to stop. */
  onPacket(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every packet's arrival time and sound, oldest first. */
  get packets(): readonly Frame[] {
    return this.#frames;
  }

  get lastPacketAt(): number | undefined {
    return this.#frames.at(-1)?.at;
  }

  /** What the last `windowMs` sounded like. */
  hears(windowMs = 500, now = performance.now()): Heard {
    const window = this.#since(now - windowMs);
    const fills = (count: number) => count >= (THROUGHOUT * windowMs) / PACKET_MS;
    const count = (sound: Sound) => inRuns(window, this.#matcher(sound), sound === 'other' ? OTHER_RUN : RUN);

    const names = [...new Set(window.flatMap((frame) => frame.tonesHz))].map((hz) => this.tones.nameOf(hz));
    const tones = names.filter((name) => fills(count(name))).sort();
    const partly: Sound[] = names.filter((name) => count(name) > 0 && !tones.includes(name)).sort();

    const music = fills(count('music'));
    if (!music && count('music') > 0) partly.push('music');
    const other = fills(count('other'));
    if (!other && count('other') > 0) partly.push('other');

    const quietOtherwise = tones.length === 0 && partly.length === 0 && !music && !other;
    const ringback = quietOtherwise && window.length > 0 && this.#inRingingCadence(now);
    if (!ringback && count('ringback') > 0) partly.push('ringback');
    const silence = quietOtherwise && !ringback && fills(count('silence')) && partly.length === 0;
    return { windowMs, tones, music, ringback, other, silence, nothing: window.length === 0, partly };
  }

  /**
   * When a sound was first heard after `after` (default: ever), as the arrival time of its first packet
   * (performance.now() milliseconds; the packet's own length, 20 ms, is the uncertainty).
   * Undefined when it has not been heard since.
   */
  firstHeard(sound: Sound, { after = -Infinity }: { readonly after?: number } = {}): number | undefined {
    const matches = this.#matcher(sound);
    const needed = sound === 'other' ? OTHER_RUN : RUN;
    const frames = this.#since(after);
    let run = 0;
    for (const [index, frame] of frames.entries()) {
      run = matches(frame) ? run + 1 : 0;
      if (run === needed) return frames[index - needed + 1]?.at;
    }
    return undefined;
  }

  /** Arrival time of the last packet that carried the sound, since `since`. A tone's last packet may be a tail. */
  lastHeard(sound: Sound, { since = -Infinity }: { readonly since?: number } = {}): number | undefined {
    const matches = this.#matcher(sound);
    return this.#since(since).findLast(matches)?.at;
  }

  /** The longest time without a packet between `since` and `until` (default: now), in milliseconds. */
  longestGap({
    since,
    until = performance.now(),
  }: {
    readonly since: number;
    readonly until?: number;
  }): number {
    let longest = 0;
    let last = since;
    for (const { at } of this.#since(since)) {
      if (at > until) break;
      longest = Math.max(longest, at - last);
      last = at;
    }
    return Math.max(longest, until - last);
  }

  /**
   * The longest time in which the ear heard nothing at all (silent packets or none), pauses of a ringing tone
   * not counted, in milliseconds.
   */
  longestSilence({
    since,
    until = performance.now(),
  }: {
    readonly since: number;
    readonly until?: number;
  }): number {
    let longest = 0;
    let last = since;
    for (const frame of this.#since(since)) {
      if (frame.at > until) break;
      if (frame.silent && !this.#inRingingCadence(frame.at)) continue;
      longest = Math.max(longest, frame.at - last);
      last = frame.at;
    }
    return Math.max(longest, until - last);
  }

  #matcher(sound: Sound): (frame: Frame) => boolean {
    switch (sound) {
      case 'music':
        return (frame) => frame.music;
      case 'ringback':
        return (frame) => frame.ringback;
      case 'silence':
        return (frame) => frame.silent;
      case 'other':
        return (frame) => frame.unexplained;
      default: {
        const hz = this.tones.hzOf(sound);
        if (hz === undefined)
          throw new Error(`Nobody is called ${sound}, so nobody can be heard under that name`);
        return (frame) => frame.tonesHz.includes(hz);
      }
    }
  }

  /**
   * Whether `now` lies in a ringing tone: in the 2 s that sound, or in the 4 s pause after a burst that
   * lasted its full 2 s. A burst that was cut short does not excuse the silence after it.
   */
  #inRingingCadence(now: number): boolean {
    let index = this.#frames.length - 1;
    while (index >= 0 && (this.#frames[index]?.at ?? 0) > now) index--;
    let burstEnd: number | undefined;
    let burstStart: number | undefined;
    let quiet = 0;
    for (; index >= 0; index--) {
      const frame = this.#frames[index];
      if (frame === undefined) break;
      if (burstEnd === undefined && now - frame.at > RINGBACK_OFF_MS + CADENCE_SLACK_MS) return false;
      if (frame.ringback) {
        burstEnd ??= frame.at;
        burstStart = frame.at;
      } else if (burstStart !== undefined) {
        break;
      } else if (!frame.silent && ++quiet > RUN) {
        // More than the edge of the burst: another sound came in between.
        return false;
      }
    }
    if (burstEnd === undefined || burstStart === undefined) return false;
    if (now - burstEnd <= 3 * PACKET_MS) return true;
    return burstEnd - burstStart >= RINGBACK_ON_MS - CADENCE_SLACK_MS;
  }

  /** Frames after `after`; binary search, since a call may have many thousands. */
  #since(after: number): readonly Frame[] {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#frames[middle]?.at ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return this.#frames.slice(low);
  }
}

/** How many frames match within runs of at least `needed`. */
function inRuns(frames: readonly Frame[], matches: (frame: Frame) => boolean, needed: number): number {
  let total = 0;
  let run = 0;
  for (const frame of frames) {
    if (matches(frame)) {
      run++;
    } else {
      if (run >= needed) total += run;
      run = 0;
    }
  }
  return run >= needed ? total + run : total;
}

/** One line for a failed expectation: what was heard. */
export function describeHeard(heard: Heard): string {
  if (heard.nothing && !heard.ringback) return 'no packets at all';
  const sounds = [
    ...heard.tones,
    ...(heard.music ? ['music'] : []),
    ...(heard.ringback ? ['ringback'] : []),
    ...(heard.other ? ['an unknown sound'] : []),
    ...(heard.silence ? ['silence'] : []),
  ];
  const partly = heard.partly.length > 0 ? ` (in part of the time: ${heard.partly.join(', ')})` : '';
  return `${sounds.length > 0 ? sounds.join(' + ') : 'nothing steady'}${partly}`;
}
