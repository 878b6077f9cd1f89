import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import type { Agent, AgentState } from '../../core/agent';
import { By } from '../../platform/access/by.decorator';
import { lacking } from '../../platform/access/lacking';
import { AnyKey } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { mapPage } from '../../platform/lists/paging';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { AgentDto, AgentListQueryDto, AgentPageDto, CreateAgentDto, UpdateAgentDto } from './agent.dto';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';

@ApiTags('agents')
@Controller('agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly states: AgentStates,
  ) {}

  @Operation('List agents', { description: 'Each with the state that the event `agent.state` tells.' })
  @AnyKey()
  @Get()
  @ZodResponse({ status: 200, type: AgentPageDto })
  async list(@Query() query: AgentListQueryDto) {
    const page = await this.agents.list(query);
    const states = await this.states.ofEach(page.items);
    return mapPage(page, (agent) => ({ ...agent, state: states.get(agent.id) ?? 'offline' }));
  }

  @Operation('Create an agent', {
    description: 'Give the agent a phone afterwards: `PUT /agents/{id}/phone`.',
    errors: ['extension-taken'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: AgentDto })
  async create(@Body() body: CreateAgentDto, @Version() version: ResourceVersion) {
    return this.#withState(version.tell(await this.agents.create(body)));
  }

  @Operation('Get an agent', {
    description:
      'With the status that the agent has set, and the state that holds at this moment, as the event `agent.state` tells it. `GET /agents/{id}/phones` has their phones.',
    errors: ['agent-not-found'],
  })
  @AnyKey()
  @Get(':id')
  @ZodResponse({ status: 200, type: AgentDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return this.#withState(version.tell(await this.agents.get(id)));
  }

  @Operation('Change an agent', {
    description:
      'An agent may set their own status; anybody with `supervise` may set it for others. The rest needs `administer`.',
    errors: ['agent-not-found', 'extension-taken', 'forbidden', 'precondition-failed'],
  })
  @AnyKey()
  @Patch(':id')
  @ZodResponse({ status: 200, type: AgentDto })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateAgentDto,
    @By() by: Principal,
    @Version() version: ResourceVersion,
  ) {
    refuseUnlessOwnStatus(by, id, body);
    const agent = version.tell(await this.agents.update(id, body, version));
    await this.states.tell({ type: 'agent', id });
    return this.#withState(agent);
  }

  @Operation('Delete an agent', {
    description: 'Their phones are taken away as well.',
    errors: [
      'agent-not-found',
      'agent-in-use',
      'asterisk-unavailable',
      'asterisk-refused',
      'precondition-failed',
    ],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.agents.remove(id, version);
  }

  async #withState(agent: Agent): Promise<Agent & { readonly state: AgentState }> {
    return { ...agent, state: await this.states.of(agent) };
  }
}

function refuseUnlessOwnStatus(
  { permissions, agentId }: Principal,
  id: string,
  changes: UpdateAgentDto,
): void {
  if (permissions.has('administer')) return;
  const isStatusOnly = Object.keys(changes).every((field) => field === 'status');
  if (!isStatusOnly || !(agentId === id || permissions.has('supervise'))) throw lacking('administer');
}
