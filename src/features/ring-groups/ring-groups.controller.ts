import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AnyKey } from '../../platform/access/needs.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
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

  @AnyKey()
  @Get()
  @ZodResponse({ status: 200, type: RingGroupPageDto })
  async list(@Query() query: RingGroupListQueryDto) {
    const page = await this.groups.list(query);
    return { ...page, items: [...page.items] };
  }

  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: RingGroupDto })
  async create(@Body() body: CreateRingGroupDto, @Version() version: ResourceVersion) {
    return version.tell(await this.groups.create(body));
  }

  @AnyKey()
  @Get(':id')
  @ZodResponse({ status: 200, type: RingGroupDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.groups.get(id));
  }

  @Patch(':id')
  @ZodResponse({ status: 200, type: RingGroupDto })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateRingGroupDto,
    @Version() version: ResourceVersion,
  ) {
    return version.tell(await this.groups.update(id, body, version));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.groups.remove(id, version);
  }
}
