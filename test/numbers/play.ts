import type { CallResource } from '../support/call-resource';
import type { BatonEvent } from '../support/event-reader';
import type { Call } from '../support/phones/call';
import type { IncomingCall } from '../support/phones/incoming-call';
import { screenOf, type Setting, type Shown, type Viewer } from './setting';
import { CONTACT, LINE, OUTSIDER, type Stage } from './stage';

const SOON = { withinMs: 5_000 };

/** A leg of a played call: whose it is, and the phone's own side of it. */
export interface PlayedLeg {
  readonly viewer: Viewer;
  readonly call: Call;
}

export interface Played {
  readonly callId: string;
  readonly setting: Setting;
  readonly withheld: boolean;
  readonly legs: readonly PlayedLeg[];
}

export type Plot =
  /** Introduce, swap to and fro, merge, leave: the target ends up with the contact. */
  | 'warm'
  /** As warm, but the target is removed from the conversation: the two who stay are told nothing new. */
  | 'removed'
  /** The target declines a cold transfer whose transferor has gone: recall. */
  | 'recall';

interface Options {
  readonly plot?: Plot;
  readonly withheld?: boolean;
  /** Asterisk is set up to leak: screens are not what they should be. */
  readonly screens?: 'checked' | 'unchecked';
  /** What the outside target says of itself when it answers. */
  readonly answersAs?: string;
}

/** Plays one call through all its stages on real phones. @throws when a screen does not show what it should */
export async function play(stage: Stage, setting: Setting, options: Options = {}): Promise<Played> {
  const { plot = 'warm', withheld = false } = options;
  await stage.untilFree();
  const player = new Player(stage, setting, options);
  const legs = await player.begin();
  const callId = player.callId;
  if (plot === 'recall') legs.push(...(await player.recalled()));
  else legs.push(await player.handOver(plot));
  await player.end(legs);
  return { callId, setting, withheld, legs };
}

class Player {
  callId = '';
  private readonly after: number;
  private contact!: Call;
  private anna!: Call;

  constructor(
    private readonly stage: Stage,
    private readonly setting: Setting,
    private readonly options: Options,
  ) {
    this.after = stage.events.all.at(-1)?.seq ?? -1;
  }

  async begin(): Promise<PlayedLeg[]> {
    if (this.setting.direction === 'inbound') await this.callIn();
    else await this.callOut();
    await this.shows('transferor', this.anna, 'talking');
    return [
      { viewer: 'contact', call: this.contact },
      { viewer: 'transferor', call: this.anna },
    ];
  }

  async handOver(plot: 'warm' | 'removed'): Promise<PlayedLeg> {
    const { target, transfer } = await this.introduce();
    await this.shows('target', target, 'ringing');
    await target.answer(this.options.answersAs === undefined ? [] : [this.options.answersAs]);
    await this.event('transfer.answered');
    await this.shows('target', target, 'consultation');
    await this.shows('transferor', this.anna, 'consultation');
    await this.verb(`transfers/${transfer}/swap`);
    await this.shows('transferor', this.anna, 'talking');
    await this.verb(`transfers/${transfer}/swap`);
    await this.shows('transferor', this.anna, 'consultation');
    await this.verb(`transfers/${transfer}/merge`);
    await this.shows('transferor', this.anna, 'talking');
    await this.shows('target', target, 'connected');
    if (plot === 'removed') {
      const { legs } = await this.stage.baton.done<CallResource>('GET', `/calls/${this.callId}`);
      await this.stage.baton.done('DELETE', `/calls/${this.callId}/legs/${legs.at(-1)?.id ?? ''}`);
      await target.untilEnded(SOON);
      await this.shows('transferor', this.anna, 'talking');
    } else {
      await this.verb('leave');
      await this.anna.untilEnded(SOON);
      await this.shows('target', target, 'connected');
    }
    await this.shows('contact', this.contact, 'connected');
    return { viewer: 'target', call: target };
  }

