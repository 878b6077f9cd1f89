import { Module } from '@nestjs/common';
import { PhoneUpkeep } from './phone-upkeep';
import { PhonesService } from './phones.service';

@Module({ providers: [PhonesService, PhoneUpkeep], exports: [PhonesService] })
export class PhonesModule {}
