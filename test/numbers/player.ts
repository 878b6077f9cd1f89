import type { BatonEvent } from '../support/event-reader';
import type { Call } from '../support/phones/call';
import type { IncomingCall } from '../support/phones/incoming-call';
import type { Lamp, Light } from '../support/phones/lamp';
import { rawHeaders } from '../support/phones/raw-headers';
import { type Caller, openly } from './callers';
import { type Moment, screenOf, type Setting, type Viewer, type Watcher } from './setting';
import { CONTACT, LINE, OUTSIDER, type Stage } from './stage';

export const SOON = { withinMs: 5_000 };

/** A leg of a played call: whose it is, and the phone's own side of it. */
export interface PlayedLeg {
  readonly viewer: Viewer | Watcher;
  readonly call: Pick<Call | Lamp, 'callId' | 'messages' | 'untilEnded'>;
}

export interface PlayerOptions {
  /** The one who calls in; the contact, who hides nothing, if left out. */
  readonly caller?: Caller;
  /** Asterisk is set up to leak: screens are not what they should be. */
  readonly screens?: 'checked' | 'unchecked';
}

/** How everybody outside names themselves when they answer, and when they press their hold key: networks do. */
const itself = (number: string, name = ''): string =>
  `P-Asserted-Identity: ${name && `"${name}" `}<sip:${number}@carrier>`;

/** Plays the people of one call: what they do, and what their screens must show. */
export class Player {
  callId = '';
  contact!: Call;
  anna!: Call;
  /** Whether Asterisk is set up as it is to be. */
  get isTight(): boolean {
    return this.options.screens !== 'unchecked';
  }
  get caller(): Caller {
    return this.options.caller ?? openly;
  }
  readonly #after: number;
  readonly #lamps: { readonly viewer: Watcher; readonly lamp: Lamp }[] = [];

  constructor(
    readonly stage: Stage,
    readonly setting: Setting,
    private readonly options: PlayerOptions,
  ) {
    this.#after = stage.events.all.at(-1)?.seq ?? -1;
  }

  /** Carla has lamps of both colleagues, of each kind that phones have, if Carla is not in the call. */
  async watch(): Promise<void> {
    const { stage, setting } = this;
    if (setting.target !== 'agent' || setting.direction === 'internal') return;
    for (const [viewer, { extension }] of [
      ['lamp of the transferor', stage.anna],
      ['lamp of the target', stage.ben],
    ] as const) {
      for (const kind of ['dialog', 'presence'] as const) {
        const lamp = await stage.carla.phone.watch(extension, kind);
        this.#lamps.push({ viewer, lamp });
        if (lamp.refusal !== undefined) throw new Error(`a busy lamp was refused: ${lamp.refusal}`);
      }
    }
    await this.lampsAre('dark', 'lamp of the transferor', 'lamp of the target');
  }

  async lampsAre(light: Light, ...of: readonly Watcher[]): Promise<void> {
    if (!this.isTight) return;
    const meant = this.#lamps.filter(({ viewer }) => of.includes(viewer));
    await Promise.all(meant.map(({ lamp }) => lamp.untilIs(light, SOON)));
  }

