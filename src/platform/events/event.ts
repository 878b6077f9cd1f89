import type { DataOf } from './event-type';
import type { incidentTypes, manyIncidents } from './incident-types';

/**
 * Every type of event, and what it tells. A feature adds those that it publishes, from its own map, by declaration merging:
 *
 *     declare module '../../platform/events/event' {
 *       interface EventData extends DataOf<typeof agentEvents> {}
 *     }
 */
export interface EventData extends DataOf<typeof incidentTypes>, DataOf<typeof manyIncidents> {}

/** Something that happened and that a client may want to know at once. */
export type BatonEvent = {
  [Type in keyof EventData]: {
    readonly type: Type;
    readonly data: EventData[Type];
    /** The call that it is about. */
    readonly callId?: string;
    /** Ids of the agents whom it concerns, for {@link mayHear}; not sent out. */
    readonly agents?: readonly string[];
  };
}[keyof EventData];

/** An event as it goes out. */
export interface PublishedEvent {
  /** Grows by one from event to event, and from one start of the server to the next by a leap. */
  readonly seq: number;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly type: string;
  readonly callId?: string;
  /** The agents it concerns, for {@link mayHear}; not sent out. */
  readonly agents?: readonly string[];
  readonly data: object;
}
