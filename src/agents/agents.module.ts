import { Module } from '@nestjs/common';
import { PhonesModule } from '../phones/phones.module';
import { AgentPhoneController } from './agent-phone.controller';
import { AgentsController } from './agents.controller';
import { AgentsService } from './agents.service';

@Module({
  imports: [PhonesModule],
  controllers: [AgentsController, AgentPhoneController],
  providers: [AgentsService],
  exports: [AgentsService],
})
export class AgentsModule {}
