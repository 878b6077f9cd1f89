import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../../platform/access/needs.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { CallingSettingsDto, PutCallingSettingsDto } from './calling.dto';
import { CallingSettingsService } from './calling-settings.service';

@ApiTags('settings')
@Controller('settings/calling')
export class CallingSettingsController {
  constructor(private readonly settings: CallingSettingsService) {}

  @Operation('Get the settings of outgoing calls', {
    description: 'Mask, country, emergency numbers, what trunks show.',
  })
  @Needs('supervise')
  @Get()
  @ZodResponse({ status: 200, type: CallingSettingsDto })
  async get(@Version() version: ResourceVersion) {
    return version.tell(await this.settings.get());
  }

  @Operation('Set the settings of outgoing calls', {
    description:
      'Replaces all of it: what is left out is as built in. Calls that run keep what they began with.',
    errors: ['invalid-calling-settings', 'asterisk-unavailable', 'precondition-failed'],
  })
  @Put()
  @ZodResponse({ status: 200, type: CallingSettingsDto })
  async put(@Body() body: PutCallingSettingsDto, @Version() version: ResourceVersion) {
    return version.tell(await this.settings.put(body, version));
  }
}
