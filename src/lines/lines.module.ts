import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { RingGroupsModule } from '../ring-groups/ring-groups.module';
import { LineRules } from './line-rules';
import { LinesSection } from './lines-section';
import { LinesController } from './lines.controller';
import { LinesService } from './lines.service';

@Module({
  imports: [AgentsModule, RingGroupsModule, CallingSettingsModule],
  controllers: [LinesController],
  providers: [LinesService, LineRules, LinesSection],
  exports: [LinesService],
})
export class LinesModule {}
