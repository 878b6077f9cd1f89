import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { AccessService, ADMIN_KEY_HASH } from './access.service';

@Global()
@Module({})
export class AccessModule {
  /** @param adminKeyHash SHA-256 of the admin key. */
  static using(adminKeyHash: Buffer): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: ADMIN_KEY_HASH, useValue: adminKeyHash },
        AccessService,
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [AccessService],
    };
  }
}
