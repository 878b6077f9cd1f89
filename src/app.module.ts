import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { PbxModule } from './asterisk/adapter/pbx.module';
import { AgentsModule } from './features/agents/agents.module';
import { CallerIdPreviewModule } from './features/caller-id-preview/caller-id-preview.module';
import { CallsModule } from './features/calls/calls.module';
import { ConfigurationModule } from './features/config-file/configuration.module';
import { EventsModule } from './features/event-socket/events.module';
import { LinesModule } from './features/lines/lines.module';
import { MusicModule } from './features/music/music.module';
import { RingGroupsModule } from './features/ring-groups/ring-groups.module';
import { AccessModule } from './features/sign-in/access.module';
import { TestCallsModule } from './features/test-calls/test-calls.module';
import { TrunksModule } from './features/trunks/trunks.module';
import { UsersModule } from './features/users/users.module';
import { AuditModule } from './platform/audit/audit.module';
import { ClientAddressesModule } from './platform/http/client/client-addresses.module';
import { IncidentsModule } from './platform/incidents/incidents.module';
import { loggingModule } from './platform/observability/logging.module';
import { ObservabilityModule } from './platform/observability/observability.module';
import { PipelineModule } from './platform/pipeline/pipeline.module';
import { RetentionModule } from './platform/retention/retention.module';
import { PersistenceModule } from './platform/store/persistence.module';
import type { Store } from './platform/store/store';

/** What `main.ts` has made ready before the application is put together. */
export interface Foundations {
  readonly settings: DynamicModule;
  readonly logger: Logger;
  readonly store: Store;
  readonly adminKeyHash: Buffer;
  readonly restrictedKeyHash: Buffer | null;
}

@Module({})
export class AppModule {
  static on({ settings, logger, store, adminKeyHash, restrictedKeyHash }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        settings,
        loggingModule(logger),
        PersistenceModule.using(store),
        RetentionModule,
        ClientAddressesModule,
        AuditModule,
        UsersModule,
        AccessModule.using(adminKeyHash, restrictedKeyHash),
        PbxModule,
        PipelineModule,
        EventsModule,
        IncidentsModule,
        ConfigurationModule,
        ObservabilityModule,
        AgentsModule,
        MusicModule,
        TrunksModule,
        LinesModule,
        RingGroupsModule,
        CallsModule,
        CallerIdPreviewModule,
        TestCallsModule,
      ],
    };
  }
}
