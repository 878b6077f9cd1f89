import { Global, Module } from '@nestjs/common';
import { EventBus } from './event-bus';
import { EventSocket } from './event-socket';

@Global()
@Module({ providers: [EventBus, EventSocket], exports: [EventBus] })
export class EventsModule {}
