import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { InTurn } from '../../platform/in-turn/in-turn';
import { Refused } from '../../platform/refusals/refused';
import { Remembered } from '../../platform/store/remembered';
import { Store } from '../../platform/store/store';
import type { NewPhone, OwedRevocation, Phone, PhoneWithPassword } from './phone';
import { PhoneEntity } from './phone.entity';
import { type PhoneKind, PhoneProvisioner } from './phone-provisioner';
import { PhoneRevocationEntity } from './phone-revocation.entity';

/** Says whether a name is an endpoint of something else. */
export type ReservedUser = (user: string) => Promise<boolean>;

/** @param failed the code of what kept Asterisk from forgetting the phone; undefined if nothing is owed of it any longer */
export type RevocationListener = (user: string, failed: string | undefined) => void;

/** The phones of agents, here and in Asterisk. Knows agents by id only. */
@Injectable()
export class PhonesService {
  readonly #byHolder = new Remembered<readonly Phone[]>();
  readonly #byEndpoint = new Remembered<Phone>();
  readonly #reserved: ReservedUser[] = [];
  readonly #onRevocations: RevocationListener[] = [];
  /** By user, as a phone is several objects in Asterisk: two changes side by side would mix. */
  readonly #turns = new InTurn();
  readonly #logger = new Logger(PhonesService.name);

  constructor(
    private readonly store: Store,
    private readonly provisioner: PhoneProvisioner,
  ) {}

