import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { lacking } from '../../platform/access/lacking';
import { Needs } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { ConfigFileDto, ImportedDto, ImportQueryDto } from './configuration.dto';
import { ConfigurationService } from './configuration.service';

@ApiTags('settings')
@Needs('administer')
@Controller('config')
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  /** Everything that is set up, without secrets: keys, users and passwords are not in it. */
  @Get()
  @ZodResponse({ status: 200, type: ConfigFileDto })
  async export(@By() by: Principal) {
    refuseWithoutNumbers(by);
    return (await this.configuration.export()) as ConfigFileDto;
  }

  /**
   * Makes it be as the file says; what the file does not name stays, unless `prune` says otherwise. All or nothing, and once
   * more changes nothing more. Phones are made anew, each with a password that is told only now.
   */
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
