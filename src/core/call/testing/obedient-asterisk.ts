import {
  nothingObserved,
  type Observed,
  withBridge,
  withChannel,
  withoutBridge,
  withoutChannel,
} from '../observed';
import { plan, type Step } from '../plan';
import { topology } from '../topology';
import { nameOf } from './people';
import type { Story } from './story';

/** An Asterisk that does every step at once and as asked, to see which steps lead from one picture to the next. */
export class ObedientAsterisk {
  observed: Observed = nothingObserved;

  constructor(private readonly story: Story) {
    const caller = story.call.legs.find((leg) => leg.state === 'offered');
    if (caller) this.observed = withChannel(this.observed, caller.id, { inApp: true, state: 'ring' });
  }

  /** Plans and does until nothing is left to do; what was done, in words, steps of one turn in their order. */
  follows(): readonly string[] {
    const done: string[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const { call, now } = this.story;
      const steps = plan(call, this.observed, topology(call, now));
      if (steps.length === 0) return done;
      for (const step of steps) {
        done.push(this.#inWords(step));
        this.#do(step);
      }
    }
    throw new Error(`the plan never comes to an end: ${done.join(', ')}`);
  }

  /** Somebody's phone answers, in Asterisk as in the story. */
  answers(who: Parameters<Story['answers']>[0]): this {
    this.observed = withChannel(this.observed, this.story.leg(who).id, { state: 'up' });
    this.story.answers(who);
    return this;
  }

  hangsUp(who: Parameters<Story['hangsUp']>[0]): this {
    this.observed = withoutChannel(this.observed, this.story.leg(who).id);
    this.story.hangsUp(who);
    return this;
  }

  /** The members of each bridge, by kind. */
  get bridges(): readonly string[] {
    const members = [...this.observed.channels.values()];
    return [...this.observed.bridges.values()].map(({ id, type }) => {
      const names = members.filter(({ bridge }) => bridge === id).map((channel) => this.#name(channel.id));
      return `${type}: ${names.join(' ')}`;
    });
  }

  #do(step: Step): void {
    switch (step.type) {
      case 'create-channel':
        this.observed = withChannel(this.observed, step.leg, { inApp: true, shown: step.shows });
        return;
      case 'dial':
        this.observed = withChannel(this.observed, step.leg, { dialled: true, state: 'ringing' });
        return;
      case 'answer':
        this.observed = withChannel(this.observed, step.leg, { state: 'up', shown: step.shows });
        return;
      case 'show':
        this.observed = withChannel(this.observed, step.leg, { shown: step.shows });
        return;
      case 'create-bridge':
        this.observed = withBridge(this.observed, { id: step.bridge, type: step.kind });
        return;
      case 'join':
        // Where it is already it leaves and enters again.
        this.observed = withChannel(this.observed, step.leg, { bridge: null });
        this.observed = withChannel(this.observed, step.leg, { bridge: step.bridge });
        return;
      case 'part':
        this.observed = withChannel(this.observed, step.leg, { bridge: null });
        return;
      case 'ringback':
        this.observed = withChannel(this.observed, step.leg, { ringback: step.on });
        return;
      case 'prompt':
        this.observed = withChannel(this.observed, step.leg, { prompt: 'playing' });
        return;
      case 'end-prompt':
        this.observed = withChannel(this.observed, step.leg, { prompt: 'none' });
        return;
      case 'hang-up':
      case 'last-resort':
        this.observed = withoutChannel(this.observed, step.leg);
        return;
      case 'destroy-bridge':
        this.observed = withoutBridge(this.observed, step.bridge);
        return;
    }
  }

  #inWords(step: Step): string {
    switch (step.type) {
      case 'create-bridge':
        return `create ${step.kind} bridge`;
      case 'destroy-bridge':
        return `destroy ${this.observed.bridges.get(step.bridge)?.type ?? 'no'} bridge`;
      case 'join':
        return `${this.#name(step.leg)} joins ${step.kind} bridge`;
      case 'ringback':
        return `ringback ${step.on ? 'on' : 'off'} for ${this.#name(step.leg)}`;
      case 'show':
        return `${this.#name(step.leg)} is shown ${step.shows.name || step.shows.number}`;
      case 'create-channel':
      case 'dial':
      case 'answer':
      case 'part':
      case 'prompt':
      case 'end-prompt':
      case 'hang-up':
      case 'last-resort':
        return `${step.type} ${this.#name(step.leg)}`;
    }
  }

  #name(id: string): string {
    return nameOf(this.story.call, id);
  }
}
