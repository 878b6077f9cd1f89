import type { z } from 'zod';

/** What there is to know of one type of event; rendered to `docs/events.md`, `docs/asyncapi.json` and the OpenAPI document. */
export interface EventType<Data extends z.ZodType = z.ZodType> {
  /** When it is told, as a sentence. */
  readonly when: string;
  /** The shape of its `data`. */
  readonly data: Data;
}

/** By type of the event. */
export type EventTypes = Readonly<Record<string, EventType>>;

/** The `data` of each type. */
export type DataOf<Types extends EventTypes> = {
  readonly [Type in keyof Types]: z.output<Types[Type]['data']>;
};
