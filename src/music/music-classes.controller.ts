import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Idempotent } from '../http/idempotency/idempotent.decorator';
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
  create(@Body() body: CreateMusicClassDto) {
    return this.classes.create(body);
  }

  @Get(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  get(@Param('id') id: string) {
    return this.classes.get(id);
  }

  @Patch(':id')
  @ZodResponse({ status: 200, type: MusicClassDto })
  update(@Param('id') id: string, @Body() body: UpdateMusicClassDto) {
    return this.classes.update(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.classes.remove(id);
  }
}
