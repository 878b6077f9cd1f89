import { z } from 'zod';
import type { DataOf, EventTypes } from '../../platform/events/event-type';
import { TrunkDto } from './trunk.dto';

const trunk = TrunkDto.schema.omit({ state: true });

/** What is told of trunks, to administrators. */
export const trunkEvents = {
  'trunk.created': { when: 'A trunk was set up.', data: trunk },
  'trunk.updated': { when: 'A trunk was changed.', data: trunk },
  'trunk.deleted': { when: 'A trunk was taken down.', data: z.object({ id: z.string() }) },
  'trunk.state': {
    when: "A carrier's answers to OPTIONS have changed what is known of the trunk.",
    data: z.object({ id: z.string(), name: z.string(), state: TrunkDto.schema.shape.state }),
  },
} satisfies EventTypes;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof trunkEvents> {}
}
