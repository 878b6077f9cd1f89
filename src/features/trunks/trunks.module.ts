import { Module } from '@nestjs/common';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { PhonesModule } from '../phones/phones.module';
import { TrunkMetrics } from './trunk-metrics';
import { TrunkStates } from './trunk-states';
import { TrunksController } from './trunks.controller';
import { TrunksService } from './trunks.service';
import { TrunksSection } from './trunks-section';

@Module({
  imports: [PhonesModule, CallingSettingsModule],
  controllers: [TrunksController],
  providers: [TrunksService, TrunkStates, TrunksSection, TrunkMetrics],
  exports: [TrunksService],
})
export class TrunksModule {}
