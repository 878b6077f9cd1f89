import type { incidentTypes } from './incident-types';

/** What incidents are about. */
export const incidentAreas = ['security', 'store', 'asterisk', 'calls'] as const;

/** What kind of incident it is. The first word tells the area; the event has the same type. */
export type IncidentType = keyof typeof incidentTypes;

/** Something that an administrator should know of, though nobody has asked for it. */
export interface Incident {
  readonly type: IncidentType;
  /** One sentence for a person: what happened and, where something can be done, what to do. Without phone numbers. */
  readonly detail: string;
  /** The address that it came from. */
  readonly source?: string | undefined;
  /** Whatever else tells about it. Phone numbers go in as `{ type: 'number' | 'contact', number }`: those are concealed. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Incidents of one type, source and key are alike: they are counted in one record for as long as they go on (IncidentTally). */
  readonly key?: string;
}
