import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlanMemory } from '../../core/ringing/plan-context';
import type { MemberKey } from '../../core/ringing/ring-group';
import { Store } from '../../platform/store/store';
import { AgentsService } from '../agents/agents.service';
import { RingGroupEntity } from './ring-group.entity';
import { AgentCallMemoryEntity, RingGroupTurnEntity } from './ring-group-memory.entity';

type AgentCalls = Omit<AgentCallMemoryEntity, 'agentId'>;

const noCallsYet: AgentCalls = { lastCallEndedAt: null, wrapUpUntil: null, day: null, calls: 0 };

/**
 * What ring groups remember of earlier calls, across restarts. Answers from memory, so that two calls at one moment
 * see each other's; the store follows. What is told here never holds up a call: the promises resolve once it is
 * stored and never reject, a failure is logged.
 */
@Injectable()
export class RingGroupMemory implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger(RingGroupMemory.name);
  readonly #turns = new Map<string, ReadonlyMap<number, MemberKey>>();
  readonly #byAgent = new Map<string, AgentCalls>();
  #stored: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly agents: AgentsService,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const turn of await this.store.reader.find(RingGroupTurnEntity)) this.#setTurn(turn);
    for (const { agentId, ...calls } of await this.store.reader.find(AgentCallMemoryEntity)) {
      this.#byAgent.set(agentId, inNumbers(calls));
    }
  }

  /** Lets what was told last reach the store before it is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#stored;
  }

  /** A member of a layer is being rung: a round-robin goes on after this one. */
  async tried(groupId: string, layer: number, member: MemberKey): Promise<void> {
    if (this.#turns.get(groupId)?.get(layer) === member) return;
    this.#setTurn({ groupId, layer, member });
    await this.#save(async (manager) => {
      if (!(await manager.existsBy(RingGroupEntity, { id: groupId }))) return;
      await manager.upsert(RingGroupTurnEntity, { groupId, layer, member }, ['groupId', 'layer']);
    });
  }

  /** The agent picked up. @param at epoch milliseconds */
  async answered(agentId: string, at: number): Promise<void> {
    const day = dayOf(at);
    const before = this.#callsOf(agentId);
    await this.#change(agentId, { day, calls: before.day === day ? before.calls + 1 : 1 });
  }

  /** A call of the agent ended, whoever it came from. @param at epoch milliseconds */
  async ended(agentId: string, at: number): Promise<void> {
    const before = this.#callsOf(agentId).lastCallEndedAt;
    await this.#change(agentId, { lastCallEndedAt: Math.max(before ?? at, at) });
  }

  /** The agent is left alone until then; a time that has passed ends the wrap-up. @param untilMs epoch milliseconds */
  async wrapUp(agentId: string, untilMs: number): Promise<void> {
    await this.#change(agentId, { wrapUpUntil: untilMs });
  }

  /** Epoch milliseconds, perhaps passed; null if the agent has not had any. */
  wrapUpUntil(agentId: string): number | null {
    return this.#callsOf(agentId).wrapUpUntil;
  }

  /** The agents who are left alone at this moment, and until when: epoch milliseconds. */
  wrappingUp(nowMs: number): ReadonlyMap<string, number> {
    const untils = [...this.#byAgent].map(
      ([agentId, { wrapUpUntil }]) => [agentId, wrapUpUntil ?? 0] as const,
    );
    return new Map(untils.filter(([, until]) => until > nowMs));
  }

  /** As it is now; it does not change afterwards. */
  of(groupId: string, agentIds: readonly string[], nowMs: number): PlanMemory {
    const today = dayOf(nowMs);
    const lastCallEndedAt = new Map<string, number>();
    const callsToday = new Map<string, number>();
    for (const id of agentIds) {
      const { lastCallEndedAt: at, day, calls } = this.#callsOf(id);
      if (at !== null) lastCallEndedAt.set(id, at);
      if (day === today) callsToday.set(id, calls);
    }
    return { lastTried: this.#turns.get(groupId) ?? new Map(), lastCallEndedAt, callsToday };
  }

  #callsOf(agentId: string): AgentCalls {
    return this.#byAgent.get(agentId) ?? noCallsYet;
  }

  #setTurn({ groupId, layer, member }: RingGroupTurnEntity): void {
    this.#turns.set(groupId, new Map(this.#turns.get(groupId)).set(layer, member));
  }

  async #change(agentId: string, change: Partial<AgentCalls>): Promise<void> {
    this.#byAgent.set(agentId, { ...this.#callsOf(agentId), ...change });
    await this.#save(async (manager) => {
      // Deleted while the agent's last call went on.
      if (!(await this.agents.existing([agentId])).has(agentId)) return void this.#byAgent.delete(agentId);
      await manager.upsert(AgentCallMemoryEntity, { agentId, ...this.#callsOf(agentId) }, ['agentId']);
    });
  }

  #save(work: (manager: EntityManager) => Promise<void>): Promise<void> {
    this.#stored = this.store
      .eventually(work)
      .then(() => undefined)
      .catch((err: unknown) => this.#logger.error({ err }, 'a ring group could not remember'));
    return this.#stored;
  }
}

/** PostgreSQL's driver gives 64-bit columns as text. */
function inNumbers({ lastCallEndedAt, wrapUpUntil, ...rest }: AgentCalls): AgentCalls {
  return {
    ...rest,
    lastCallEndedAt: lastCallEndedAt === null ? null : Number(lastCallEndedAt),
    wrapUpUntil: wrapUpUntil === null ? null : Number(wrapUpUntil),
  };
}

/** The day where the server is, e.g. `2026-07-31`: `fewest-calls` begins anew at its midnight. */
function dayOf(ms: number): string {
  const time = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
