import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentsController } from './agents.controller';
import { AgentsSection } from './agents-section';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { PhonesSection } from './phones-section';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController],
  providers: [AgentsService, AgentStates, AgentsSection, PhonesSection],
  exports: [AgentsService],
})
export class AgentsModule {}
