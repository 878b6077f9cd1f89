import { type Call, leg } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import type { BatonEvent } from '../../platform/events/event';
import type { EventBus } from '../../platform/events/event-bus';
import { audienceOf } from './call-access';
import type { CallObserver } from './call-observers';
import { toResource } from './call-view';

/** Publishes what happens in calls. */
export class CallPublisher implements CallObserver {
  constructor(private readonly bus: Pick<EventBus, 'publish'>) {}

  update(call: Call, events: readonly CallEvent[]): void {
    for (const event of events) this.bus.publish(() => toPublished(call, event));
  }
}

/** A call's event as clients get it: what happened, whom it is about, and the state it led to. */
export function toPublished(call: Call, event: CallEvent): BatonEvent {
  const { type, ...about } = event;
  const { state, owner, transfer } = toResource(call);
  const party = 'leg' in event ? leg(call, event.leg)?.party : undefined;
  const agents = audienceOf(call, party);
  const data = { ...about, ...(party ? { party } : {}), state, owner, transfer };
  // Type and data belong together as they do in the call's event, which TypeScript cannot follow; the tests check it.
  return { type, callId: call.id, agents, data } as BatonEvent;
}
