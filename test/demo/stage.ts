import { setTimeout } from 'node:timers/promises';
import { describeHeard, type Ear, type Sound } from '../support/media/ear';
import type { Expectation } from '../support/phones/expectation';
import type { Phone } from '../support/phones/phone';

/** What somebody experiences in a scene; a list names the people whose voices they hear. */
export type Part = 'no call' | 'phone rings' | 'ringing tone' | 'music' | readonly string[];

/** What was measured of one party. */
export interface Finding {
  readonly name: string;
  /** In words, from the packets and messages that the phone got. */
  readonly experienced: string;
  /** From the cue to the first packet (or INVITE) that was new in this scene; undefined when nothing was. */
  readonly afterMs: number | undefined;
}

/** How long a scene must sound as it should before it counts; it is also the pace of the play. */
const STEADY_MS = 1_000;
const WITHIN_MS = 8_000;

/** Tells of each party what their phone gets: every sound from the RTP, nothing from what Baton says of itself. */
export class Stage {
  readonly #heardBefore = new Map<Phone, readonly Sound[]>();

  constructor(private readonly phones: readonly Phone[]) {}

  /**
   * Waits until everybody has experienced for a second what the scene says.
   *
   * @param parts by name; whoever is not named has no call
   * @param cueAt performance.now() when the scene was set going
   * @throws Error saying what was heard instead
   */
  scene(parts: Readonly<Record<string, Part>>, cueAt: number): Promise<readonly Finding[]> {
    return Promise.all(this.phones.map((phone) => this.#find(phone, parts[phone.name] ?? 'no call', cueAt)));
  }

  /** One line: what everybody experiences now, whatever it is. */
  now(): string {
    return this.phones.map((phone) => `${phone.name}: ${momentOf(phone)}`).join(' · ');
  }

  async #find(phone: Phone, part: Part, cueAt: number): Promise<Finding> {
    const { name } = phone;
    if (part === 'no call') {
      await phone.calls.at(-1)?.untilEnded({ withinMs: WITHIN_MS });
      this.#heardBefore.delete(phone);
      return { name, experienced: momentOf(phone), afterMs: undefined };
    }
    if (part === 'phone rings') {
      await setTimeout(STEADY_MS);
      if (momentOf(phone) !== part) throw new Error(`${name}'s phone should ring, but: ${momentOf(phone)}`);
      return { name, experienced: part, afterMs: since(cueAt, phone.sip.lastInviteAt) };
    }
    const call = phone.current;
    const heard = await call.untilHears(expectationOf(part), { withinMs: WITHIN_MS, windowMs: STEADY_MS });
    const sounds = soundsOf(part);
    const fresh = sounds.filter((sound) => !this.#heardBefore.get(phone)?.includes(sound));
    this.#heardBefore.set(phone, sounds);
    return {
      name,
      experienced: describeHeard(heard).replace('ringback', 'ringing tone'),
      afterMs: since(cueAt, lastOnset(call.audio, fresh, cueAt)),
    };
  }
}

function momentOf(phone: Phone): string {
  const call = phone.calls.at(-1);
  if (call === undefined) return 'no call';
  const heard = call.hears();
  return call.state === 'ringing' && !heard.ringback ? 'phone rings' : describeHeard(heard);
}

function soundsOf(part: Exclude<Part, 'no call' | 'phone rings'>): readonly Sound[] {
  if (part === 'music') return ['music'];
  return part === 'ringing tone' ? ['ringback'] : part;
}

function expectationOf(part: Exclude<Part, 'no call' | 'phone rings'>): Expectation {
  return {
    tones: typeof part === 'string' ? [] : part,
    music: part === 'music',
    ringback: part === 'ringing tone',
    other: false,
  };
}

/** When the last of these sounds set in. */
function lastOnset(ear: Ear, sounds: readonly Sound[], after: number): number | undefined {
  const onsets = sounds.map((sound) => ear.firstHeard(sound, { after }) ?? Infinity);
  const last = Math.max(-Infinity, ...onsets);
  return Number.isFinite(last) ? last : undefined;
}

function since(start: number, at: number | undefined): number | undefined {
  return at === undefined || at < start ? undefined : at - start;
}
