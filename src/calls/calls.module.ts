import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { AgentPresence } from '../agents/agent-presence';
import { AgentsModule } from '../agents/agents.module';
import { AgentsService } from '../agents/agents.service';
import { EventBus } from '../events/event-bus';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { GuardModule } from '../guard/guard.module';
import { OutsideUsage } from '../guard/outside-usage';
import { LinesModule } from '../lines/lines.module';
import { PbxEndpoints } from '../pbx/endpoint-watch';
import { Pbx } from '../pbx/pbx';
import { AgentActivities } from './agent-activities';
import { toPublished } from './call-events';
import { callLog } from './call-log';
import { CallMetrics } from './call-metrics';
import { CallStore } from './call-store';
import { CallsController } from './calls.controller';
import { CallsService } from './calls.service';
import { Clock, SystemClock } from './clock';
import { liveLegs, type Party } from './domain/call';
import { RingGroupMemory } from '../ring-groups/ring-group-memory';
import { RingGroupsModule } from '../ring-groups/ring-groups.module';
import { remember } from './group-memory';
import { OutsideAccess } from './outside-access';
import { Reception } from './reception';
import { StoredCalls } from './stored-calls';
import { Switchboard } from './switchboard';
import { TargetDirectory } from './target-directory';
import { TargetOffersService } from './target-offers';

@Global()
@Module({
  imports: [AgentsModule, LinesModule, RingGroupsModule, CallingSettingsModule, GuardModule],
  controllers: [CallsController],
  providers: [
    CallsService,
    Reception,
    TargetDirectory,
    TargetOffersService,
    OutsideAccess,
    SystemClock,
    { provide: Clock, useExisting: SystemClock },
    CallMetrics,
    { provide: CallStore, useClass: StoredCalls },
    {
      provide: AgentActivities,
      inject: [PbxEndpoints, RingGroupMemory, Clock],
      useFactory: (endpoints: PbxEndpoints, memory: RingGroupMemory, clock: Clock) =>
        new AgentActivities(endpoints, memory, clock),
    },
    { provide: AgentPresence, useExisting: AgentActivities },
    {
      provide: Switchboard,
      inject: [
        Pbx,
        CallStore,
        Clock,
        Reception,
        TargetDirectory,
        AgentActivities,
        RingGroupMemory,
        OutsideUsage,
        EventBus,
        PbxEndpoints,
        PinoLogger,
      ],
      useFactory: (
        pbx: Pbx,
        store: CallStore,
        clock: Clock,
        reception: Reception,
        directory: TargetDirectory,
        activities: AgentActivities,
        memory: RingGroupMemory,
        outside: OutsideUsage,
        bus: EventBus,
        endpoints: PbxEndpoints,
        logger: PinoLogger,
      ) =>
        new Switchboard(
          {
            pbx,
            store,
            clock,
            log: callLog(logger.logger),
            find: async (call, stop) => {
              // A contact who calls while Baton starts would go to the last resort: nobody's phone seems to be there.
              await endpoints.known();
              return directory.find(call, stop);
            },
            isOnCall: (agentId) => activities.activity(agentId) === 'on-call',
            publish: (call, events) => {
              const now = clock.now();
              remember({ memory, activities }, call, events, now);
              activities.update(call);
              outside.update(call, events, now);
              for (const event of events) bus.publish(() => toPublished(call, event));
            },
          },
          reception,
        ),
    },
  ],
  exports: [AgentPresence],
})
export class CallsModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly switchboard: Switchboard,
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
  ) {}

  /** With him his phone would go, and nobody could bring a contact back to it. */
  onModuleInit(): void {
    this.agents.keepWhileUsed((agentId) => {
      const calls = this.switchboard.calls.map(({ facts }) => facts);
      const his = calls.filter((call) => liveLegs(call).some(({ party }) => isAgent(party, agentId)));
      return Promise.resolve(his.map(({ id, line }) => ({ type: 'call', id, name: line.name })));
    });
  }

  onApplicationBootstrap(): Promise<void> {
    this.activities.resume();
    return this.switchboard.start();
  }

  /** Before the store is closed, which is done on shutdown. */
  beforeApplicationShutdown(): Promise<void> {
    return this.switchboard.stop();
  }
}

function isAgent(party: Party, agentId: string): boolean {
  return party.type === 'agent' && party.agentId === agentId;
}
