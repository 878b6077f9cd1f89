import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { liveLegs, type Party } from '../../core/call/call';
import { EventBus } from '../../platform/events/event-bus';
import { Store } from '../../platform/store/store';
import { AgentPresence } from '../agents/agent-presence';
import { AgentsModule } from '../agents/agents.module';
import { AgentsService } from '../agents/agents.service';
import { CallingSettingsModule } from '../caller-id/calling-settings.module';
import { DialGuard } from '../dial-guard/dial-guard';
import { DialGuardModule } from '../dial-guard/dial-guard.module';
import { OutsideUsage } from '../dial-guard/outside-usage';
import { LinesModule } from '../lines/lines.module';
import { PbxEndpoints } from '../phones/endpoints';
import { RingGroupMemory } from '../ring-groups/ring-group-memory';
import { RingGroupsModule } from '../ring-groups/ring-groups.module';
import { AgentActivities } from './agent-activities';
import { BrokenRules } from './broken-rules';
import { CallPublisher } from './call-events';
import { callLog } from './call-log';
import { CallMeasures } from './call-measures';
import { CallMetrics } from './call-metrics';
import { CallObservers } from './call-observers';
import { CallStore } from './call-store';
import { CallsController } from './calls.controller';
import { CallsService } from './calls.service';
import { CallsRetention } from './calls-retention';
import { Clock, SystemClock } from './clock';
import { GroupNews } from './group-news';
import { Intruders } from './intruders';
import { MinutesWatch } from './minutes-watch';
import { OutsideAccess } from './outside-access';
import { Pbx } from './pbx';
import { Reception } from './reception';
import { StoredCalls } from './stored-calls';
import { Switchboard } from './switchboard';
import { TargetDirectory } from './target-directory';
import { TargetOffersService } from './target-offers';

@Global()
@Module({
  imports: [AgentsModule, LinesModule, RingGroupsModule, CallingSettingsModule, DialGuardModule],
  controllers: [CallsController],
  providers: [
    CallsService,
    CallsRetention,
    Reception,
    TargetDirectory,
    TargetOffersService,
    OutsideAccess,
    MinutesWatch,
    Intruders,
    BrokenRules,
    SystemClock,
    { provide: Clock, useExisting: SystemClock },
    CallMetrics,
    CallMeasures,
    { provide: CallStore, useClass: StoredCalls },
    {
      provide: AgentActivities,
      inject: [PbxEndpoints, RingGroupMemory, Clock],
      useFactory: (endpoints: PbxEndpoints, memory: RingGroupMemory, clock: Clock) =>
        new AgentActivities(endpoints, memory, clock),
    },
    { provide: AgentPresence, useExisting: AgentActivities },
    {
      provide: CallObservers,
      inject: [RingGroupMemory, AgentActivities, OutsideUsage, MinutesWatch, EventBus, PinoLogger],
      // What a call has become is known to all of Baton before any client hears of it.
      useFactory: (
        memory: RingGroupMemory,
        activities: AgentActivities,
        outside: OutsideUsage,
        minutes: MinutesWatch,
        bus: EventBus,
        { logger }: PinoLogger,
      ) =>
        new CallObservers(
          [new GroupNews(memory, activities), activities, outside, minutes, new CallPublisher(bus)],
          callLog(logger),
        ),
    },
    {
      provide: Switchboard,
      inject: [
        Pbx,
        CallStore,
        Store,
        Clock,
        Reception,
        TargetDirectory,
        AgentActivities,
        DialGuard,
        Intruders,
        BrokenRules,
        CallObservers,
        PbxEndpoints,
        PinoLogger,
        CallMeasures,
      ],
      useFactory: (
        pbx: Pbx,
        store: CallStore,
        disk: Store,
        clock: Clock,
        reception: Reception,
        directory: TargetDirectory,
        activities: AgentActivities,
        guard: DialGuard,
        intruders: Intruders,
        brokenRules: BrokenRules,
        observers: CallObservers,
        endpoints: PbxEndpoints,
        logger: PinoLogger,
        watch: CallMeasures,
      ) =>
        new Switchboard(
          {
            pbx,
            store,
            identity: disk.identity,
            clock,
            log: callLog(logger.logger),
            watch,
            find: async (call, stop) => {
              // A contact who calls while Baton starts would go to the last resort: nobody's phone seems to be there.
              await endpoints.known();
              return directory.find(call, stop);
            },
            admit: (call, leg) => guard.admit(call, leg, clock.now()),
            isOnCall: (agentId) => activities.activity(agentId) === 'on-call',
            intruded: (intruder) => intruders.tell(intruder),
            ruleBroken: (call, broken) => brokenRules.tell(call, broken),
            publish: (call, events) => observers.update(call, events, clock.now()),
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
    private readonly minutes: MinutesWatch,
  ) {}

  /** With an agent who is deleted their phone would go, and nobody could bring a contact back to it. */
  onModuleInit(): void {
    this.agents.keepWhileUsed((agentId) => {
      const calls = this.switchboard.calls.map(({ facts }) => facts);
      const using = calls.filter((call) => liveLegs(call).some(({ party }) => isAgent(party, agentId)));
      return Promise.resolve(using.map(({ id, line }) => ({ type: 'call', id, name: line.name })));
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.activities.resume();
    await this.switchboard.start();
    this.minutes.start((call, leg) => void this.switchboard.get(call)?.post({ type: 'limit-reached', leg }));
  }

  /** Before the store is closed, which is done on shutdown. */
  beforeApplicationShutdown(): Promise<void> {
    this.minutes.stop();
    return this.switchboard.stop();
  }
}

function isAgent(party: Party, agentId: string): boolean {
  return party.type === 'agent' && party.agentId === agentId;
}
