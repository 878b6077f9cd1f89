import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { AccessModule } from './access/access.module';
import { AgentsModule } from './agents/agents.module';
import { AuditModule } from './audit/audit.module';
import { CallerIdModule } from './caller-id/caller-id.module';
import { CallsModule } from './calls/calls.module';
import { ConfigurationModule } from './configuration/configuration.module';
import { EventsModule } from './events/events.module';
import { HttpModule } from './http/http.module';
import { LinesModule } from './lines/lines.module';
import { MusicModule } from './music/music.module';
import { loggingModule } from './observability/logging.module';
import { ObservabilityModule } from './observability/observability.module';
import { PbxModule } from './pbx/pbx.module';
import { PersistenceModule } from './persistence/persistence.module';
import { RingGroupsModule } from './ring-groups/ring-groups.module';
import { TestCallsModule } from './trunks/test-calls.module';
import { TrunksModule } from './trunks/trunks.module';
import { UsersModule } from './users/users.module';

/** What `main.ts` has made ready before the application is put together. */
export interface Foundations {
  readonly settings: DynamicModule;
  readonly logger: Logger;
  readonly dataSource: DataSource;
  readonly adminKeyHash: Buffer;
  readonly restrictedKeyHash: Buffer | null;
}

@Module({})
export class AppModule {
  static on({ settings, logger, dataSource, adminKeyHash, restrictedKeyHash }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        settings,
        loggingModule(logger),
        PersistenceModule.using(dataSource),
        AuditModule,
        UsersModule,
        AccessModule.using(adminKeyHash, restrictedKeyHash),
        PbxModule,
        HttpModule,
        EventsModule,
        ConfigurationModule,
        ObservabilityModule,
        AgentsModule,
        MusicModule,
        TrunksModule,
        LinesModule,
        RingGroupsModule,
        CallsModule,
        CallerIdModule,
        TestCallsModule,
      ],
    };
  }
}
