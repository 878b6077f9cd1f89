import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { SessionsService } from './sessions.service';
import { SignInController } from './sign-in.controller';
import { SignInService } from './sign-in.service';
import { UsersController } from './users.controller';
import { UsersService } from './users.service';

@Module({
  imports: [AgentsModule],
  controllers: [UsersController, SignInController],
  providers: [UsersService, SessionsService, SignInService],
  exports: [SessionsService],
})
export class UsersModule {}
