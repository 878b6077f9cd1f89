import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ZodResponse } from 'nestjs-zod';
import { Operation } from '../../platform/openapi/operation.decorator';
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

  @Operation("List a class's files", {
    description: 'In the order in which they were added, which is the one in which they are played.',
    errors: ['music-class-not-found'],
  })
  @Get()
  @ZodResponse({ status: 200, type: MusicFilesDto })
  async list(@Param('id') id: string) {
    return { items: [...(await this.classes.files(id))] };
  }

  @Operation('Add a file to a class', {
    description:
      'The body is the file itself, WAV or MP3. It is converted once, to what Asterisk plays without work.',
    errors: [
      'music-class-not-found',
      'music-class-full',
      'not-audio',
      'damaged-audio',
      'audio-too-long',
      'audio-too-short',
      'silent-audio',
      'music-busy',
      'music-not-managed',
      'music-folder-taken',
      'unsupported-media-type',
      'body-too-large',
      'unreadable-body',
    ],
  })
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

  @Operation("Delete a class's file", {
    description:
      'Those who hear the class just now may still hear it. The last file of a class that lines or ring groups play is not deleted: let them play another class first.',
    errors: [
      'music-class-not-found',
      'music-file-not-found',
      'music-class-in-use',
      'music-not-managed',
      'music-folder-taken',
    ],
  })
  @Delete(':fileId')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Param('fileId') fileId: string): Promise<void> {
    await this.classes.removeFile(id, fileId);
  }
}