  /** The call is over, and nobody watches any longer. */
  async unwatch(): Promise<readonly PlayedLeg[]> {
    await this.lampsAre('dark', 'lamp of the transferor', 'lamp of the target');
    await Promise.all(this.#lamps.map(({ lamp }) => lamp.untilEnded(SOON)));
    return this.#lamps.map(({ viewer, lamp }) => ({ viewer, call: lamp }));
  }

  /** Contact and anna talk. */
  async begin(): Promise<PlayedLeg[]> {
    if (this.setting.direction === 'inbound') await this.#callIn();
    else await this.#callOut();
    await this.shows('transferor', this.anna, 'talking');
    return [
      { viewer: 'contact', call: this.contact },
      { viewer: 'transferor', call: this.anna },
    ];
  }

  /**
   * Anna and the target talk, the contact hears music.
   * @param whileRinging what is to be seen before the target answers
   */
  async consultation(
    whileRinging?: () => Promise<void>,
  ): Promise<{ readonly target: IncomingCall; readonly transfer: string }> {
    const { transfer } = await this.stage.baton.done<{ transfer: { id: string } }>(
      'POST',
      `/calls/${this.callId}/transfers`,
      { mode: 'warm', target: this.#target() },
    );
    const target = await this.#targetPhone().rings(SOON);
    await this.shows('target', target, 'ringing');
    await whileRinging?.();
    if (this.setting.target === 'number') {
      await target.answer([itself(OUTSIDER.number)]);
      // Told anew with the hold key, and not the same: Asterisk takes no notice of what it knows already.
      target.says = [itself(OUTSIDER.number, OUTSIDER.name)];
    } else {
      await target.answer();
    }
    await this.event('transfer.answered');
    await this.shows('target', target, 'consultation');
    await this.shows('transferor', this.anna, 'consultation');
    return { target, transfer: transfer.id };
  }

  /** Anna hands the call over without a word and is free at once. */
  async transferCold(): Promise<IncomingCall> {
    await this.stage.baton.done('POST', `/calls/${this.callId}/transfers`, {
      mode: 'cold',
      release: 'now',
      target: this.#target(),
      ...(this.setting.target === 'number' ? { confirm: false } : {}),
    });
    const ringing = await this.#targetPhone().rings(SOON);
    await this.shows('target', ringing, 'ringing');
    return ringing;
  }

  async end(legs: readonly PlayedLeg[]): Promise<void> {
    await this.stage.baton.api('POST', `/calls/${this.callId}/drop`);
    await Promise.all(legs.map(({ call }) => call.untilEnded(SOON)));
    await this.event('call.ended');
  }

  verb(path: string): Promise<unknown> {
    return this.stage.baton.done('POST', `/calls/${this.callId}/${path}`);
  }

  /** The n-th event of this type in this call. */
  async event(type: string, nth = 1): Promise<BatonEvent> {
    let seen = -1;
    let found: BatonEvent | undefined;
    for (let n = 0; n < nth; n += 1) {
      found = await this.stage.events.until(
        (event) => event.type === type && (this.callId === '' || event.callId === this.callId),
        { ...SOON, what: type, after: Math.max(seen, this.#after) },
      );
      seen = found.seq;
    }
    if (!found) throw new Error(`no ${type}`);
    return found;
  }

  async shows(viewer: Viewer, call: Call, moment: Moment): Promise<void> {
    if (!this.isTight) return;
    // A trunk is told nothing about who answers: whoever called in goes on seeing the number they dialled.
    if (viewer === 'contact' && this.setting.direction === 'inbound') return;
    if (viewer === 'contact' && this.setting.direction === 'internal' && moment === 'connected') return;
    const expected = screenOf(this.stage, this.setting, viewer, moment, this.caller);
    await call.untilShows(({ name, number }) => name === expected.name && number === expected.number, {
      ...SOON,
      what: `${expected.name} ${expected.number} (${viewer}, ${moment})`,
    });
  }

  async #callIn(): Promise<void> {
    const { stage, caller } = this;
    const asked = caller.headers ? { extraHeaders: rawHeaders(caller.headers) } : {};
    this.contact = await stage.contact.call(LINE.number, asked);
    this.contact.says = [itself(caller.identity.number, `${caller.identity.name} (mobile)`)];
    const ringing = await stage.anna.phone.rings(SOON);
    await ringing.answer();
    this.anna = ringing;
    this.callId = (await this.event('call.answered')).callId ?? '';
    // Both: the contact is answered after the agent.
    await this.event('leg.answered', 2);
  }

  async #callOut(): Promise<void> {
    const { stage, setting } = this;
    const isInternal = setting.direction === 'internal';
    const target = isInternal
      ? { type: 'agent', id: stage.carla.id }
      : { type: 'number', number: CONTACT.number };
    const request = { line: stage.line, agent: stage.anna.id, target };
    this.callId = (await stage.baton.done<{ id: string }>('POST', '/calls', request)).id;
    const toAnna = await stage.anna.phone.rings(SOON);
    await toAnna.answer();
    const toContact = await (isInternal ? stage.carla.phone : stage.contact).rings(SOON);
    await this.shows('contact', toContact, 'ringing');
    await toContact.answer(isInternal ? [] : [itself(CONTACT.number, CONTACT.name)]);
    if (!isInternal) toContact.says = [itself(CONTACT.number, `${CONTACT.name} (mobile)`)];
    this.anna = toAnna;
    this.contact = toContact;
    await this.event('call.answered');
  }

  #target(): object {
    const { stage, setting } = this;
    switch (setting.target) {
      case 'agent':
        return { type: 'agent', id: stage.ben.id };
      case 'group':
        return { type: 'ring-group', id: stage.group };
      case 'number':
        return { type: 'number', number: OUTSIDER.number };
    }
  }

  #targetPhone() {
    return this.setting.target === 'number' ? this.stage.outsider : this.stage.ben.phone;
  }
}
