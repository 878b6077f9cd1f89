import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { ApiError } from '../http/problem';
import { Remembered } from '../persistence/remembered';
import { Store } from '../persistence/store';
import { PhoneEntity } from './phone.entity';
import type { Phone, PhoneWithPassword } from './phone';
import { PhoneProvisioner, type PhoneKind } from './phone-provisioner';

/** Says whether a name is an endpoint of something else. */
export type ReservedUser = (user: string) => Promise<boolean>;

/** The phones of agents, here and in Asterisk. Knows agents by id only. */
@Injectable()
export class PhonesService {
  private readonly byHolder = new Remembered<readonly Phone[]>();
  private readonly byEndpoint = new Remembered<Phone>();
  private readonly reserved: ReservedUser[] = [];

  constructor(
    private readonly store: Store,
    private readonly provisioner: PhoneProvisioner,
  ) {}

  /** One of each kind at most, the desk phone first. */
  async ofAgent(agentId: string): Promise<readonly Phone[]> {
    const phones = await this.byHolder.get(agentId, async () => {
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

  /** The phone that Asterisk calls by this endpoint. */
  async byUser(user: string): Promise<Phone | undefined> {
    return this.byEndpoint.get(user, async () => {
      const row = await this.store.reader.findOneBy(PhoneEntity, { user });
      return row ? toPhone(row) : undefined;
    });
  }

  /**
   * Gives the agent a phone of this kind, in place of the one that he has, or that one a new password. Asterisk is told
   * first: if that fails nothing has changed, and if we die right after it the command can be repeated.
   * @throws ApiError 409 `phone-user-taken`; as {@link PhoneProvisioner.put}.
   */
  async put(agentId: string, user: string, kind: PhoneKind): Promise<PhoneWithPassword> {
    const holder = await this.byUser(user);
    if (holder && holder.agentId !== agentId) throw userTaken(user);
    for (const isReserved of this.reserved) if (await isReserved(user)) throw userTaken(user);
    const before = (await this.ofAgent(agentId)).find((phone) => phone.kind === kind);
    const phone = { user, agentId, kind, password: randomBytes(24).toString('base64url') };
    await this.provisioner.put(phone);
    await this.store.write(async (manager) => {
      const taken = await manager.findOneBy(PhoneEntity, { user });
      if (taken && taken.agentId !== agentId) throw userTaken(user);
      await manager.delete(PhoneEntity, { agentId, kind });
      // His phone of the other kind, if that is what it was.
      await manager.delete(PhoneEntity, { user });
      await manager.insert(PhoneEntity, { user, agentId, kind });
    });
    this.forget();
    if (before && before.user !== user) await this.provisioner.remove(before.user);
    return phone;
  }

  /**
   * Gives a phone a new password; the old one is good no longer.
   * @throws ApiError 404 `phone-not-found`; as {@link put}.
   */
  async renewPassword(agentId: string, user: string): Promise<PhoneWithPassword> {
    const { kind } = await this.require(agentId, user);
    return this.put(agentId, user, kind);
  }

  /**
   * Takes one of the agent's phones away, in Asterisk first, so that no forgotten password stays good.
   * @throws ApiError 404 `phone-not-found`.
   */
  async remove(agentId: string, user: string): Promise<void> {
    await this.require(agentId, user);
    await this.provisioner.remove(user);
    await this.store.write((manager) => manager.delete(PhoneEntity, { user, agentId }));
    this.forget();
  }

  /** Takes all of the agent's phones away. @returns false if there was none. */
  async removeAll(agentId: string): Promise<boolean> {
    const phones = await this.ofAgent(agentId);
    for (const { user } of phones) await this.remove(agentId, user);
    return phones.length > 0;
  }

  private async require(agentId: string, user: string): Promise<Phone> {
    const phone = (await this.ofAgent(agentId)).find((his) => his.user === user);
    if (!phone) throw phoneNotFound();
    return phone;
  }

  /** Lets a feature that has endpoints of its own keep phones from taking their names. */
  reserve(isReserved: ReservedUser): void {
    this.reserved.push(isReserved);
  }

  /** Deletes phones here only: Asterisk has still to {@link unprovision} them. */
  async removeRows(manager: EntityManager, users: readonly string[]): Promise<void> {
    await manager.delete(PhoneEntity, { user: In([...users]) });
  }

  /** Has Asterisk forget phones, as their rows are deleted. @throws as {@link PhoneProvisioner.remove} */
  async unprovision(users: readonly string[]): Promise<void> {
    for (const user of users) await this.provisioner.remove(user);
  }

  /** Others than these methods have written phones, and committed it. */
  written(): void {
    this.forget();
  }

  private forget(): void {
    this.byHolder.forget();
    this.byEndpoint.forget();
  }
}

function toPhone({ user, agentId, kind }: PhoneEntity): Phone {
  return { user, agentId, kind };
}

function userTaken(user: string): ApiError {
  return new ApiError(
    409,
    'phone-user-taken',
    `The phone user ${user} belongs to another agent, or is a trunk.`,
  );
}

/** For an agent who has no phone, or not this one. */
export function phoneNotFound(): ApiError {
  return new ApiError(404, 'phone-not-found', 'This agent has no such phone.');
}
