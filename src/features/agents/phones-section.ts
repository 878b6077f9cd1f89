import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Refused } from '../../platform/refusals/refused';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { type SectionChange, writtenOf } from '../config-file/difference';
import { PhonesService } from '../phones/phones.service';
import { type PhoneItem, phoneItem } from './agent-phone.dto';
import { AgentsService } from './agents.service';
import { unknownAgentAt } from './unknown-agent';

/**
 * The phones of agents. Their passwords are in no file, so phones that are new or changed get new ones, which whoever
 * imports is told. Each is made when all else is committed, as to have Asterisk know thousands takes minutes: one that
 * Asterisk does not take is told, too, and made by the same import once more. So is one that is removed, if Asterisk has not
 * forgotten it yet; that is tried again without being asked for.
 */
@Injectable()
export class PhonesSection implements ConfigSection<PhoneItem>, OnModuleInit {
  readonly name = 'phones';
  readonly kind = 'list';
  readonly key = 'user';
  readonly refersTo = ['agents'];
  readonly item = phoneItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly phones: PhonesService,
    private readonly agents: AgentsService,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly PhoneItem[]> {
    return (await this.phones.all(manager)).map(({ agentId, user, kind }) => ({
      agent: agentId,
      user,
      kind,
    }));
  }

  async put(manager: EntityManager, change: SectionChange<PhoneItem>): Promise<void> {
    const written = writtenOf(change);
    const agents = await this.agents.existing(
      written.map(({ agent }) => agent),
      manager,
    );
    const stranger = written.find(({ agent }) => !agents.has(agent));
    if (stranger) {
      const detail = `The phone ${stranger.user} is of an agent who does not exist.`;
      throw new Refused('unknown-agent', detail, { errors: [unknownAgentAt('agent')] });
    }
    // A phone that has been given to somebody else is nobody's until it is made anew.
    await this.phones.removeRows(
      manager,
      movedOf(change).map(({ user }) => user),
    );
    const gone = new Set([...written, ...change.removed].map(({ user }) => user));
    const left = (await this.read(manager)).filter(({ user }) => !gone.has(user));
    const places = new Set<string>();
    for (const { agent, kind, user } of [...left, ...written]) {
      const place = `${agent} ${kind}`;
      if (places.has(place)) {
        const detail = `The agent of the phone ${user} has another one of this kind; remove that first.`;
        throw new Refused('phone-kind-taken', detail);
      }
      places.add(place);
    }
  }

  async remove(manager: EntityManager, { removed }: SectionChange<PhoneItem>): Promise<void> {
    await this.phones.removeRows(
      manager,
      removed.map(({ user }) => user),
    );
  }

  /** Not before: whoever waits for Asterisk within the transaction makes everybody wait. */
  async committed(change: SectionChange<PhoneItem>): Promise<unknown> {
    const told: object[] = [];
    const removed = new Map(change.removed.map((item) => [item.user, item]));
    const moved = movedOf(change).map(({ user }) => user);
    for (const { user, failed } of await this.phones.written([...removed.keys(), ...moved])) {
      const item = removed.get(user);
      if (item) told.push({ ...item, failed });
    }
    for (const item of writtenOf(change)) told.push(await this.#provision(item));
    return told;
  }

  async #provision({ agent, user, kind }: PhoneItem): Promise<object> {
    try {
      const { password, notRevoked } = await this.phones.put(agent, user, kind);
      return { agent, user, kind, password, ...(notRevoked.length > 0 ? { notRevoked } : {}) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { agent, user, kind, failed: error.code };
    }
  }
}

function movedOf({ changed }: SectionChange<PhoneItem>): readonly PhoneItem[] {
  return changed.filter(({ before, after }) => before.agent !== after.agent).map(({ after }) => after);
}
