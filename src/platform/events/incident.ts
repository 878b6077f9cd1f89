import type { z } from 'zod';
import type { incidentTypes } from './incident-types';

/** What incidents are about. */
export const incidentAreas = ['security', 'store', 'asterisk', 'calls'] as const;

/** What kind of incident it is. The first word tells the area; the event has the same type. */
export type IncidentType = keyof typeof incidentTypes;

/** What its event tells of an incident besides what every incident has. */
type IncidentData<Type extends IncidentType> = Omit<
  z.input<(typeof incidentTypes)[Type]['data']>,
  'id' | 'detail' | 'source'
>;

/** Something that an administrator should know of, though nobody has asked for it. */
export type Incident = { [Type in IncidentType]: IncidentOf<Type> }[IncidentType];

/** What all have that are about anything; the data of those that tell nothing more can be left out. */
type IncidentOf<Type extends IncidentType> = {
  readonly type: Type;
  /** One sentence for a person: what happened and, where something can be done, what to do. Without phone numbers. */
  readonly detail: string;
  /** The address that it came from. */
  readonly source?: string | undefined;
  /** Incidents of one type, source and key are alike: they are counted in one record for as long as they go on (IncidentTally). */
  readonly key?: string;
} & (Record<never, never> extends IncidentData<Type>
  ? { readonly data?: Readonly<IncidentData<Type>> }
  : {
      /** Phone numbers go in as `{ type: 'number' | 'contact', number }`: those are concealed. */
      readonly data: Readonly<IncidentData<Type>>;
    });
