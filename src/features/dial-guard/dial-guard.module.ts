import { Module } from '@nestjs/common';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { LinesModule } from '../lines/lines.module';
import { RingGroupsModule } from '../ring-groups/ring-groups.module';
import { DialGuard } from './dial-guard';
import { GuardSection } from './guard-section';
import { GuardSettingsController } from './guard-settings.controller';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideMinutesRetention } from './outside-minutes-retention';
import { OutsideUsage } from './outside-usage';
import { SetNumbers } from './set-numbers';

@Module({
  imports: [LinesModule, RingGroupsModule, CallingSettingsModule],
  controllers: [GuardSettingsController],
  providers: [
    DialGuard,
    GuardSettingsService,
    OutsideUsage,
    OutsideMinutesRetention,
    SetNumbers,
    GuardSection,
  ],
  exports: [DialGuard, GuardSettingsService, OutsideUsage],
})
export class DialGuardModule {}
