import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import type { GuardSettings } from '../../core/dialling/settings';
import { Needs } from '../../platform/access/needs.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { GuardSettingsDto, PutGuardSettingsDto } from './guard.dto';
import { GuardSettingsService } from './guard-settings.service';

@ApiTags('settings')
@Needs('administer')
@Controller('settings/guard')
export class GuardSettingsController {
  constructor(private readonly settings: GuardSettingsService) {}

  @Operation('Get the rules of what may be dialled', {
    description:
      'By role, and by line where a line has rules of its own, which count beside those of the role. As long as nobody has set any, the built-in ones are in force.',
  })
  @Get()
  @ZodResponse({ status: 200, type: GuardSettingsDto })
  get(@Version() version: ResourceVersion) {
    return asAnswer(version.tell(this.settings.current));
  }

  @Operation('Set the rules of what may be dialled', {
    description: 'Replaces all of it. Calls that run keep the length that they began with.',
    errors: ['precondition-failed'],
  })
  @Put()
  @ZodResponse({ status: 200, type: GuardSettingsDto })
  async put(@Body() body: PutGuardSettingsDto, @Version() version: ResourceVersion) {
    return asAnswer(version.tell(await this.settings.put(body, version)));
  }
}

/** Answers are plain and mutable. */
function asAnswer(settings: GuardSettings): GuardSettingsDto {
  return structuredClone(settings) as GuardSettingsDto;
}
