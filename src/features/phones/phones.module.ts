import { Module } from '@nestjs/common';
import { PhoneMetrics } from './phone-metrics';
import { PhoneUpkeep } from './phone-upkeep';
import { PhonesService } from './phones.service';

@Module({ providers: [PhonesService, PhoneUpkeep, PhoneMetrics], exports: [PhonesService] })
export class PhonesModule {}