  /** One of each kind at most, the desk phone first. */
  async ofAgent(agentId: string): Promise<readonly Phone[]> {
    const phones = await this.#byHolder.get(agentId, async () => {
      const rows = await this.store.reader.find(PhoneEntity, { where: { agentId }, order: { kind: 'ASC' } });
      return rows.length === 0 ? undefined : rows.map(toPhone);
    });
    return phones ?? [];
  }

  /** In no order; of hundreds at once, not of thousands. */
  async ofAgents(
    agentIds: readonly string[],
    manager: EntityManager = this.store.reader,
  ): Promise<readonly Phone[]> {
    return (await manager.findBy(PhoneEntity, { agentId: In([...agentIds]) })).map(toPhone);
  }

  /** By user. */
  async all(manager: EntityManager = this.store.reader): Promise<readonly Phone[]> {
    return (await manager.find(PhoneEntity, { order: { user: 'ASC' } })).map(toPhone);
  }

  /** The users of all phones, and nothing else of them: of thousands in a few milliseconds. */
  async users(): Promise<readonly string[]> {
    const rows = await this.store.reader
      .createQueryBuilder(PhoneEntity, 'phone')
      .select('phone.user', 'user')
      .getRawMany<{ readonly user: string }>();
    return rows.map(({ user }) => user);
  }

  /** The phone that Asterisk calls by this endpoint. */
  async byUser(user: string): Promise<Phone | undefined> {
    return this.#byEndpoint.get(user, async () => {
      const row = await this.store.reader.findOneBy(PhoneEntity, { user });
      return row ? toPhone(row) : undefined;
    });
  }

  /**
   * Gives the agent a phone of this kind, in place of the one that the agent has, or that one a new password. Asterisk is told
   * first: if that fails nothing has changed, and if we die right after it the command can be repeated. A phone registered with
   * an old password is so no longer. The replaced phone is forgotten last; if Asterisk does not forget it now it is
   * among `notRevoked`, and owed.
   * @throws Refused `phone-user-taken`; as {@link PhoneProvisioner.put}.
   */
  async put(agentId: string, user: string, kind: PhoneKind): Promise<NewPhone> {
    const { phone, replaced } = await this.#turns.run(user, () => this.#putNow(agentId, user, kind));
    const owed = await this.revoke(replaced);
    return { ...phone, notRevoked: owed.map((other) => other.user) };
  }

  async #putNow(
    agentId: string,
    user: string,
    kind: PhoneKind,
  ): Promise<{ readonly phone: PhoneWithPassword; readonly replaced: readonly string[] }> {
    const holder = await this.byUser(user);
    if (holder && holder.agentId !== agentId) throw userTaken(user);
    if (await this.#isReserved(user)) throw userTaken(user);
    // Of one that tells of no store only our own row can say that it is ours.
    const owner = await this.provisioner.ownerOf(user);
    if (owner === 'another' || (owner === 'unknown' && !holder)) throw userTaken(user);
    const before = (await this.ofAgent(agentId)).find((phone) => phone.kind === kind);
    const phone = { user, agentId, kind, password: randomBytes(24).toString('base64url') };
    // What cannot be stored is not to be half done in Asterisk.
    await this.store.probe();
    await this.provisioner.put(phone);
    const isNew = before?.user !== user;
    let replaced: readonly string[] = [];
    try {
      if (isNew)
        replaced = await this.store.write((manager) => this.#insert(manager, { user, agentId, kind }));
    } catch (error) {
      if (!holder) await this.provisioner.remove(user);
      throw error;
    }
    this.#forget();
    this.#tellRevocation(user, undefined);
    return { phone, replaced };
  }

  /**
   * Gives a phone a new password; the old one is good no longer.
   * @throws Refused `phone-not-found`; as {@link put}.
   */
  async renewPassword(agentId: string, user: string): Promise<NewPhone> {
    const { kind } = await this.#require(agentId, user);
    return this.put(agentId, user, kind);
  }

  /**
   * Takes one of the agent's phones away, in Asterisk first, so that no forgotten password stays good.
   * @throws Refused `phone-not-found`.
   */
  async remove(agentId: string, user: string): Promise<void> {
    await this.#takeAway([await this.#require(agentId, user)], () => Promise.resolve());
  }

  /** Takes all of the agent's phones away. @returns false if there was none. */
  async removeAll(agentId: string): Promise<boolean> {
    const phones = await this.ofAgent(agentId);
    if (phones.length > 0) await this.#takeAway(phones, () => Promise.resolve());
    return phones.length > 0;
  }

  /** As {@link removeAll}, together with what else `work` deletes: all of it, or nothing. */
  async removeAllWith(agentId: string, work: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.#takeAway(await this.ofAgent(agentId), work);
  }

  #takeAway(phones: readonly Phone[], work: (manager: EntityManager) => Promise<void>): Promise<void> {
    const users = phones.map(({ user }) => user);
    return this.#inTurns(users.toSorted(), async () => {
      // What cannot be stored is not to be half done in Asterisk.
      if (users.length > 0) await this.store.probe();
      for (const user of users) await this.provisioner.remove(user);
      await this.store.write(async (manager) => {
        await manager.delete(PhoneEntity, { user: In(users) });
        await work(manager);
      });
      this.#forget();
    });
  }

  #inTurns<T>([first, ...rest]: readonly string[], work: () => Promise<T>): Promise<T> {
    return first === undefined ? work() : this.#turns.run(first, () => this.#inTurns(rest, work));
  }

  async #require(agentId: string, user: string): Promise<Phone> {
    const phone = (await this.ofAgent(agentId)).find((theirs) => theirs.user === user);
    if (!phone) throw phoneNotFound();
    return phone;
  }

  /** Lets a feature that has endpoints of its own keep phones from taking their names. */
  reserve(isReserved: ReservedUser): void {
    this.#reserved.push(isReserved);
  }

  /** Deletes phones here, and owes it to Asterisk to forget them: once it is committed {@link written} does it. */
  async removeRows(manager: EntityManager, users: readonly string[]): Promise<void> {
    await manager.delete(PhoneEntity, { user: In([...users]) });
    await owe(manager, users);
  }

  /**
   * When Asterisk is there (again): has it forget what it was not told to, as it was away, and what an older Baton has written
   * there. One that fails holds up no other.
   */
  async makeUp(): Promise<void> {
    await this.revoke((await this.store.reader.find(PhoneRevocationEntity)).map(({ user }) => user));
    for (const { user } of await this.all()) await this.#turns.run(user, () => this.#heal(user));
  }

  /**
   * Has Asterisk forget those of these phones that this is owed of. One that fails holds up no other.
   * @returns those that are still owed
   */
  async revoke(users: readonly string[]): Promise<readonly OwedRevocation[]> {
    const owed: OwedRevocation[] = [];
    for (const user of users) {
      const failed = await this.#turns.run(user, () => this.#revokeNow(user));
      if (failed !== undefined) owed.push({ user, failed });
      this.#tellRevocation(user, failed);
    }
    return owed;
  }

  /** Tells what has become of each phone that Asterisk is to forget. */
  onRevocation(listener: RevocationListener): void {
    this.#onRevocations.push(listener);
  }

  #tellRevocation(user: string, failed: string | undefined): void {
    for (const listener of this.#onRevocations) listener(user, failed);
  }

  /** @returns the code of what is in the way */
  async #revokeNow(user: string): Promise<string | undefined> {
    try {
      // Done meanwhile, or given anew.
      if (!(await this.store.reader.existsBy(PhoneRevocationEntity, { user }))) return undefined;
      // What bears the name by now is another one, with another password.
      if (!(await this.#isInUse(user))) await this.provisioner.remove(user);
    } catch (error) {
      if (error instanceof Refused) return error.code;
      this.#logger.error({ err: error, phone: user }, 'a phone that is gone could not be revoked');
      return 'internal-error';
    }
    try {
      await this.store.write((manager) => manager.delete(PhoneRevocationEntity, { user }));
    } catch (err) {
      // With the next connection it is done once more, which harms nobody.
      this.#logger.warn({ err, phone: user }, 'a phone was revoked, which could not be stored');
    }
    return undefined;
  }

  async #isInUse(user: string): Promise<boolean> {
    return (await this.#isReserved(user)) || (await this.byUser(user)) !== undefined;
  }

  async #isReserved(user: string): Promise<boolean> {
    for (const isReserved of this.#reserved) if (await isReserved(user)) return true;
    return false;
  }

  async #heal(user: string): Promise<void> {
    try {
      const phone = await this.byUser(user);
      const taken = phone ? await this.provisioner.heal(phone) : [];
      if (taken.length === 0) return;
      const detail =
        'Calls for a phone also rang where it, or another with an old password, was once registered.';
      this.#logger.warn(
        { phone: user, addresses: taken.length },
        `${detail} It must register again: restart it.`,
      );
    } catch (err) {
      this.#logger.error({ err, phone: user }, 'it could not be seen where a phone rings');
    }
  }

  /** @returns the users of those that it replaces */
  async #insert(manager: EntityManager, phone: PhoneEntity): Promise<readonly string[]> {
    const { user, agentId, kind } = phone;
    const taken = await manager.findOneBy(PhoneEntity, { user });
    if (taken && taken.agentId !== agentId) throw userTaken(user);
    const replaced = (await manager.findBy(PhoneEntity, { agentId, kind })).map((other) => other.user);
    await this.removeRows(manager, replaced);
    // Their phone of the other kind, if that is what it was.
    await manager.delete(PhoneEntity, { user });
    await manager.insert(PhoneEntity, phone);
    await manager.delete(PhoneRevocationEntity, { user });
    return replaced;
  }

  /**
   * Others than these methods have written phones, and committed it.
   * @param removed by {@link removeRows}: Asterisk is to forget them
   * @returns those that are still owed
   */
  async written(removed: readonly string[]): Promise<readonly OwedRevocation[]> {
    this.#forget();
    return this.revoke(removed);
  }

  #forget(): void {
    this.#byHolder.forget();
    this.#byEndpoint.forget();
  }
}

function toPhone({ user, agentId, kind }: PhoneEntity): Phone {
  return { user, agentId, kind };
}

async function owe(manager: EntityManager, users: readonly string[]): Promise<void> {
  for (const user of users) await manager.upsert(PhoneRevocationEntity, { user }, ['user']);
}

function userTaken(user: string): Refused {
  return new Refused(
    'phone-user-taken',
    `The phone user ${user} belongs to another agent, or Asterisk has such an endpoint of something else.`,
  );
}

/** For an agent who has no phone, or not this one. */
export function phoneNotFound(): Refused {
  return new Refused('phone-not-found', 'This agent has no such phone.');
}
