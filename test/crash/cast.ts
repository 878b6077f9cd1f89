import { untilPhoneIsStored } from '../support/astdb';
import { IncomingCall } from '../support/phones/incoming-call';
import { Phone } from '../support/phones/phone';
import { openTrunk, TRUNK } from '../support/trunk';
import type { World } from '../support/world';

export const AGENTS = ['anna', 'ben', 'carl'] as const;
export type AgentName = (typeof AGENTS)[number];
export type Name = AgentName | 'contact' | 'outsider';

const OUTSIDE = { contact: '0612345678', outsider: '0201234567' } as const;

interface Account {
  readonly id: string;
  readonly user: string;
  readonly password: string;
}

/** Everybody with a phone: three agents of a line and a ring group of two of them, the contact, and somebody else outside. */
export class Cast {
  readonly #phones = new Map<Name, Phone>();
  readonly #accounts = new Map<AgentName, Account>();
  groupId = '';

  private constructor(private readonly world: World) {}

  static async assemble(world: World): Promise<Cast> {
    const cast = new Cast(world);
    for (const name of AGENTS) {
      const { id, phone } = await world.unregisteredAgent(name);
      cast.#accounts.set(name, { id, ...phone });
    }
    await cast.#makeCompany();
    await cast.takePhones();
    return cast;
  }

  async #makeCompany(): Promise<void> {
    const { baton, lineNumber } = this.world;
    await baton.done('POST', '/lines', {
      name: 'Sales',
      number: lineNumber,
      trunk: TRUNK,
      agents: AGENTS.map((name) => this.agentId(name)),
      destination: { type: 'agent', id: this.agentId('anna') },
    });
    const members = (['ben', 'carl'] as const).map((name) => ({ type: 'agent', id: this.agentId(name) }));
    const layers = [{ strategy: 'simultaneous', ringSeconds: 20, members }];
    const { id } = await baton.done<{ id: string }>('POST', '/ring-groups', { name: 'Both', layers });
    this.groupId = id;
  }

  /** Everybody takes a phone; needed again when Asterisk has lost their registrations. */
  async takePhones(): Promise<void> {
    const { wsUrl } = this.world.asterisk;
    for (const [name, { id, user, password }] of this.#accounts) {
      this.#phones.set(name, await Phone.register({ wsUrl, user, password, name }));
      await this.world.agentState(id, 'available');
    }
    for (const [name, number] of Object.entries(OUTSIDE) as [keyof typeof OUTSIDE, string][]) {
      this.#phones.set(name, this.world.carrier.phone(number, { name }));
    }
  }

  async untilPhonesAreStored(asteriskDir: string): Promise<void> {
    for (const { user } of this.#accounts.values()) {
      await untilPhoneIsStored(asteriskDir, user, { withinMs: 5_000 });
    }
  }

  /** All phones are dead: so is the server they were registered at. */
  async losePhones(): Promise<void> {
    await Promise.allSettled(AGENTS.map((name) => this.phone(name).destroy()));
    await this.world.carrier.destroy().catch(() => undefined);
  }

  async reopenTrunk(): Promise<void> {
    this.world.carrier = await openTrunk(this.world.asterisk);
  }

  get lineNumber(): string {
    return this.world.lineNumber;
  }

  get people(): readonly (readonly [Name, Phone])[] {
    return [...this.#phones];
  }

  phone(name: Name): Phone {
    const phone = this.#phones.get(name);
    if (!phone) throw new Error(`${name} has no phone`);
    return phone;
  }

  agentId(name: AgentName): string {
    return this.#accounts.get(name)?.id ?? '';
  }

  /** The call that rings at somebody's phone. @throws Error if none does */
  ringing(name: Name): IncomingCall {
    const found = this.phone(name).calls.find(({ state }) => state === 'ringing');
    if (found instanceof IncomingCall) return found;
    throw new Error(`nothing rings at ${name}'s`);
  }

  /** Everybody hangs up and forgets who called. */
  async allHangUp(): Promise<void> {
    const calls = this.people.flatMap(([, phone]) => phone.calls);
    await Promise.allSettled(calls.map((call) => call.hangUp()));
  }

  target(name: 'ben' | 'carl' | 'anna' | 'outsider' | 'both'): object {
    switch (name) {
      case 'outsider':
        return { type: 'number', number: OUTSIDE.outsider };
      case 'both':
        return { type: 'ring-group', id: this.groupId };
      default:
        return { type: 'agent', id: this.agentId(name) };
    }
  }
}
