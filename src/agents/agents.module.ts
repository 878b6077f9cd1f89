import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentPhonesController } from './agent-phones.controller';
import { AgentsController } from './agents.controller';
import { AgentStates } from './agent-states';
import { AgentsService } from './agents.service';
import { PhoneViews } from './phone-views';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController, AgentPhonesController],
  providers: [AgentsService, AgentStates, PhoneViews],
  exports: [AgentsService],
})
export class AgentsModule {}
