import { Module } from '@nestjs/common';
import { MusicConverter } from './conversion/converter';
import { MusicClassesController } from './music-classes.controller';
import { MusicClassesService } from './music-classes.service';
import { MusicFilesController } from './music-files.controller';
import { MusicFolder } from './music-folder';
import { MusicUpload } from './music-upload';

@Module({
  controllers: [MusicClassesController, MusicFilesController],
  providers: [MusicClassesService, MusicUpload, MusicConverter, MusicFolder],
  exports: [MusicClassesService],
})
export class MusicModule {}
