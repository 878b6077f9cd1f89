import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AnyKey } from '../../platform/access/needs.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import {
  CreateRingGroupDto,
  RingGroupDto,
  RingGroupListQueryDto,
  RingGroupPageDto,
  UpdateRingGroupDto,
} from './ring-group.dto';
import { RingGroupsService } from './ring-groups.service';

@ApiTags('ring-groups')
@Controller('ring-groups')
export class RingGroupsController {
  constructor(private readonly groups: RingGroupsService) {}

  @Operation('List ring groups', {
    description:
      'With the ones that are not active: those are neither offered nor accepted as targets. Every key sees all of them.',
  })
  @AnyKey()
  @Get()
  @ZodResponse({ status: 200, type: RingGroupPageDto })
  async list(@Query() query: RingGroupListQueryDto) {
    const page = await this.groups.list(query);
    return { ...page, items: [...page.items] };
  }

  @Operation('Create a ring group', {
    description: 'Agents and outside numbers that ring layer by layer, each layer by its strategy.',
    errors: [
      'ring-group-cycle',
      'ring-group-too-long',
      'unknown-music-class',
      'empty-music-class',
      'undialable-number',
      'own-number',
      'emergency-number',
    ],
    errorsOfFields: ['unknown-agent', 'unknown-ring-group', 'forbidden-number'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: RingGroupDto })
  async create(@Body() body: CreateRingGroupDto, @Version() version: ResourceVersion) {
    return version.tell(await this.groups.create(body));
  }

  @Operation('Get a ring group', {
    description:
      'With its layers in the order in which they ring, and in `noAnswer` where a call goes on that none of them takes.',
    errors: ['ring-group-not-found'],
  })
  @AnyKey()
  @Get(':id')
  @ZodResponse({ status: 200, type: RingGroupDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.groups.get(id));
  }

  @Operation('Change a ring group', {
    description: 'A search that is under way goes on as it began.',
    errors: [
      'ring-group-not-found',
      'ring-group-cycle',
      'ring-group-too-long',
      'ring-group-in-use',
      'unknown-music-class',
      'empty-music-class',
      'undialable-number',
      'own-number',
      'emergency-number',
      'precondition-failed',
    ],
    errorsOfFields: ['unknown-agent', 'unknown-ring-group', 'forbidden-number'],
  })
  @Patch(':id')
  @ZodResponse({ status: 200, type: RingGroupDto })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateRingGroupDto,
    @Version() version: ResourceVersion,
  ) {
    return version.tell(await this.groups.update(id, body, version));
  }

  @Operation('Delete a ring group', {
    description:
      'A search that is under way goes on as it began. A group that a line or another group leads to stays: change those first.',
    errors: ['ring-group-not-found', 'ring-group-in-use', 'precondition-failed'],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.groups.remove(id, version);
  }
}
