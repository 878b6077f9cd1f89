import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { AnyKey } from '../../platform/access/needs.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { CreateLineDto, LineDto, LineListQueryDto, LinePageDto, UpdateLineDto } from './line.dto';
import { LinesService } from './lines.service';

@ApiTags('lines')
@Controller('lines')
export class LinesController {
  constructor(private readonly lines: LinesService) {}

  @AnyKey()
  @Get()
  @ZodResponse({ status: 200, type: LinePageDto })
  async list(@Query() query: LineListQueryDto) {
    const page = await this.lines.list(query);
    return { ...page, items: [...page.items] };
  }

  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: LineDto })
  async create(@Body() body: CreateLineDto, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.create(body));
  }

  @AnyKey()
  @Get(':id')
  @ZodResponse({ status: 200, type: LineDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.get(id));
  }

  @Patch(':id')
  @ZodResponse({ status: 200, type: LineDto })
  async update(@Param('id') id: string, @Body() body: UpdateLineDto, @Version() version: ResourceVersion) {
    return version.tell(await this.lines.update(id, body, version));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.lines.remove(id, version);
  }
}
