import { Global, Module } from '@nestjs/common';
import { ConfigSections } from './config-sections';
import { ConfigurationController } from './configuration.controller';
import { ConfigurationService } from './configuration.service';

@Global()
@Module({
  controllers: [ConfigurationController],
  providers: [ConfigurationService, ConfigSections],
  exports: [ConfigSections],
})
export class ConfigurationModule {}
