import { z } from 'zod';
import { own } from '../../core/own';
import { CALL_ID, id } from '../../platform/openapi/company';
import { eventExamples } from './event-examples';
import { eventTypes } from './event-types';

const SEQ = 'Grows by one from event to event, and from one start of the server to the next by a leap.';
const SEQ_OF_STREAM =
  'Of the last event that is not told after it; to ask for what came since, should no other come.';

type JsonSchema = Readonly<Record<string, unknown>>;

/** `call.started` is `CallStartedEvent`. */
export function schemaNameOf(type: string): string {
  const words = type.split(/[.-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

/** Whether an event of the type has a `callId`. */
export function isAboutCall(type: string): boolean {
  return /^(call|owner|leg|transfer)\./.test(type);
}

/** What every event of the type has, and nothing else. */
export function fieldsOf(type: string): readonly string[] {
  const id = type.startsWith('stream.') ? [] : ['id'];
  const callId = isAboutCall(type) ? ['callId'] : [];
  return ['seq', ...id, 'time', 'type', ...callId, 'data'];
}

/** JSON Schema (2020-12) of the data of an event. */
export function dataSchemaOf(data: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(data, { unrepresentable: 'any', io: 'input' });
  return schema;
}

/** One of each type, as it comes over the socket. */
export function exampleOf(type: keyof typeof eventTypes): object {
  const all = {
    seq: 1_772_442_831_004_001,
    id: id('0500'),
    time: '2026-03-02T09:13:51.012Z',
    type,
    callId: CALL_ID,
    data: eventExamples[type],
  };
  return only(fieldsOf(type), all);
}

function only(names: readonly string[], all: JsonSchema): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, own(all, name)]));
}

/** Each event as it comes over the socket, and `Event` for any of them; for the components of the OpenAPI document. */
export function eventSchemas(): Readonly<Record<string, JsonSchema>> {
  const each = (Object.keys(eventTypes) as (keyof typeof eventTypes)[]).map((type) => {
    const { when, data } = eventTypes[type];
    return [
      schemaNameOf(type),
      { ...envelopeOf(type, when, dataSchemaOf(data)), examples: [exampleOf(type)] },
    ];
  });
  const any = Object.keys(eventTypes).map((type) => ({ $ref: `#/components/schemas/${schemaNameOf(type)}` }));
  const mapping = Object.fromEntries(
    Object.keys(eventTypes).map((type) => [type, `#/components/schemas/${schemaNameOf(type)}`]),
  );
  return {
    ...(Object.fromEntries(each) as Record<string, JsonSchema>),
    Event: {
      description: 'What the event socket at `/api/v1/events` sends; see docs/events.md.',
      oneOf: any,
      discriminator: { propertyName: 'type', mapping },
    },
  };
}

function envelopeOf(type: string, when: string, data: JsonSchema): JsonSchema {
  const fields = fieldsOf(type);
  const properties = {
    seq: { type: 'integer', description: fields.includes('id') ? SEQ : SEQ_OF_STREAM },
    id: { type: 'string' },
    time: { type: 'string', format: 'date-time', description: 'When it happened; ISO 8601, UTC.' },
    type: { type: 'string', const: type },
    callId: { type: 'string' },
    data,
  };
  return { type: 'object', description: when, required: fields, properties: only(fields, properties) };
}
