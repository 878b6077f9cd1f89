import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentPhonesController } from './agent-phones.controller';
import { AgentsController } from './agents.controller';
import { AgentsSection } from './agents-section';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { BusyLamps } from './lamps/busy-lamps';
import { PhoneViews } from './phone-views';
import { PhonesSection } from './phones-section';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController, AgentPhonesController],
  providers: [AgentsService, AgentStates, AgentsSection, BusyLamps, PhonesSection, PhoneViews],
  exports: [AgentsService, AgentStates],
})
export class AgentsModule {}
