import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentsController } from './agents.controller';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { BusyLamps } from './lamps/busy-lamps';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController],
  providers: [AgentsService, AgentStates, BusyLamps],
  exports: [AgentsService, AgentStates],
})
export class AgentsModule {}
