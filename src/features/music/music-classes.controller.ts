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

  @Operation('List music classes', {
    description:
      'Those that Baton manages, each with the number of its files. `default`, which every Asterisk must have, is not among them, nor are those that the setting `MUSIC_CLASSES` names.',
  })
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

  @Operation('Get a music class', {
    description:
      'Its name, the order in which its files are played, and how many there are. `GET /music-classes/{id}/files` lists them.',
    errors: ['music-class-not-found'],
  })
  @Get(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return version.tell(await this.classes.get(id));
  }

  @Operation('Rename a music class', {
    description:
      'Or play its files in another order. A class that lines or ring groups play keeps its name until they play another one; its order can be changed at any time.',
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
    description:
      'With its files. Those who hear it just now go on hearing it. A class that lines or ring groups play stays: let them play another one first.',
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
