import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import type { Agent } from '../../core/agent';
import { Needs } from '../../platform/access/needs.decorator';
import { Operation } from '../../platform/openapi/operation.decorator';
import type { PhoneKind } from '../phones/phone-provisioner';
import { phoneNotFound, PhonesService } from '../phones/phones.service';
import { PhoneCredentialsDto, PhoneDto, PutPhoneDto } from './agent-phone.dto';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { PhoneViews } from './phone-views';

/** Of an agent who has one phone this is it; whoever has two finds both under `phones`. */
@ApiTags('agents')
@Controller('agents/:id/phone')
export class AgentPhoneController {
  constructor(
    private readonly agents: AgentsService,
    private readonly phones: PhonesService,
    private readonly states: AgentStates,
    private readonly views: PhoneViews,
  ) {}

  @Operation('Give an agent a phone', {
    description:
      'In place of the one of this kind that they have. The password is told only now. If Asterisk takes the new phone and cannot be had to forget the old one just then, this is 200 with the old one in `notRevoked`, and the rest is done without being asked for. `DELETE` answers 503 or 502 then, and the agent keeps the phone.',
    errors: [
      'agent-not-found',
      'phone-user-taken',
      'phone-kind-taken',
      'asterisk-unavailable',
      'asterisk-refused',
    ],
  })
  @Put()
  @ZodResponse({ status: 200, type: PhoneCredentialsDto })
  async put(@Param('id') id: string, @Body() body: PutPhoneDto) {
    const agent = await this.agents.get(id);
    const user = body.user ?? (await this.#userFor(agent, body.kind));
    const phone = await this.phones.put(id, user, body.kind);
    await this.states.tell({ type: 'agent', id });
    return this.views.credentials(agent, phone);
  }

  @Operation("Get an agent's phone", {
    description: 'The desk phone before the web phone.',
    errors: ['agent-not-found', 'phone-not-found'],
  })
  @Needs('supervise')
  @Get()
  @ZodResponse({ status: 200, type: PhoneDto })
  async get(@Param('id') id: string) {
    await this.agents.get(id);
    const [phone] = await this.phones.ofAgent(id);
    if (!phone) throw phoneNotFound();
    return this.views.phone(phone);
  }

  @Operation("Take all of an agent's phones away", {
    description:
      'The desk phone and the web phone: Asterisk forgets both, and their passwords are good no longer. The agent stays, and is `offline` until they get another phone.',
    errors: ['agent-not-found', 'phone-not-found', 'asterisk-unavailable', 'asterisk-refused'],
  })
  @Delete()
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.agents.get(id);
    if (!(await this.phones.removeAll(id))) throw phoneNotFound();
    // Asterisk tells of an endpoint, and whose it was is not known any longer.
    await this.states.tell({ type: 'agent', id });
  }

  async #userFor({ id, extension }: Agent, kind: PhoneKind): Promise<string> {
    const phones = await this.phones.ofAgent(id);
    const present = phones.find((phone) => phone.kind === kind);
    if (present) return present.user;
    const usual = `phone-${extension}`;
    return phones.some(({ user }) => user === usual) ? `${usual}-${kind}` : usual;
  }
}
