import { z } from 'zod';
import type { DataOf, EventTypes } from '../../platform/events/event-type';

/** What is told of the connection to Asterisk. */
export const pbxEvents = {
  'pbx.connected': { when: 'Commands can be carried out again.', data: z.object({}) },
  'pbx.disconnected': {
    when: 'There is no connection to Asterisk: commands get 503, and calls go on there.',
    data: z.object({
      code: z.string().describe('Stable, for programs; as `GET /readyz` has it.'),
      reason: z.string().describe('For people.'),
    }),
  },
} satisfies EventTypes;

declare module '../../platform/events/event' {
  interface EventData extends DataOf<typeof pbxEvents> {}
}
