import type { ColdOptions, Target } from './call-verbs';
import { expectMusic, expectRingback, expectTalking, phoneOf } from './hearing';
import type { IncomingCall } from './phones/incoming-call';
import type { Phone } from './phones/phone';
import { type Staff, World, type WorldOptions } from './world';

const SOON = { withinMs: 5_000 };

/** A call that the contact and anna have. */
export interface Talk {
  readonly id: string;
}

/** The same, with a transfer under way. */
export interface Handover extends Talk {
  readonly transfer: string;
}

/** A transfer whose target's phone rings. */
export interface RingingHandover extends Handover {
  readonly ringing: IncomingCall;
}

/**
 * What most tests begin with: a company line, the agents anna and ben, a contact who calls in, and somebody outside
 * whom a call can be handed to; and the states in which a call can be when something happens to it.
 */
export class Office {
  private constructor(
    readonly world: World,
    readonly anna: Staff,
    readonly ben: Staff,
    readonly contact: Phone,
    readonly outsider: Phone,
  ) {}

  static async open(options: WorldOptions = {}): Promise<Office> {
    const world = await World.start(options);
    try {
      const anna = await world.agent('anna');
      const ben = await world.agent('ben');
      const contact = world.carrier.phone('0612345678', { name: 'contact' });
      const outsider = world.carrier.phone('0207654321', { name: 'outsider' });
      return new Office(world, anna, ben, contact, outsider);
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  /** Contact and anna talk. */
  async talking(): Promise<Talk> {
    const { id } = await this.world.conversation(this.contact.name, this.contact.number, this.anna);
    return { id };
  }

  /** Anna introduces: the target's phone rings, Anna hears that, and the contact hears music. */
  async introducing(target: Target, options: { readonly timeout?: number } = {}): Promise<RingingHandover> {
    const { id } = await this.talking();
    const transfer = await this.world.introduce(id, target, options);
    const ringing = await phoneOf(target).rings(SOON);
    await Promise.all([expectMusic(this.contact), expectRingback(this.anna)]);
    return { id, transfer, ringing };
  }

  /** Anna and the target talk, the contact hears music. */
  async consulting(target: Target): Promise<Handover> {
    const { id, transfer, ringing } = await this.introducing(target);
    await ringing.answer();
    await Promise.all([expectTalking(this.anna, target), expectMusic(this.contact)]);
    return { id, transfer };
  }

  /** Anna talks with the contact again, the target hears music. */
  async swapped(target: Target): Promise<Handover> {
    const handover = await this.consulting(target);
    await this.world.verb(handover.id, 'swap', handover.transfer);
    await Promise.all([expectTalking(this.anna, this.contact), expectMusic(target)]);
    return handover;
  }

  /** Contact, anna and the target talk. */
  async merged(target: Target): Promise<Talk> {
    const { id, transfer } = await this.consulting(target);
    await this.world.verb(id, 'merge', transfer);
    await expectTalking(this.contact, this.anna, target);
    return { id };
  }

  /** The target of a cold transfer rings while anna and the contact talk on. */
  async transferring(target: Target, options: ColdOptions = {}): Promise<RingingHandover> {
    const { id } = await this.talking();
    const transfer = await this.world.coldTransfer(id, target, options);
    const ringing = await phoneOf(target).rings(SOON);
    await expectTalking(this.contact, this.anna);
    return { id, transfer, ringing };
  }

  /** The target of a cold transfer rings, anna is gone, and the contact hears that it rings. */
  async released(target: Target, options: ColdOptions = {}): Promise<RingingHandover> {
    const { id } = await this.talking();
    const transfer = await this.world.coldTransfer(id, target, { ...options, release: 'now' });
    const ringing = await phoneOf(target).rings(SOON);
    await expectRingback(this.contact);
    return { id, transfer, ringing };
  }

  /** The contact is on hold and hears music. */
  async onHold(): Promise<Talk> {
    const { id } = await this.talking();
    await this.world.verb(id, 'hold');
    await expectMusic(this.contact);
    return { id };
  }
}
