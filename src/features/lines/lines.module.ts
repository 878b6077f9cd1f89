import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { MusicModule } from '../music/music.module';
import { RingGroupsModule } from '../ring-groups/ring-groups.module';
import { TrunksModule } from '../trunks/trunks.module';
import { LineRules } from './line-rules';
import { LinesController } from './lines.controller';
import { LinesService } from './lines.service';
import { LinesSection } from './lines-section';

@Module({
  imports: [AgentsModule, RingGroupsModule, CallingSettingsModule, MusicModule, TrunksModule],
  controllers: [LinesController],
  providers: [LinesService, LineRules, LinesSection],
  exports: [LinesService],
})
export class LinesModule {}
