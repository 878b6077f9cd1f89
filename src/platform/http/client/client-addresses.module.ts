import { Global, Module } from '@nestjs/common';
import type { Settings } from '../../settings/settings';
import { SETTINGS } from '../../settings/settings.module';
import { ClientAddresses } from './client-addresses';

@Global()
@Module({
  providers: [
    {
      provide: ClientAddresses,
      inject: [SETTINGS],
      useFactory: ({ trustedProxies }: Settings) => new ClientAddresses(trustedProxies),
    },
  ],
  exports: [ClientAddresses],
})
export class ClientAddressesModule {}
