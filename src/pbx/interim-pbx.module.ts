import { Global, Module } from '@nestjs/common';
import { AgentPresence } from '../agents/agent-presence';
import { PhoneProvisioner } from '../phones/phone-provisioner';
import { PbxConnection } from './pbx-connection';

/** Until the adapter is here: no Asterisk at all. */
@Global()
@Module({
  providers: [
    {
      provide: PbxConnection,
      useValue: {
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        state: { status: 'disconnected', reason: 'not connected yet' },
      } satisfies PbxConnection,
    },
    {
      provide: PhoneProvisioner,
      useValue: { put: () => Promise.resolve(), remove: () => Promise.resolve() } satisfies PhoneProvisioner,
    },
    {
      provide: AgentPresence,
      useValue: { registered: () => false, activity: () => 'idle' } satisfies AgentPresence,
    },
  ],
  exports: [PbxConnection, PhoneProvisioner, AgentPresence],
})
export class InterimPbxModule {}
