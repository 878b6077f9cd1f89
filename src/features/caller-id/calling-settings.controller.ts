import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../../platform/access/needs.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { CallingSettingsDto, PutCallingSettingsDto } from './calling.dto';
import { CallingSettingsService } from './calling-settings.service';

@ApiTags('settings')
@Controller('settings/calling')
export class CallingSettingsController {
  constructor(private readonly settings: CallingSettingsService) {}

  @Needs('supervise')
  @Get()
  @ZodResponse({ status: 200, type: CallingSettingsDto })
  async get(@Version() version: ResourceVersion) {
    return version.tell(await this.settings.get());
  }

  /** Replaces all of it: what is left out is as built in. Calls that run keep what they began with. */
  @Put()
  @ZodResponse({ status: 200, type: CallingSettingsDto })
  async put(@Body() body: PutCallingSettingsDto, @Version() version: ResourceVersion) {
    return version.tell(await this.settings.put(body, version));
  }
}
