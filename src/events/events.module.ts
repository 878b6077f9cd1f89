import { Global, Module } from '@nestjs/common';
import { ConnectionNews } from './connection-news';
import { EventBus } from './event-bus';
import { EventSocket } from './event-socket';

@Global()
@Module({ providers: [EventBus, EventSocket, ConnectionNews], exports: [EventBus] })
export class EventsModule {}
