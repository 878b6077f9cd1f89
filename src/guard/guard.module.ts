import { Module } from '@nestjs/common';
import { LinesModule } from '../lines/lines.module';
import { DialGuard } from './dial-guard';
import { GuardSettingsController } from './guard-settings.controller';
import { GuardSection } from './guard-section';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage } from './outside-usage';

@Module({
  imports: [LinesModule],
  controllers: [GuardSettingsController],
  providers: [DialGuard, GuardSettingsService, OutsideUsage, GuardSection],
  exports: [DialGuard, GuardSettingsService, OutsideUsage],
})
export class GuardModule {}
