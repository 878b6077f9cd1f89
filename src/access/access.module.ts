import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { AccessService, ADMIN_KEY_HASH, RESTRICTED_KEY_HASH } from './access.service';

@Global()
@Module({})
export class AccessModule {
  /** Both are SHA-256 of keys; without a restricted key there is nobody but the admin. */
  static using(adminKeyHash: Buffer, restrictedKeyHash: Buffer | null): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: ADMIN_KEY_HASH, useValue: adminKeyHash },
        { provide: RESTRICTED_KEY_HASH, useValue: restrictedKeyHash },
        AccessService,
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [AccessService],
    };
  }
}
