import type { CallResource } from '../support/call-resource';
import { expectRingback, expectTalking, phoneOf, type Somebody } from '../support/hearing';
import type { Call } from '../support/phones/call';
import type { IncomingCall } from '../support/phones/incoming-call';
import type { Phone } from '../support/phones/phone';
import { TRUNK } from '../support/trunk';
import type { Staff, World } from '../support/world';

/** Long enough for a machine on which several calls begin at once. */
export const SOON = { withinMs: 15_000 };
/** As in {@link World.untilOver}: the longest that a contact may hear nothing at all. */
const SILENCE_MS = 1_000;

/** A contact and an agent who talk, and whoever else there is. */
export interface Talk {
  readonly id: string;
  readonly contact: Call;
  readonly owner: Staff;
  readonly other: Staff;
  /** When they began to, performance.now() milliseconds. */
  readonly since: number;
}

/** A number of a company, its two agents and a group of both; a contact and somebody else outside. */
export class Lane {
  private constructor(
    readonly world: World,
    readonly name: string,
    readonly first: Staff,
    readonly second: Staff,
    readonly lineNumber: string,
    readonly lineId: string,
    readonly groupId: string,
    readonly contact: Phone,
    readonly outsider: Phone,
  ) {}

  /** Its agents are registered, and its line rings the group. */
  static async open(world: World, index: number): Promise<Lane> {
    const name = `lane${index}`;
    const first = await world.agent(`${name}-first`);
    const second = await world.agent(`${name}-second`);
    const agents = [first.id, second.id];
    const members = agents.map((id) => ({ type: 'agent', id }));
    const layers = [{ strategy: 'simultaneous', ringSeconds: 15, members }];
    const group = await world.baton.done<{ id: string }>('POST', '/ring-groups', { name, layers });
    const lineNumber = `+3120555100${index}`;
    const line = await world.baton.done<{ id: string }>('POST', '/lines', {
      name,
      number: lineNumber,
      trunk: TRUNK,
      agents,
      destination: { type: 'ring-group', id: group.id },
    });
    const contact = world.carrier.phone(`06100000${index}0`, { name: `${name}-contact` });
    const outsider = world.carrier.phone(`06100000${index}1`, { name: `${name}-outside` });
    return new Lane(world, name, first, second, lineNumber, line.id, group.id, contact, outsider);
  }

  /** The first agent has the server dial the contact, and they talk. */
  async dialOut(): Promise<Talk> {
    await this.#bothAvailable();
    const { first: owner, second: other } = this;
    const target = { type: 'number', number: this.contact.number };
    const request = { line: this.lineId, agent: owner.id, target };
    const { id } = await this.world.baton.done<{ id: string }>('POST', '/calls', request);
    await (await owner.phone.rings(SOON)).answer();
    const contact = await this.contact.rings(SOON);
    await contact.answer();
    await expectTalking(this.contact, owner);
    return { id, contact, owner, other, since: performance.now() };
  }

  /** The contact calls the line, whose group rings on both phones, hears that, and talks with the one who has it. */
  async callIn(
    who: 'first' | 'second',
    otherwise: (ringing: IncomingCall) => Promise<unknown>,
  ): Promise<Talk> {
    await this.#bothAvailable();
    const [owner, other] = who === 'first' ? [this.first, this.second] : [this.second, this.first];
    const contact = await this.contact.call(this.lineNumber);
    const [atOwner, atOther] = await Promise.all([owner.phone.rings(SOON), other.phone.rings(SOON)]);
    await expectRingback(this.contact);
    await otherwise(atOther);
    await atOwner.answer();
    await expectTalking(this.contact, owner);
    const since = performance.now();
    const { answeredElsewhere, by } = await atOther.untilEnded(SOON);
    if (by === 'them' && !answeredElsewhere) throw new Error(`${other.phone.name} shows a missed call`);
    const [call] = await this.calls();
    if (!call) throw new Error(`the call of ${owner.phone.name} is not in the list of calls`);
    return { id: call.id, contact, owner, other, since };
  }

  /** The contact, who talks with these, hangs up: it is over for everybody, and the contact has never been left in silence. */
  async end({ id, contact, since }: Talk): Promise<void> {
    const until = performance.now();
    await contact.hangUp();
    await this.world.event(
      ({ type, callId }) => type === 'call.ended' && callId === id,
      `call ${id} to be over`,
    );
    await this.#allEnded();
    const silence = contact.audio.longestSilence({ since, until });
    if (silence > SILENCE_MS) throw new Error(`the contact heard nothing for ${Math.round(silence)} ms`);
  }

  /** Ends what a transfer that went wrong has left going in this lane; the other lanes talk on. */
  async clear(): Promise<void> {
    const { baton } = this.world;
    await Promise.all((await this.calls()).map(({ id }) => baton.api('POST', `/calls/${id}/drop`)));
    // Baton may be about to do the same.
    const hangUp = (call: Call): Promise<unknown> => call.hangUp().catch(() => undefined);
    await Promise.all(this.phones.flatMap(({ calls }) => calls.map(hangUp)));
    await this.#allEnded();
    await Promise.all(this.phones.map(forgetRinging));
  }

  /** Those of its calls that are not over. */
  async calls(): Promise<readonly CallResource[]> {
    const agents = [this.first.id, this.second.id];
    const calls = await this.world.calls();
    return calls.filter(({ legs }) => legs.some(({ party }) => agents.includes(party.agentId ?? '')));
  }

  get phones(): readonly Phone[] {
    return [this.first, this.second, this.contact, this.outsider].map((somebody: Somebody) =>
      phoneOf(somebody),
    );
  }

  async #bothAvailable(): Promise<void> {
    for (const { id } of [this.first, this.second]) await this.world.agentState(id, 'available');
  }

  async #allEnded(): Promise<void> {
    await Promise.all(this.phones.flatMap(({ calls }) => calls.map((call) => call.untilEnded(SOON))));
  }
}

/** Calls that rang here and that nobody cared for any more: the next transfer is not to take them for its own. */
async function forgetRinging(phone: Phone): Promise<void> {
  for (;;) {
    try {
      await phone.rings({ withinMs: 0 });
    } catch {
      return;
    }
  }
}
