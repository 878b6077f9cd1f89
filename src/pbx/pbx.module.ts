import { Global, Module } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { LampBoard } from '../agents/lamps/lamp-board';
import { AriClient } from '../ari/ari-client';
import { SETTINGS } from '../config/settings.module';
import { type Settings } from '../config/settings';
import { MusicPlayer } from '../music/music-player';
import { PhoneProvisioner } from '../phones/phone-provisioner';
import { TestCaller } from '../trunks/test-caller';
import { TrunkProvisioner } from '../trunks/trunk-provisioner';
import { TrunkWatch } from '../trunks/trunk-watch';
import { AriConnection } from './ari-connection';
import { AriLampBoard } from './ari-lamp-board';
import { AriMusicPlayer } from './ari-music-player';
import { AriPbx } from './ari-pbx';
import { AriPhoneProvisioner } from './ari-phone-provisioner';
import { AriTestCaller } from './ari-test-caller';
import { AriTrunkProvisioner } from './ari-trunk-provisioner';
import { AriTrunkWatch } from './ari-trunk-watch';
import { AsteriskObjects } from './asterisk-objects';
import { EndpointWatch, PbxEndpoints } from './endpoint-watch';
import { PbxConnection } from './pbx-connection';
import { Pbx } from './pbx';

/** Two applications in Asterisk: the calls', and one that only follows registrations and sets lamps. */
const CALLS_CLIENT = Symbol('CALLS_CLIENT');
const PHONES_CLIENT = Symbol('PHONES_CLIENT');

const watchApp = (settings: Settings) => `${settings.ari.app}-phones`;

@Global()
@Module({
  providers: [
    {
      provide: CALLS_CLIENT,
      inject: [SETTINGS, PinoLogger],
      useFactory: ({ ari }: Settings, { logger }: PinoLogger) =>
        new AriClient({
          ...ari,
          logger,
          eventFilter: { disallowed: [{ type: 'ChannelVarset' }, { type: 'ChannelDialplan' }] },
        }),
    },
    {
      provide: PHONES_CLIENT,
      inject: [SETTINGS, PinoLogger],
      useFactory: (settings: Settings, { logger }: PinoLogger) =>
        new AriClient({
          ...settings.ari,
          app: watchApp(settings),
          logger,
          requestSockets: 1,
          eventFilter: { allowed: [{ type: 'ContactStatusChange' }, { type: 'PeerStatusChange' }] },
        }),
    },
    {
      provide: Pbx,
      inject: [CALLS_CLIENT, SETTINGS],
      useFactory: (client: AriClient, { ari }: Settings) => new AriPbx(client, ari.app),
    },
    {
      provide: PbxEndpoints,
      inject: [PHONES_CLIENT, SETTINGS, PinoLogger],
      useFactory: (client: AriClient, settings: Settings, { logger }: PinoLogger) =>
        new EndpointWatch(client, watchApp(settings), logger),
    },
    {
      provide: LampBoard,
      inject: [PHONES_CLIENT, PbxEndpoints],
      useFactory: (client: AriClient, endpoints: PbxEndpoints) => new AriLampBoard(client, endpoints),
    },
    {
      provide: PhoneProvisioner,
      inject: [CALLS_CLIENT, SETTINGS],
      useFactory: (client: AriClient, { silentPhoneSeconds }: Settings) =>
        new AriPhoneProvisioner(new AsteriskObjects(client, 'phone'), silentPhoneSeconds),
    },
    {
      provide: TrunkProvisioner,
      inject: [CALLS_CLIENT],
      useFactory: (client: AriClient) =>
        new AriTrunkProvisioner(client, new AsteriskObjects(client, 'trunk')),
    },
    {
      provide: TrunkWatch,
      inject: [PHONES_CLIENT],
      useFactory: (client: AriClient) => new AriTrunkWatch(client),
    },
    {
      provide: TestCaller,
      inject: [CALLS_CLIENT, SETTINGS],
      useFactory: (client: AriClient, { ari }: Settings) => new AriTestCaller(client, ari.app),
    },
    {
      provide: MusicPlayer,
      inject: [CALLS_CLIENT, PinoLogger],
      useFactory: (client: AriClient, { logger }: PinoLogger) => new AriMusicPlayer(client, logger),
    },
    {
      provide: PbxConnection,
      inject: [CALLS_CLIENT, PHONES_CLIENT],
      useFactory: (calls: AriClient, phones: AriClient) => new AriConnection(calls, phones),
    },
  ],
  exports: [
    Pbx,
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
