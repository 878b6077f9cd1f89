import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { ApiError } from '../http/problem';
import { Remembered } from '../persistence/remembered';
import { Store } from '../persistence/store';
import { PhoneEntity } from './phone.entity';
import type { Phone, PhoneWithPassword } from './phone';
import { PhoneProvisioner, type PhoneKind } from './phone-provisioner';

/** The phones of agents, here and in Asterisk. Knows agents by id only. */
@Injectable()
export class PhonesService {
  private readonly byHolder = new Remembered<Phone>();
  private readonly byEndpoint = new Remembered<Phone>();

  constructor(
    private readonly store: Store,
    private readonly provisioner: PhoneProvisioner,
  ) {}

  async ofAgent(agentId: string): Promise<Phone | undefined> {
    return this.byHolder.get(agentId, async () => {
      const row = await this.store.reader.findOneBy(PhoneEntity, { agentId });
      return row ? toPhone(row) : undefined;
    });
  }

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
   * Gives the agent a phone, or his phone a new password. Asterisk is told first: if that fails nothing has changed,
   * and if we die right after it the command can be repeated.
   * @throws ApiError 409 `phone-user-taken`; as {@link PhoneProvisioner.put}.
   */
  async put(agentId: string, user: string, kind: PhoneKind): Promise<PhoneWithPassword> {
    const holder = await this.byUser(user);
    if (holder && holder.agentId !== agentId) throw userTaken(user);
    const before = await this.ofAgent(agentId);
    const phone = { user, agentId, kind, password: randomBytes(24).toString('base64url') };
    await this.provisioner.put(phone);
    await this.store.write(async (manager) => {
      const taken = await manager.findOneBy(PhoneEntity, { user });
      if (taken && taken.agentId !== agentId) throw userTaken(user);
      await manager.delete(PhoneEntity, { agentId });
      await manager.insert(PhoneEntity, { user, agentId, kind });
    });
    this.forget();
    if (before && before.user !== user) await this.provisioner.remove(before.user);
    return phone;
  }

  /**
   * Takes the agent's phone away, in Asterisk first, so that no forgotten password stays good.
   * @returns false if there was none.
   */
  async remove(agentId: string): Promise<boolean> {
    const phone = await this.ofAgent(agentId);
    if (!phone) return false;
    await this.provisioner.remove(phone.user);
    await this.store.write((manager) => manager.delete(PhoneEntity, { user: phone.user }));
    this.forget();
    return true;
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
  return new ApiError(409, 'phone-user-taken', `The phone user ${user} belongs to another agent.`);
}
