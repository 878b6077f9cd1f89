import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { lacking } from '../../platform/access/lacking';
import { Needs } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { Operation } from '../../platform/openapi/operation.decorator';
import { ConfigFileDto, ImportedDto, ImportQueryDto } from './configuration.dto';
import { ConfigurationService } from './configuration.service';

@ApiTags('settings')
@Needs('administer')
@Controller('config')
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  @Operation('Export everything that is set up', {
    description:
      'Without secrets: keys, users and passwords are not in it. Needs `numbers:real` as well: a file in which numbers are masked could not be read again.',
    errors: ['forbidden'],
  })
  @Get()
  @ZodResponse({ status: 200, type: ConfigFileDto })
  async export(@By() by: Principal) {
    refuseWithoutNumbers(by);
    return (await this.configuration.export()) as ConfigFileDto;
  }

  @Operation('Import what an export has', {
    description:
      'Makes it be as the file says; what the file does not name stays, unless `prune` says otherwise. All or nothing, and once more changes nothing more. Phones are made anew, each with a password that is told only now.',
    errors: [
      'forbidden',
      'piece-too-large',
      'too-many-values',
      'another-large-request',
      'agent-in-use',
      'line-in-use',
      'ring-group-in-use',
      'trunk-in-use',
      'music-class-in-use',
      'extension-taken',
      'number-taken',
      'phone-user-taken',
      'phone-kind-taken',
      'trunk-name-taken',
      'unknown-destination',
      'ring-group-cycle',
      'ring-group-too-long',
      'invalid-trunk',
      'unknown-host',
      'invalid-calling-settings',
      'unknown-music-class',
      'empty-music-class',
      'asterisk-unavailable',
      'asterisk-refused',
      'undialable-number',
      'own-number',
      'emergency-number',
    ],
    errorsOfFields: ['unknown-agent', 'unknown-ring-group', 'forbidden-number'],
  })
  @Post()
  @HttpCode(200)
  @ApiBody({ type: ConfigFileDto })
  @ZodResponse({ status: 200, type: ImportedDto })
  async import(@Query() query: ImportQueryDto, @Body() file: unknown, @By() by: Principal) {
    refuseWithoutNumbers(by);
    const { differences, told } = await this.configuration.import(file, {
      how: query.dryRun === 'true' ? 'try' : 'do',
      unnamed: query.prune === 'true' ? 'removed' : 'kept',
    });
    return {
      dryRun: query.dryRun === 'true',
      differences: structuredClone(differences),
      told,
    } as ImportedDto;
  }
}

/** A file in which numbers are masked could not be read again. @throws Refused `forbidden` */
function refuseWithoutNumbers({ permissions }: Principal): void {
  if (!permissions.has('numbers:real')) throw lacking('numbers:real');
}
