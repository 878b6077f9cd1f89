import { Global, Module } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus';
import type { Settings } from '../../platform/settings/settings';
import { SETTINGS } from '../../platform/settings/settings.module';
import { ConnectionNews } from './connection-news';
import { EventSocket } from './event-socket';

@Global()
@Module({
  providers: [
    {
      provide: EventBus,
      inject: [SETTINGS],
      useFactory: ({ eventsKept }: Settings) => new EventBus(eventsKept),
    },
    EventSocket,
    ConnectionNews,
  ],
  exports: [EventBus],
})
export class EventsModule {}
