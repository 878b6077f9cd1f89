import { Global, Module } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { LampBoard } from '../../features/agents/lamps/lamp-board';
import { CallerAddresses } from '../../features/calls/caller-addresses';
import { Pbx } from '../../features/calls/pbx';
import { MusicPlayer } from '../../features/music/music-player';
import { PbxEndpoints } from '../../features/phones/endpoints';
import { PhoneProvisioner } from '../../features/phones/phone-provisioner';
import { TestCaller } from '../../features/test-calls/test-caller';
import { TrunkProvisioner } from '../../features/trunks/trunk-provisioner';
import { TrunkWatch } from '../../features/trunks/trunk-watch';
import { Incidents } from '../../platform/incidents/incidents';
import { PbxConnection } from '../../platform/observability/pbx-connection';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import { Store } from '../../platform/store/store';
import { AriClient } from '../client/ari-client';
import { ApplicationClaim } from './application-claim';
import { AriCallerAddresses } from './ari-caller-addresses';
import { AriConnection } from './ari-connection';
import { AriLampBoard } from './ari-lamp-board';
import { AriMetrics } from './ari-metrics';
import { AriMusicPlayer } from './ari-music-player';
import { AriPbx } from './ari-pbx';
import { AriPhoneProvisioner } from './ari-phone-provisioner';
import { AriTestCaller } from './ari-test-caller';
import { AriTrunkProvisioner } from './ari-trunk-provisioner';
import { AriTrunkWatch } from './ari-trunk-watch';
import { AsteriskObjects } from './asterisk-objects';
import { EndpointWatch } from './endpoint-watch';
import { SecurityWatch } from './security-watch';

/** Two applications in Asterisk: the calls', and one that only follows registrations and sets lamps. */
const CALLS_CLIENT = Symbol('CALLS_CLIENT');
const PHONES_CLIENT = Symbol('PHONES_CLIENT');

/** Of the store's own name: no dialplan refers to it, and two servers would take it from each other. */
const watchApp = ({ ari }: Settings, { identity }: Store) => `${ari.app}-phones.${identity}`;

@Global()
@Module({
  providers: [
    SecurityWatch,
    AriMetrics,
    {
      provide: CALLS_CLIENT,
      inject: [SETTINGS, Store, PinoLogger, AriMetrics],
      useFactory: ({ ari }: Settings, { identity }: Store, { logger }: PinoLogger, metrics: AriMetrics) =>
        metrics.watch(
          'calls',
          new AriClient({
            ...ari,
            identity,
            logger,
            onRequest: metrics.requested,
            eventFilter: { disallowed: [{ type: 'ChannelVarset' }, { type: 'ChannelDialplan' }] },
          }),
        ),
    },
    {
      provide: PHONES_CLIENT,
      inject: [SETTINGS, Store, PinoLogger, AriMetrics],
      useFactory: (settings: Settings, store: Store, { logger }: PinoLogger, metrics: AriMetrics) =>
        metrics.watch(
          'phones',
          new AriClient({
            ...settings.ari,
            app: watchApp(settings, store),
            logger,
            onRequest: metrics.requested,
            requestSockets: 1,
            eventFilter: { allowed: [{ type: 'ContactStatusChange' }, { type: 'PeerStatusChange' }] },
          }),
        ),
    },
    {
      provide: Pbx,
      inject: [CALLS_CLIENT, SETTINGS, Store],
      useFactory: (client: AriClient, { ari }: Settings, store: Store) => new AriPbx(client, ari.app, store),
    },
    {
      provide: CallerAddresses,
      inject: [CALLS_CLIENT],
      useFactory: (client: AriClient) => new AriCallerAddresses(client),
    },
    {
      provide: PbxEndpoints,
      inject: [PHONES_CLIENT, SETTINGS, Store, PinoLogger],
      useFactory: (client: AriClient, settings: Settings, store: Store, { logger }: PinoLogger) =>
        new EndpointWatch(client, watchApp(settings, store), logger),
    },
    {
      provide: LampBoard,
      inject: [PHONES_CLIENT, PbxEndpoints, Store],
      useFactory: (client: AriClient, endpoints: PbxEndpoints, store: Store) =>
        new AriLampBoard(client, endpoints, store),
    },
    {
      provide: PhoneProvisioner,
      inject: [CALLS_CLIENT, SETTINGS, Store],
      useFactory: (client: AriClient, { silentPhoneSeconds }: Settings, store: Store) =>
        new AriPhoneProvisioner(client, new AsteriskObjects(client, 'phone', store), silentPhoneSeconds),
    },
    {
      provide: TrunkProvisioner,
      inject: [CALLS_CLIENT, Store],
      useFactory: (client: AriClient, store: Store) =>
        new AriTrunkProvisioner(client, new AsteriskObjects(client, 'trunk', store)),
    },
    {
      provide: TrunkWatch,
      inject: [PHONES_CLIENT],
      useFactory: (client: AriClient) => new AriTrunkWatch(client),
    },
    {
      provide: TestCaller,
      inject: [CALLS_CLIENT, SETTINGS, Store],
      useFactory: (client: AriClient, { ari }: Settings, { identity }: Store) =>
        new AriTestCaller(client, ari.app, identity),
    },
    {
      provide: MusicPlayer,
      inject: [CALLS_CLIENT, PinoLogger],
      useFactory: (client: AriClient, { logger }: PinoLogger) => new AriMusicPlayer(client, logger),
    },
    {
      provide: PbxConnection,
      inject: [CALLS_CLIENT, PHONES_CLIENT, SETTINGS, Store, Incidents],
      useFactory: (
        calls: AriClient,
        phones: AriClient,
        { ari: { app } }: Settings,
        { identity }: Store,
        incidents: Incidents,
      ) =>
        new AriConnection(calls, phones, new ApplicationClaim(calls, phones, { app, identity, incidents })),
    },
  ],
  exports: [
    Pbx,
    CallerAddresses,
    PbxEndpoints,
    PbxConnection,
    PhoneProvisioner,
    LampBoard,
    MusicPlayer,
    TrunkProvisioner,
    TrunkWatch,
    TestCaller,
  ],
})
export class PbxModule {}
