import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentCensus } from './agent-census';
import { AgentMetrics } from './agent-metrics';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentPhonesController } from './agent-phones.controller';
import { AgentStates } from './agent-states';
import { AgentsController } from './agents.controller';
import { AgentsService } from './agents.service';
import { AgentsSection } from './agents-section';
import { BusyLamps } from './lamps/busy-lamps';
import { PhoneViews } from './phone-views';
import { PhonesSection } from './phones-section';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController, AgentPhonesController],
  providers: [
    AgentsService,
    AgentStates,
    AgentCensus,
    AgentMetrics,
    AgentsSection,
    BusyLamps,
    PhonesSection,
    PhoneViews,
  ],
  exports: [AgentsService, AgentStates],
})
export class AgentsModule {}
