import { Module } from '@nestjs/common';
import { CallingSection } from './calling-section';
import { CallingSettingsController } from './calling-settings.controller';
import { CallingSettingsService } from './calling-settings.service';

@Module({
  controllers: [CallingSettingsController],
  providers: [CallingSettingsService, CallingSection],
  exports: [CallingSettingsService],
})
export class CallingSettingsModule {}
