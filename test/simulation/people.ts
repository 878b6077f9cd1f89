import type { Phones, SimChannel, SimulatedAsterisk } from './simulated-asterisk';
import type { VirtualTime } from './virtual-time';

export const agentNames = ['anna', 'ben', 'carla', 'dora', 'emil', 'fritz'] as const;
export const outsideNames = ['mobile', 'shop'] as const;
export const contactNames = ['kim', 'lou', 'max'] as const;

export type AgentName = (typeof agentNames)[number];
export type Name = AgentName | (typeof outsideNames)[number] | (typeof contactNames)[number];

/** What somebody does when their phone rings for the `nth` time; they answer if nothing is written. */
export interface Reaction {
  readonly who: Name;
  readonly nth: number;
  readonly how:
    'answer' | 'answer-at-once' | 'announce' | 'decline' | 'busy' | 'ignore' | 'unreachable' | 'redirect';
  readonly afterMs: number;
  /** When asked to press a key. */
  readonly key: '1' | '2' | '5' | 'none' | 'hang-up';
}

const numbers: Readonly<Record<string, string>> = {
  mobile: '+491701',
  shop: '+493077',
  kim: '+491551',
  lou: '+491552',
  max: '+491553',
};

export function isAgent(name: Name): name is AgentName {
  return (agentNames as readonly string[]).includes(name);
}

export function numberOf(name: Name): string {
  return numbers[name] ?? '';
}

export function endpointOf(name: Name): string {
  return isAgent(name) ? `PJSIP/${name}` : `PJSIP/${numberOf(name)}@trunk`;
}

/** Everybody's telephones, and what they do with them when they ring. */
export class People implements Phones {
  readonly #byEndpoint = new Map<string, Name>();
  readonly #reactions = new Map<string, Reaction>();
  readonly #rung = new Map<Name, number>();
  /** The channels that each person has: last the one that they use. */
  readonly channels = new Map<Name, SimChannel[]>();
  asterisk!: SimulatedAsterisk;

  constructor(
    private readonly time: VirtualTime,
    /** What somebody does whom the script does not mention. */
    private readonly improvise: (who: Name, nth: number) => Reaction,
  ) {
    for (const name of [...agentNames, ...outsideNames, ...contactNames]) {
      this.#byEndpoint.set(endpointOf(name), name);
    }
  }

  /** Writes down how somebody reacts. */
  expect(reactions: readonly Reaction[]): void {
    for (const reaction of reactions) this.#reactions.set(`${reaction.who} ${reaction.nth}`, reaction);
  }

  isReachable(endpoint: string): boolean {
    const name = this.#byEndpoint.get(endpoint);
    if (name === undefined) return false;
    return this.#reaction(name, (this.#rung.get(name) ?? 0) + 1).how !== 'unreachable' || this.#skip(name);
  }

  onInvite(channel: SimChannel): void {
    const name = this.#byEndpoint.get(channel.endpoint);
    if (name === undefined) return;
    const nth = (this.#rung.get(name) ?? 0) + 1;
    this.#rung.set(name, nth);
    const isBusy = this.channelOf(name) !== undefined;
    this.took(name, channel);
    const { how, afterMs } = this.#reaction(name, nth);
    if (isBusy || how === 'busy') {
      this.asterisk.hangsUp(channel, 'busy');
      return;
    }
    if (how !== 'answer-at-once') this.asterisk.rings(channel);
    if (how === 'announce') this.#later(30, () => this.asterisk.announces(channel));
    this.#later(afterMs, () => this.#react(channel, how));
  }

  onPrompt(channel: SimChannel): void {
    const name = this.#byEndpoint.get(channel.endpoint);
    if (name === undefined) return;
    const { key, afterMs } = this.#reaction(name, this.#rung.get(name) ?? 1);
    if (key === 'none') return;
    this.#later(2_000 + afterMs, () => {
      if (key === 'hang-up') this.asterisk.hangsUp(channel);
      else this.asterisk.presses(channel, key);
    });
  }

  /** The channel that somebody can hang up or talk on now. */
  channelOf(name: Name): SimChannel | undefined {
    return this.channels.get(name)?.findLast(({ endedBy }) => endedBy === 'nobody');
  }

  took(name: Name, channel: SimChannel): void {
    const live = this.channels.get(name)?.filter(({ endedBy }) => endedBy === 'nobody') ?? [];
    this.channels.set(name, [...live, channel]);
  }

  nameAt(channel: SimChannel): Name | undefined {
    for (const [name, channels] of this.channels) if (channels.includes(channel)) return name;
    return this.#byEndpoint.get(channel.endpoint);
  }

  #react(channel: SimChannel, how: Reaction['how']): void {
    switch (how) {
      case 'answer':
      case 'answer-at-once':
      case 'announce':
        return this.asterisk.answers(channel);
      case 'decline':
        return channel.state === 'up' ? undefined : this.asterisk.hangsUp(channel, 'declined');
      case 'redirect':
        return this.asterisk.redirects(channel, '1003');
      case 'busy':
      case 'ignore':
      case 'unreachable':
        return;
    }
  }

  #reaction(who: Name, nth: number): Reaction {
    const known = this.#reactions.get(`${who} ${nth}`);
    if (known) return known;
    const improvised = this.improvise(who, nth);
    this.#reactions.set(`${who} ${nth}`, improvised);
    return improvised;
  }

  /** This person could not be reached this once. */
  #skip(name: Name): boolean {
    this.#rung.set(name, (this.#rung.get(name) ?? 0) + 1);
    return false;
  }

  #later(ms: number, action: () => void): void {
    this.time.after(ms, action);
  }
}
