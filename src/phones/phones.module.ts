import { Module } from '@nestjs/common';
import { PhonesService } from './phones.service';

@Module({ providers: [PhonesService], exports: [PhonesService] })
export class PhonesModule {}
