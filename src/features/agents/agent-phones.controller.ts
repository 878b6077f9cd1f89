import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../../platform/access/needs.decorator';
import { Operation } from '../../platform/openapi/operation.decorator';
import { PhonesService } from '../phones/phones.service';
import { PhoneCredentialsDto, PhonesDto } from './agent-phone.dto';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { PhoneViews } from './phone-views';

/** Each of an agent's phones; a new one comes by `PUT /agents/:id/phone`. */
@ApiTags('agents')
@Controller('agents/:id/phones')
export class AgentPhonesController {
  constructor(
    private readonly agents: AgentsService,
    private readonly phones: PhonesService,
    private readonly states: AgentStates,
    private readonly views: PhoneViews,
  ) {}

  @Operation("List an agent's phones", {
    description: 'A new one comes by `PUT /agents/{id}/phone`.',
    errors: ['agent-not-found'],
  })
  @Needs('supervise')
  @Get()
  @ZodResponse({ status: 200, type: PhonesDto })
  async list(@Param('id') id: string) {
    await this.agents.get(id);
    return { items: (await this.phones.ofAgent(id)).map((phone) => this.views.phone(phone)) };
  }

  @Operation("Take one of an agent's phones away", {
    description:
      "Asterisk forgets this phone, and its password is good no longer; the agent's other phone rings on as before. If Asterisk cannot be told, the agent keeps the phone.",
    errors: ['agent-not-found', 'phone-not-found', 'asterisk-unavailable', 'asterisk-refused'],
  })
  @Delete(':user')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Param('user') user: string): Promise<void> {
    await this.agents.get(id);
    await this.phones.remove(id, user);
    await this.states.tell({ type: 'agent', id });
  }

  @Operation('Give a phone a new password', {
    description: 'Calls that the phone is in go on. The password is told only now.',
    errors: [
      'agent-not-found',
      'phone-not-found',
      'phone-user-taken',
      'asterisk-unavailable',
      'asterisk-refused',
    ],
  })
  @Post(':user/password')
  @HttpCode(200)
  @ZodResponse({ status: 200, type: PhoneCredentialsDto })
  async renewPassword(@Param('id') id: string, @Param('user') user: string) {
    const agent = await this.agents.get(id);
    return this.views.credentials(agent, await this.phones.renewPassword(id, user));
  }
}
