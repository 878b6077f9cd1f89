import { Injectable } from '@nestjs/common';
import type { MemberPresence } from '../../core/ringing/plan-context';
import { AgentPresence } from '../agents/agent-presence';
import { AgentsService } from '../agents/agents.service';
import { RingGroupMemory } from './ring-group-memory';

/** Looks at the members of a group as they are now. */
@Injectable()
export class MemberPresences {
  constructor(
    private readonly agents: AgentsService,
    private readonly presence: AgentPresence,
    private readonly memory: RingGroupMemory,
  ) {}

  /** By agent; without those who do not exist. */
  async of(agentIds: readonly string[]): Promise<ReadonlyMap<string, MemberPresence>> {
    const entries = await Promise.all(agentIds.map(async (id) => [id, await this.#ofAgent(id)] as const));
    return new Map(entries.flatMap(([id, presence]) => (presence ? [[id, presence]] : [])));
  }

  async #ofAgent(id: string): Promise<MemberPresence | undefined> {
    const [agent, endpoints] = await Promise.all([this.agents.find(id), this.agents.phoneEndpoints(id)]);
    if (!agent) return undefined;
    return {
      name: agent.name,
      extension: agent.extension,
      status: agent.status,
      activity: this.presence.activity(id),
      wrapUpUntil: this.memory.wrapUpUntil(id),
      phones: endpoints.map((endpoint) => ({ endpoint, registered: this.presence.registered(endpoint) })),
    };
  }
}
