import { Module } from '@nestjs/common';
import { CallingSettingsController } from './calling-settings.controller';
import { CallingSettingsService } from './calling-settings.service';

@Module({
  controllers: [CallingSettingsController],
  providers: [CallingSettingsService],
  exports: [CallingSettingsService],
})
export class CallingSettingsModule {}
