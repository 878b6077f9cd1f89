import { setImmediate as others } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Agent, AgentState } from '../../core/agent';
import { EventBus } from '../../platform/events/event-bus';
import { AgentPresence, type PresenceSubject } from './agent-presence';
import { stateOf } from './agent-state';
import { AgentsService } from './agents.service';

const PAGE = 100;

/** What every agent is at this moment; each change is published as `agent.state`. */
@Injectable()
export class AgentStates implements OnModuleInit {
  readonly #logger = new Logger(AgentStates.name);
  readonly #told = new Map<string, AgentState>();

  constructor(
    private readonly agents: AgentsService,
    private readonly presence: AgentPresence,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.presence.onChange((subject) => {
      this.tell(subject).catch((err: unknown) =>
        this.#logger.error({ err }, 'an agent state could not be told'),
      );
    });
  }

  async of(agent: Agent): Promise<AgentState> {
    return this.#stateWith(agent, await this.agents.phoneEndpoints(agent.id));
  }

  /** By id. Their phones are looked up together. */
  async ofEach(agents: readonly Agent[]): Promise<ReadonlyMap<string, AgentState>> {
    const endpoints = await this.agents.phoneEndpointsOf(agents.map(({ id }) => id));
    return new Map(agents.map((agent) => [agent.id, this.#stateWith(agent, endpoints.get(agent.id) ?? [])]));
  }

  /** Everybody, from the oldest to the newest. Lets others have their turn again and again: there may be thousands. */
  async *all(): AsyncGenerator<{ readonly agent: Agent; readonly state: AgentState }> {
    let cursor: string | undefined = undefined;
    do {
      const page = await this.agents.list({ sort: 'created', limit: PAGE, cursor });
      const states = await this.ofEach(page.items);
      for (const agent of page.items) yield { agent, state: states.get(agent.id) ?? agent.status };
      cursor = page.nextCursor;
      await others();
    } while (cursor !== undefined);
  }

  /** Publishes the agent's state if it is not what was published last. */
  async tell(subject: PresenceSubject): Promise<void> {
    const agent =
      subject.type === 'agent'
        ? await this.agents.find(subject.id)
        : await this.agents.byEndpoint(subject.endpoint);
    if (!agent) return;
    const state = await this.of(agent);
    if (this.#told.get(agent.id) === state) return;
    this.#told.set(agent.id, state);
    this.events.publish({ type: 'agent.state', data: { id: agent.id, state } });
  }

  #stateWith({ id, status }: Agent, endpoints: readonly string[]): AgentState {
    const registered = endpoints.map((endpoint) => this.presence.registered(endpoint));
    return stateOf(status, registered, this.presence.activity(id));
  }
}