  async recalled(): Promise<readonly PlayedLeg[]> {
    await this.stage.baton.done('POST', `/calls/${this.callId}/transfers`, {
      mode: 'cold',
      release: 'now',
      target: this.target(),
      ...(this.setting.target === 'number' ? { confirm: false } : {}),
    });
    const target = await this.targetPhone().rings(SOON);
    await this.shows('target', target, 'ringing');
    await target.decline();
    const back = await this.stage.anna.phone.rings(SOON);
    await this.shows('transferor', back, 'recall');
    await back.answer();
    await this.event('call.answered', 2);
    await this.shows('transferor', back, 'recall');
    return [
      { viewer: 'target', call: target },
      { viewer: 'transferor', call: back },
    ];
  }

  async end(legs: readonly PlayedLeg[]): Promise<void> {
    await this.stage.baton.api('POST', `/calls/${this.callId}/drop`);
    await Promise.all(legs.map(({ call }) => call.untilEnded(SOON)));
    await this.event('call.ended');
  }

  private async callIn(): Promise<void> {
    const { stage } = this;
    const asked = this.options.withheld
      ? {
          from: { name: 'Anonymous', number: 'anonymous' },
          extraHeaders: [
            `P-Asserted-Identity: "${CONTACT.name}" <sip:${CONTACT.number}@127.0.0.1>`,
            'Privacy: id',
          ],
        }
      : {};
    this.contact = await stage.contact.call(LINE.number, asked);
    const ringing = await stage.anna.phone.rings(SOON);
    await ringing.answer();
    this.anna = ringing;
    this.callId = (await this.event('call.answered')).callId ?? '';
    // Both: the contact is answered after the agent.
    await this.event('leg.answered', 2);
  }

  private async callOut(): Promise<void> {
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
    await toContact.answer();
    this.anna = toAnna;
    this.contact = toContact;
    await this.event('call.answered');
  }

  private async introduce(): Promise<{ readonly target: IncomingCall; readonly transfer: string }> {
    const { transfer } = await this.stage.baton.done<{ transfer: { id: string } }>(
      'POST',
      `/calls/${this.callId}/transfers`,
      { mode: 'warm', target: this.target() },
    );
    return { target: await this.targetPhone().rings(SOON), transfer: transfer.id };
  }

  private target(): object {
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

  private targetPhone() {
    return this.setting.target === 'number' ? this.stage.outsider : this.stage.ben.phone;
  }

  private verb(path: string): Promise<unknown> {
    return this.stage.baton.done('POST', `/calls/${this.callId}/${path}`);
  }

  /** The n-th event of this type in this call. */
  private async event(type: string, nth = 1): Promise<BatonEvent> {
    let seen = -1;
    let found: BatonEvent | undefined;
    for (let n = 0; n < nth; n += 1) {
      found = await this.stage.events.until(
        (event) => event.type === type && (this.callId === '' || event.callId === this.callId),
        { ...SOON, what: type, after: Math.max(seen, this.after) },
      );
      seen = found.seq;
    }
    if (!found) throw new Error(`no ${type}`);
    return found;
  }

  private async shows(viewer: Viewer, call: Call, moment: Parameters<typeof screenOf>[3]): Promise<void> {
    if (this.options.screens === 'unchecked') return;
    // A trunk is told nothing about who answers: who called in goes on seeing what he dialled.
    if (viewer === 'contact' && this.setting.direction === 'inbound') return;
    if (viewer === 'contact' && this.setting.direction === 'internal' && moment === 'connected') return;
    const expected = this.options.withheld
      ? withheldScreen(this.stage, this.setting, viewer, moment)
      : screenOf(this.stage, this.setting, viewer, moment);
    await call.untilShows(({ name, number }) => name === expected.name && number === expected.number, {
      ...SOON,
      what: `${expected.name} ${expected.number} (${viewer}, ${moment})`,
    });
  }
}

/** The same table for a contact who does not tell who he is. */
function withheldScreen(
  stage: Stage,
  setting: Setting,
  viewer: Viewer,
  moment: Parameters<typeof screenOf>[3],
): Shown {
  if (viewer === 'target' && setting.target === 'number') {
    return screenOf(stage, { ...setting, profile: 'none' }, viewer, moment);
  }
  const { name, number } = screenOf(stage, setting, viewer, moment);
  const hide = (text: string): string => text.replace(CONTACT.name, 'Anonymous');
  return { name: hide(name), number: number === CONTACT.number ? 'anonymous' : number };
}
