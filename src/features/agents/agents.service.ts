import { Injectable } from '@nestjs/common';
import { type EntityManager, In, Not } from 'typeorm';
import type { Agent, AgentStatus, AgentUse } from '../../core/agent';
import { EventBus } from '../../platform/events/event-bus';
import { tellWritten } from '../../platform/events/tell-written';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { InTurn } from '../../platform/in-turn/in-turn';
import { mapPage, type Page } from '../../platform/lists/paging';
import { keepContaining, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Remembered } from '../../platform/store/remembered';
import { Store } from '../../platform/store/store';
import { type Usage, Usages } from '../../platform/store/usages';
import type { Written } from '../../platform/store/written';
import { PhonesService } from '../phones/phones.service';
import type { AgentListQuery } from './agent.dto';
import { AgentEntity } from './agent.entity';

export interface NewAgent {
  readonly name: string;
  readonly extension: string;
  readonly status: AgentStatus;
}

/** Says who works on a line. */
export type LineAgents = (lineId: string) => Promise<readonly string[]>;

@Injectable()
export class AgentsService {
  readonly #usages = new Usages<AgentUse>('agent-in-use', 'Others refer to this agent; change them first.');
  #ofLine: LineAgents = () => Promise.resolve([]);
  readonly #known = new Remembered<Agent>();
  /** To delete an agent takes Asterisk as well, and nobody is to change the agent meanwhile. */
  readonly #inTurn = new InTurn();

  constructor(
    private readonly store: Store,
    private readonly phones: PhonesService,
    private readonly events: EventBus,
  ) {}

  async find(id: string): Promise<Agent | undefined> {
    return this.#known.get(id, async () => {
      const row = await this.store.reader.findOneBy(AgentEntity, { id });
      return row ? toAgent(row) : undefined;
    });
  }

  /** Which of these ids are those of agents. */
  async existing(
    ids: readonly string[],
    manager: EntityManager = this.store.reader,
  ): Promise<ReadonlySet<string>> {
    const rows = await manager.find(AgentEntity, {
      select: { id: true },
      where: { id: In([...ids]) },
    });
    return new Set(rows.map((row) => row.id));
  }

  async byExtension(extension: string): Promise<Agent | undefined> {
    const row = await this.store.reader.findOneBy(AgentEntity, { extension });
    return row ? toAgent(row) : undefined;
  }

  /** @throws Refused `agent-not-found`. */
  async get(id: string): Promise<Agent> {
    const agent = await this.find(id);
    if (!agent) throw agentNotFound();
    return agent;
  }

  async list(asked: AgentListQuery): Promise<Page<Agent>> {
    const query = this.store.reader.createQueryBuilder(AgentEntity, 'agent');
    const { q, status, line } = asked;
    if (q !== undefined) keepContaining(query, ['LOWER(agent.name)', 'agent.extension'], q);
    if (status !== undefined) query.andWhere('agent.status = :status', { status });
    if (line !== undefined) query.andWhere({ id: In([...(await this.#ofLine(line))]) });
    const page = await readPage(query, asked, {
      id: 'agent.id',
      created: 'agent.id',
      name: 'LOWER(agent.name)',
      extension: 'agent.extension',
      status: 'agent.status',
    });
    return mapPage(page, toAgent);
  }

  /** The endpoints that ring when this agent is rung; none if the agent has no phone or does not exist. */
  async phoneEndpoints(id: string): Promise<readonly string[]> {
    return (await this.phones.ofAgent(id)).map(({ user }) => user);
  }

  /** The same of many, by agent; without those who have no phone. */
  async phoneEndpointsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const endpoints = new Map<string, readonly string[]>();
    for (const { agentId, user } of await this.phones.ofAgents(ids))
      endpoints.set(agentId, [...(endpoints.get(agentId) ?? []), user]);
    return endpoints;
  }

  /** Whose phone this endpoint is. */
  async byEndpoint(endpoint: string): Promise<Agent | undefined> {
    const phone = await this.phones.byUser(endpoint);
    return phone ? this.find(phone.agentId) : undefined;
  }

  /** @throws Refused `extension-taken`. */
  async create(given: NewAgent): Promise<Agent> {
    const agent: Agent = { id: newId(), ...given };
    await this.store.write(async (manager) => {
      await refuseTakenExtension(manager, agent);
      await manager.insert(AgentEntity, agent);
    });
    this.events.publish({ type: 'agent.created', data: agent });
    return agent;
  }

  /** @throws Refused `agent-not-found`, `extension-taken`; `precondition-failed` as {@link Expected}. */
  async update(id: string, changes: Partial<NewAgent>, expected: Expected = anyVersion): Promise<Agent> {
    const agent = await this.#inTurn.run(id, () =>
      this.store.write(async (manager) => {
        const row = await manager.findOneBy(AgentEntity, { id });
        if (!row) throw agentNotFound();
        expected.check(toAgent(row));
        const changed: Agent = { ...toAgent(row), ...changes };
        await refuseTakenExtension(manager, changed);
        await manager.update(AgentEntity, { id }, changed);
        return changed;
      }),
    );
    this.#known.forget();
    this.events.publish({ type: 'agent.updated', data: agent });
    return agent;
  }

  /**
   * Deletes the agent and their phones.
   * @throws Refused `agent-not-found`; `agent-in-use` with what uses the agent; `precondition-failed` as {@link Expected}; `asterisk-unavailable` if
   *   Asterisk cannot be told.
   */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    await this.#inTurn.run(id, async () => {
      expected.check(await this.get(id));
      await this.refuseInUse(id, this.store.reader);
      await this.phones.removeAllWith(id, async (manager) => {
        await this.refuseInUse(id, manager);
        await manager.delete(AgentEntity, { id });
      });
    });
    this.#known.forget();
    this.events.publish({ type: 'agent.deleted', data: { id } });
  }

  /** Others than these methods have written agents, and committed it. */
  async written(written: Written): Promise<void> {
    this.#known.forget();
    await tellWritten(this.events, 'agent', written, (id) => this.find(id));
  }

  /** Lets a feature that refers to agents keep them from being deleted. */
  keepWhileUsed(usage: Usage<AgentUse>): void {
    this.#usages.add(usage);
  }

  /** Lines come after us: they tell who works on them. */
  knowLines(agentsOf: LineAgents): void {
    this.#ofLine = agentsOf;
  }

  /** @throws Refused `agent-in-use` with what uses the agent */
  async refuseInUse(id: string, manager: EntityManager): Promise<void> {
    await this.#usages.refuse(id, manager);
  }
}

/** @throws Refused `extension-taken` */
export async function refuseTakenExtension(
  manager: EntityManager,
  { id, extension }: Pick<Agent, 'id' | 'extension'>,
): Promise<void> {
  if (await manager.existsBy(AgentEntity, { extension, id: Not(id) })) {
    throw new Refused('extension-taken', `Another agent has the extension ${extension}.`);
  }
}

function agentNotFound(): Refused {
  return new Refused('agent-not-found', 'There is no such agent.');
}

function toAgent({ id, name, extension, status }: AgentEntity): Agent {
  return { id, name, extension, status };
}
