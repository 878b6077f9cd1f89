import { randomUUID } from 'node:crypto';
import type { Dice } from '../simulation/dice';
import type { Call } from '../support/phones/call';
import type { OutgoingCall } from '../support/phones/outgoing-call';
import type { Phone } from '../support/phones/phone';
import type { World } from '../support/world';
import type { Report } from './report';
import type { Scene } from './scene';

/** Whoever is answered must be out after so long, and what they hear from then on is let in. */
const OUT_WITHIN_MS = 1_000;
const REFUSED_WITHIN_MS = 5_000;

/** Whoever comes in over SIP, by a phone of ours or from a carrier's address, and wants to be where others talk. */
export class Strangers {
  private constructor(
    private readonly scene: Scene,
    private readonly report: Report,
    private readonly callers: readonly (readonly [phone: Phone, dials: string])[],
  ) {}

  static among(world: World, scene: Scene, report: Report): Strangers {
    const outside = world.carrier.phone('0699999999', { name: 'stranger' });
    const { eve, anna } = scene.staff;
    return new Strangers(scene, report, [
      [outside, world.lineNumber],
      [eve.phone, anna.extension],
    ]);
  }

  /** One INVITE with Replaces (RFC 3891), with the ids of a dialog that is there, or nearly. */
  async intrude(dice: Dice): Promise<void> {
    this.report.count(1, 'stranger');
    const [caller, number] = dice.pick(this.callers);
    const { ears } = dice.pick(this.scene.calls);
    const { phone } = dice.pick(ears);
    const call = phone.calls[0];
    // Told by the scene, which asks whether everybody is still there.
    if (!call) return;
    const header = dice.pick(headersFor)(call);
    const intruder = await caller.call(number, { extraHeaders: [header] });
    await this.#judge(intruder, `${caller.name} in the place of ${phone.name} (${header})`);
  }

  async #judge(intruder: OutgoingCall, what: string): Promise<void> {
    const withinMs = REFUSED_WITHIN_MS;
    const isOver = (): boolean => intruder.state === 'ended';
    await intruder.answered({ withinMs }).catch(() => undefined);
    if (isOver()) return;
    await intruder.untilEnded({ withinMs: OUT_WITHIN_MS }).catch(() => undefined);
    if (isOver()) return;
    const { tones, music } = intruder.hears();
    if (tones.length > 0 || music) this.report.letIn(`${what} heard ${music ? 'music' : tones.join(', ')}`);
    else this.report.failed(`${what} was answered, and is still there`);
    await intruder.hangUp();
  }
}

/** Right ids; with one wrong; with more than belongs there; of nobody; none. */
const headersFor: readonly ((call: Call) => string)[] = [
  ({ replaces }) => `Replaces: ${replaces}`,
  ({ replaces }) => `replaces:   ${replaces}`,
  ({ replaces }) => `Replaces: ${replaces};early-only`,
  ({ replaces }) => `Replaces: ${replaces.replace(/to-tag=[^;]*/, 'to-tag=wrong')}`,
  ({ replaces }) => `Replaces: ${replaces.replace(/from-tag=.*/, 'from-tag=0')}`,
  ({ replaces }) => `Replaces: ${replaces};x=${'y'.repeat(20)}`,
  () => `Replaces: ${randomUUID()};to-tag=a;from-tag=b`,
  () => 'Replaces: ;to-tag=;from-tag=',
];
