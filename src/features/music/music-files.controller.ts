import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ZodResponse } from 'nestjs-zod';
import { MusicFileDto, MusicFilesDto, UploadQueryDto } from './music.dto';
import { MusicClassesService } from './music-classes.service';
import { MusicUpload } from './music-upload';

@ApiTags('music')
@Controller('music-classes/:id/files')
export class MusicFilesController {
  constructor(
    private readonly classes: MusicClassesService,
    private readonly upload: MusicUpload,
  ) {}

  @Get()
  @ZodResponse({ status: 200, type: MusicFilesDto })
  async list(@Param('id') id: string) {
    return { items: [...(await this.classes.files(id))] };
  }

  /** The body is the file itself. */
  @Post()
  @ApiConsumes('audio/wav', 'audio/mpeg')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ZodResponse({ status: 201, type: MusicFileDto })
  add(@Param('id') id: string, @Query() { name }: UploadQueryDto, @Req() request: Request) {
    const length = request.headers['content-length'];
    return this.upload.take(id, {
      body: request,
      contentType: request.headers['content-type'],
      contentLength: length === undefined ? undefined : Number(length),
      name,
    });
  }

  @Delete(':fileId')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Param('fileId') fileId: string): Promise<void> {
    await this.classes.removeFile(id, fileId);
  }
}
