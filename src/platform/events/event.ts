import { type IncidentType } from './incident';

/** Something that happened and that a client may want to know at once. */
export type BatonEvent = ResourceEvent | CallEvent | SystemEvent | IncidentEvent;

/** A stored resource changed; `data` is the resource as its own route answers it, or its id once it is gone. */
export interface ResourceEvent {
  readonly type:
    | `${'agent' | 'line' | 'ring-group' | 'trunk'}.${'created' | 'updated' | 'deleted'}`
    | `${'agent' | 'trunk'}.state`;
  readonly data: object;
}

/** A call moved on. */
export interface CallEvent {
  readonly type: `${'call' | 'owner' | 'leg' | 'transfer'}.${string}`;
  readonly callId: string;
  /** Ids of the agents whom it concerns; not sent out. */
  readonly agents: readonly string[];
  readonly data: object;
}

/** The connection to Asterisk came, or went for a `reason`. */
export interface SystemEvent {
  readonly type: `pbx.${'connected' | 'disconnected'}`;
  readonly data: object;
}

/** Something that an administrator should know of, though nobody has asked for it. */
export interface IncidentEvent {
  readonly type: IncidentType;
  readonly data: object;
}

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
