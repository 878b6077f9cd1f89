import { Global, Module } from '@nestjs/common';
import { Incidents } from './incidents';
import { IncidentsController } from './incidents.controller';
import { IncidentsRetention } from './incidents-retention';

@Global()
@Module({
  controllers: [IncidentsController],
  providers: [Incidents, IncidentsRetention],
  exports: [Incidents],
})
export class IncidentsModule {}
