import { z } from 'zod';
import type { DataOf, EventTypes } from '../../platform/events/event-type';
import { RingGroupDto } from './ring-group.dto';

/** What is told of ring groups. */
export const ringGroupEvents = {
  'ring-group.created': { when: 'A ring group was created.', data: RingGroupDto.schema },
  'ring-group.updated': { when: 'A ring group was changed.', data: RingGroupDto.schema },
  'ring-group.deleted': { when: 'A ring group was deleted.', data: z.object({ id: z.string() }) },
} satisfies EventTypes;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof ringGroupEvents> {}
}
