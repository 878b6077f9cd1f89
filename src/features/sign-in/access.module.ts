import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AgentsModule } from '../agents/agents.module';
import { SessionsService } from '../users/sessions.service';
import { UsersModule } from '../users/users.module';
import { AccessGuard } from './access.guard';
import { AccessService, ADMIN_KEY_HASH, RESTRICTED_KEY_HASH } from './access.service';
import { ApiKeysController } from './api-keys.controller';
import { ApiKeysService } from './api-keys.service';
import { RejectedKeys } from './rejected-keys';

@Global()
@Module({})
export class AccessModule {
  /** Both are SHA-256 of keys; without a restricted key there is only the admin's beside those that are made. */
  static using(adminKeyHash: Buffer, restrictedKeyHash: Buffer | null): DynamicModule {
    return {
      module: AccessModule,
      imports: [AgentsModule, UsersModule],
      controllers: [ApiKeysController],
      providers: [
        { provide: ADMIN_KEY_HASH, useValue: adminKeyHash },
        { provide: RESTRICTED_KEY_HASH, useValue: restrictedKeyHash },
        ApiKeysService,
        RejectedKeys,
        {
          provide: AccessService,
          inject: [ADMIN_KEY_HASH, RESTRICTED_KEY_HASH, ApiKeysService, SessionsService],
          useFactory: (
            admin: Buffer,
            restricted: Buffer | null,
            keys: ApiKeysService,
            sessions: SessionsService,
          ) => new AccessService(admin, restricted, keys, sessions),
        },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [AccessService, RejectedKeys],
    };
  }
}
