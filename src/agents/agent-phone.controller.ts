import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../access/needs.decorator';
import type { Settings } from '../config/settings';
import { SETTINGS } from '../config/settings.module';
import { ApiError } from '../http/problem';
import { PhonesService } from '../phones/phones.service';
import { hostAndPort } from '../phones/provisioning/account';
import { provisioningOf } from '../phones/provisioning/provisioning';
import { AgentPresence } from './agent-presence';
import { PhoneCredentialsDto, PhoneDto, PutPhoneDto } from './agent-phone.dto';
import { AgentsService } from './agents.service';

@ApiTags('agents')
@Controller('agents/:id/phone')
export class AgentPhoneController {
  constructor(
    private readonly agents: AgentsService,
    private readonly phones: PhonesService,
    private readonly presence: AgentPresence,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Put()
  @ZodResponse({ status: 200, type: PhoneCredentialsDto })
  async put(@Param('id') id: string, @Body() body: PutPhoneDto) {
    const agent = await this.agents.get(id);
    const user = body.user ?? (await this.phones.ofAgent(id))?.user ?? `phone-${agent.extension}`;
    const phone = await this.phones.put(id, user, body.kind);
    const { password, kind } = phone;
    const { name, extension } = agent;
    const { sip: server } = this.settings;
    const { files, ...qrCode } = provisioningOf(kind, {
      user: phone.user,
      password,
      name,
      extension,
      ...hostAndPort(server.udp),
    });
    return { user: phone.user, password, kind, server, provisioning: { files: [...files], ...qrCode } };
  }

  @Needs('supervise')
  @Get()
  @ZodResponse({ status: 200, type: PhoneDto })
  async get(@Param('id') id: string) {
    await this.agents.get(id);
    const phone = await this.phones.ofAgent(id);
    if (!phone) throw phoneNotFound();
    return { user: phone.user, kind: phone.kind, registered: this.presence.registered(phone.user) };
  }

  @Delete()
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.agents.get(id);
    if (!(await this.phones.remove(id))) throw phoneNotFound();
  }
}

function phoneNotFound(): ApiError {
  return new ApiError(404, 'phone-not-found', 'This agent has no phone.');
}
