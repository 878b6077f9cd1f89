import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Refused } from '../../platform/refusals/refused';
import { readAll } from '../../platform/store/read-all';
import type { ConfigSection } from '../config-file/config-section';
import { ConfigSections } from '../config-file/config-sections';
import { idsOf, type SectionChange } from '../config-file/difference';
import { PhonesService } from '../phones/phones.service';
import { type AgentItem, agentItem } from './agent.dto';
import { AgentEntity } from './agent.entity';
import { AgentsService, refuseTakenExtension } from './agents.service';

@Injectable()
export class AgentsSection implements ConfigSection<AgentItem>, OnModuleInit {
  readonly name = 'agents';
  readonly kind = 'list';
  readonly key = 'id';
  readonly refersTo = [];
  readonly item = agentItem;

  constructor(
    private readonly sections: ConfigSections,
    private readonly agents: AgentsService,
    private readonly phones: PhonesService,
  ) {}

  onModuleInit(): void {
    this.sections.add(this);
  }

  async read(manager: EntityManager): Promise<readonly AgentItem[]> {
    const rows = await readAll(manager, AgentEntity);
    return rows.map(({ id, name, extension }) => ({ id, name, extension }));
  }

  async put(manager: EntityManager, change: SectionChange<AgentItem>): Promise<void> {
    const { changed, removed } = idsOf(change);
    // Out of the way first, as two may change places.
    await manager.update(AgentEntity, { id: In([...changed, ...removed]) }, { extension: () => "'~' || id" });
    for (const agent of change.created) {
      await refuseTakenExtension(manager, agent);
      await manager.insert(AgentEntity, { ...agent, status: 'available' });
    }
    for (const { after } of change.changed) {
      await refuseTakenExtension(manager, after);
      await manager.update(AgentEntity, { id: after.id }, after);
    }
  }

  async remove(manager: EntityManager, { removed }: SectionChange<AgentItem>): Promise<void> {
    for (const { id } of removed) {
      await this.agents.refuseInUse(id, manager);
      await this.#refuseWithPhone(id, manager);
      await manager.delete(AgentEntity, { id });
    }
  }

  /** An agent's phone is an item of its own: a file that does not name phones does not delete any. */
  async #refuseWithPhone(id: string, manager: EntityManager): Promise<void> {
    const phones = await this.phones.ofAgents([id], manager);
    if (phones.length === 0) return;
    const usedBy = phones.map(({ user }) => ({ type: 'phone', id: user, name: user }));
    throw new Refused('agent-in-use', 'The agent has a phone; delete it first.', {
      members: { usedBy },
    });
  }

  async committed(change: SectionChange<AgentItem>): Promise<void> {
    await this.agents.written(idsOf(change));
  }
}
