import { type EntityManager } from 'typeorm';
import { PreparedInsert } from '../persistence/prepared-insert';
import { agentsOf } from './call-access';
import { CallAgentEntity } from './call.entity';
import { type Call } from './domain/call';

type AgentRow = Pick<CallAgentEntity, 'callId' | 'agentId'>;

/**
 * Keeps in the database whose calls they are. What is stored of a call that goes on is remembered, as most of what
 * happens in it changes nothing about that, and everything in it waits for the database.
 */
export class StoredCallAgents {
  readonly #insert: PreparedInsert<AgentRow>;
  readonly #stored = new Map<string, readonly string[]>();

  constructor(manager: EntityManager) {
    this.#insert = new PreparedInsert(manager, CallAgentEntity, ['callId', 'agentId']);
  }

  /** Call {@link committed} once the transaction has ended well. */
  async save(manager: EntityManager, call: Call): Promise<void> {
    const agents = agentsOf(call);
    const stored = this.#stored.get(call.id);
    const kept = stored?.every((agent) => agents.includes(agent)) === true ? stored : [];
    if (kept !== stored) await manager.delete(CallAgentEntity, { callId: call.id });
    for (const agentId of agents.filter((agent) => !kept.includes(agent))) {
      await this.#insert.run(manager, { callId: call.id, agentId });
    }
  }

  committed(call: Call): void {
    if (call.ended) this.#stored.delete(call.id);
    else this.#stored.set(call.id, agentsOf(call));
  }
}
