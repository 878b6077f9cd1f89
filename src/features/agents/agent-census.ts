import { setImmediate as others } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { AgentState } from '../../core/agent';
import { EventBus } from '../../platform/events/event-bus';
import { AgentPresence } from './agent-presence';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';

/** After so many the others have their turn: when Asterisk comes back, thousands have changed. */
const IN_A_ROW = 20;

/**
 * How many agents are in each state. All of them are read once, when it is first asked for; after that only those who have
 * changed since it was asked for last. Nothing is read for as long as nobody asks.
 */
@Injectable()
export class AgentCensus implements OnModuleInit, OnModuleDestroy {
  readonly #known = new Map<string, AgentState>();
  readonly #changed = new Set<string>();
  /** Phones that have come or gone; whose they are is looked up when it is asked for. */
  readonly #changedPhones = new Set<string>();
  #isBegun = false;
  #taking: Promise<ReadonlyMap<AgentState, number>> | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly agents: AgentsService,
    private readonly states: AgentStates,
    private readonly presence: AgentPresence,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.presence.onChange((subject) => {
      if (!this.#isBegun) return;
      if (subject.type === 'agent') this.#changed.add(subject.id);
      else this.#changedPhones.add(subject.endpoint);
    });
    this.#unsubscribe = this.events.subscribe(({ type, data }) => {
      if (this.#isBegun && type.startsWith('agent.') && 'id' in data) this.#changed.add(String(data.id));
    });
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
  }

  /** Whoever asks at the same time gets the same. States that nobody is in are left out. */
  take(): Promise<ReadonlyMap<AgentState, number>> {
    this.#taking ??= this.#count().finally(() => (this.#taking = undefined));
    return this.#taking;
  }

  async #count(): Promise<ReadonlyMap<AgentState, number>> {
    if (this.#isBegun) await this.#readChanged();
    else await this.#readAll();
    const counts = new Map<AgentState, number>();
    for (const state of this.#known.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  async #readAll(): Promise<void> {
    // What changes while they are read is read once more the next time.
    this.#isBegun = true;
    try {
      for await (const { agent, state } of this.states.all()) this.#known.set(agent.id, state);
    } catch (error) {
      this.#isBegun = false;
      this.#known.clear();
      throw error;
    }
  }

  async #readChanged(): Promise<void> {
    for (const [index, endpoint] of [...this.#changedPhones].entries()) {
      if (index % IN_A_ROW === IN_A_ROW - 1) await others();
      const owner = await this.agents.byEndpoint(endpoint);
      this.#changedPhones.delete(endpoint);
      if (owner) this.#changed.add(owner.id);
    }
    for (const [index, id] of [...this.#changed].entries()) {
      if (index % IN_A_ROW === IN_A_ROW - 1) await others();
      this.#changed.delete(id);
      try {
        const agent = await this.agents.find(id);
        if (agent) this.#known.set(id, await this.states.of(agent));
        else this.#known.delete(id);
      } catch (error) {
        this.#changed.add(id);
        throw error;
      }
    }
  }
}
