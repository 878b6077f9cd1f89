import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
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

  @Operation('List music classes')
  @Get()
  @ZodResponse({ status: 200, type: MusicClassPageDto })
  async list(@Query() query: MusicClassListQueryDto) {
    const page = await this.classes.list(query);
    return { ...page, items: [...page.items] };
  }

  @Operation('Create a music class', {
    description: 'Then add files to it. A line or group that names the class plays it to those who wait.',
    errors: ['music-class-taken', 'music-not-managed', 'music-folder-taken'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: MusicClassDto })
  async create(@Body() body: CreateMusicClassDto, @Version() version: ResourceVersion) {
    return version.tell(await this.classes.create(body));
  }

  @Operation('Get a music class', { errors: ['music-class-not-found'] })
  @Get(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.classes.get(id));
  }

  @Operation('Rename a music class', {
    errors: [
      'music-class-not-found',
      'music-class-taken',
      'music-class-in-use',
      'music-not-managed',
      'music-folder-taken',
      'precondition-failed',
    ],
  })
  @Patch(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateMusicClassDto,
    @Version() version: ResourceVersion,
  ) {
    return version.tell(await this.classes.update(id, body, version));
  }

  @Operation('Delete a music class', {
    description: 'With its files.',
    errors: [
      'music-class-not-found',
      'music-class-in-use',
      'music-not-managed',
      'music-folder-taken',
      'precondition-failed',
    ],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.classes.remove(id, version);
  }
}
