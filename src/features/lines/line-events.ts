import { z } from 'zod';
import type { DataOf, EventTypes } from '../../platform/events/event-type';
import { LineDto } from './line.dto';

/** What is told of lines. */
export const lineEvents = {
  'line.created': { when: 'A line was created.', data: LineDto.schema },
  'line.updated': { when: 'A line was changed.', data: LineDto.schema },
  'line.deleted': { when: 'A line was deleted.', data: z.object({ id: z.string() }) },
} satisfies EventTypes;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof lineEvents> {}
}
