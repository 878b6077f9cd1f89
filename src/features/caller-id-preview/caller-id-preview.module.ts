import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { LinesModule } from '../lines/lines.module';
import { PreviewController } from './preview.controller';
import { PreviewService } from './preview.service';

@Module({
  imports: [CallingSettingsModule, LinesModule, AgentsModule],
  controllers: [PreviewController],
  providers: [PreviewService],
})
export class CallerIdPreviewModule {}
