import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { DialGuardModule } from '../dial-guard/dial-guard.module';
import { LinesModule } from '../lines/lines.module';
import { TrunksModule } from '../trunks/trunks.module';
import { TestCallsController } from './test-calls.controller';
import { TestCallsService } from './test-calls.service';

/** Apart from the trunks themselves: lines know trunks, and a test call knows lines. */
@Module({
  imports: [TrunksModule, LinesModule, AgentsModule, CallingSettingsModule, DialGuardModule],
  controllers: [TestCallsController],
  providers: [TestCallsService],
})
export class TestCallsModule {}
