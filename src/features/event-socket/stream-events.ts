import { z } from 'zod';
import type { EventTypes } from '../../platform/events/event-type';

/** What the socket tells of itself. It is no event of the bus: each client gets one of its own, and it has no `id`. */
export const streamEvents = {
  'stream.opened': {
    when: 'The first message of each socket. Its `seq` is where the stream stands: what comes after it has a greater one.',
    data: z.object({
      complete: z
        .boolean()
        .describe(
          'Whether all that came after `since` is told again. If not, some of it was forgotten: read what you need by REST. True where nothing was asked for.',
        ),
    }),
  },
} satisfies EventTypes;

/** Without an id, as it can neither be told again nor to anybody else. */
export interface StreamOpened {
  readonly seq: number;
  readonly type: keyof typeof streamEvents;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly data: z.output<(typeof streamEvents)['stream.opened']['data']>;
}
