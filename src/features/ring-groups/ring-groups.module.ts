import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { MusicModule } from '../music/music.module';
import { MemberPresences } from './member-presences';
import { RingGroupMemory } from './ring-group-memory';
import { RingGroupRules } from './ring-group-rules';
import { RingGroupsController } from './ring-groups.controller';
import { RingGroupsService } from './ring-groups.service';
import { RingGroupsSection } from './ring-groups-section';

@Module({
  imports: [AgentsModule, MusicModule],
  controllers: [RingGroupsController],
  providers: [RingGroupsService, RingGroupRules, MemberPresences, RingGroupMemory, RingGroupsSection],
  exports: [RingGroupsService, RingGroupMemory],
})
export class RingGroupsModule {}
