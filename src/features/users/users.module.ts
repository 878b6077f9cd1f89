import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { Guessing } from './guessing';
import { OwnPasswordService } from './own-password.service';
import { PastSignIns } from './past-sign-ins';
import { SessionsService } from './sessions.service';
import { SessionsRetention } from './sessions-retention';
import { SignInController } from './sign-in.controller';
import { SignInService } from './sign-in.service';
import { UsersController } from './users.controller';
import { UsersService } from './users.service';

@Module({
  imports: [AgentsModule],
  controllers: [UsersController, SignInController],
  providers: [
    UsersService,
    SessionsService,
    SessionsRetention,
    Guessing,
    PastSignIns,
    SignInService,
    OwnPasswordService,
  ],
  exports: [SessionsService],
})
export class UsersModule {}
