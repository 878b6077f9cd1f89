import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import {
  CreateMusicClassDto,
  MusicClassDto,
  MusicClassListQueryDto,
  MusicClassPageDto,
  UpdateMusicClassDto,
} from './music.dto';
import { MusicClassesService } from './music-classes.service';

@ApiTags('music')
@Controller('music-classes')
export class MusicClassesController {
  constructor(private readonly classes: MusicClassesService) {}

  @Get()
  @ZodResponse({ status: 200, type: MusicClassPageDto })
  async list(@Query() query: MusicClassListQueryDto) {
    const page = await this.classes.list(query);
    return { ...page, items: [...page.items] };
  }

  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: MusicClassDto })
  async create(@Body() body: CreateMusicClassDto, @Version() version: ResourceVersion) {
    return version.tell(await this.classes.create(body));
  }

  @Get(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.classes.get(id));
  }

  @Patch(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateMusicClassDto,
    @Version() version: ResourceVersion,
  ) {
    return version.tell(await this.classes.update(id, body, version));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.classes.remove(id, version);
  }
}
