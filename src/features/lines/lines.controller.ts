import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AnyKey } from '../../platform/access/needs.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { CreateLineDto, LineDto, LineListQueryDto, LinePageDto, UpdateLineDto } from './line.dto';
import { LinesService } from './lines.service';

@ApiTags('lines')
@Controller('lines')
export class LinesController {
  constructor(private readonly lines: LinesService) {}

  @Operation('List lines', {
    description:
      "The company's own numbers, each with its agents and where its calls lead. Every key sees all of them, an agent's as well.",
  })
  @AnyKey()
  @Get()
  @ZodResponse({ status: 200, type: LinePageDto })
  async list(@Query() query: LineListQueryDto) {
    const page = await this.lines.list(query);
    return { ...page, items: [...page.items] };
  }

  @Operation('Create a line', {
    description:
      'A number of yours, and where its calls lead. Outside numbers are judged now, as they will be when they are dialled.',
    errors: [
      'number-taken',
      'unknown-destination',
      'unknown-music-class',
      'empty-music-class',
      'invalid-calling-settings',
      'undialable-number',
      'own-number',
      'emergency-number',
    ],
    errorsOfFields: ['unknown-agent', 'forbidden-number'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: LineDto })
  async create(@Body() body: CreateLineDto, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.create(body));
  }

  @Operation('Get a line', {
    description:
      '`masking`, `mask` and `transferCallerId` are in it only where the line differs from `GET /settings/calling`.',
    errors: ['line-not-found'],
  })
  @AnyKey()
  @Get(':id')
  @ZodResponse({ status: 200, type: LineDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.get(id));
  }

  @Operation('Change a line', {
    description: 'Calls that run keep what they began with.',
    errors: [
      'line-not-found',
      'number-taken',
      'unknown-destination',
      'unknown-music-class',
      'empty-music-class',
      'invalid-calling-settings',
      'undialable-number',
      'own-number',
      'emergency-number',
      'precondition-failed',
    ],
    errorsOfFields: ['unknown-agent', 'forbidden-number'],
  })
  @Patch(':id')
  @ZodResponse({ status: 200, type: LineDto })
  async update(@Param('id') id: string, @Body() body: UpdateLineDto, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.update(id, body, version));
  }

  @Operation('Delete a line', {
    description:
      'Calls of it that run go on. From now on a contact who calls its number goes to the last resort, as with any number that no line has. A line that has rules of its own in `settings/guard` stays until they are taken away.',
    errors: ['line-not-found', 'line-in-use', 'precondition-failed'],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.lines.remove(id, version);
  }
}
