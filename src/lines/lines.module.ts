import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { LinesController } from './lines.controller';
import { LinesService } from './lines.service';

@Module({
  imports: [AgentsModule],
  controllers: [LinesController],
  providers: [LinesService],
  exports: [LinesService],
})
export class LinesModule {}
