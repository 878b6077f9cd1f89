import { Module } from '@nestjs/common';
import { DialGuard } from './dial-guard';
import { GuardSettingsController } from './guard-settings.controller';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage } from './outside-usage';

@Module({
  controllers: [GuardSettingsController],
  providers: [DialGuard, GuardSettingsService, OutsideUsage],
  exports: [DialGuard, GuardSettingsService, OutsideUsage],
})
export class GuardModule {}
