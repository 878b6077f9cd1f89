import { eventExamples } from '../../src/features/event-socket/event-examples';
import {
  dataSchemaOf,
  eventSchemas,
  exampleOf,
  isAboutCall,
  schemaNameOf,
} from '../../src/features/event-socket/event-schemas';
import { eventTypes } from '../../src/features/event-socket/event-types';
import type { EventType } from '../../src/platform/events/event-type';
import { securitySchemes } from '../../src/platform/openapi/security-schemes';
import { VERSION } from '../../src/platform/settings/version';
import { cell } from './markdown';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const { properties: ofCall = {} } = dataSchemaOf(eventTypes['call.held'].data) as Schema;

const calls = `An agent hears of their own calls, and a key with \`supervise\` of all. Each of these events has a \`callId\`, and in its data, beside what stands below, the state that the call is in afterwards, as \`GET /calls/{id}\` has it: ${Object.keys(
  ofCall,
)
  .map((name) => `\`${name}\``)
  .join(', ')}.`;
const everybody = 'Every key hears of them.';

const areas: readonly (readonly [RegExp, string, string])[] = [
  [
    /^stream\./,
    'The stream itself',
    'Each socket begins with it, whoever has opened it. It has no `id`, as nobody else is told of it.',
  ],
  [/^(call|owner|leg|transfer)\./, 'Calls', calls],
  [/^agent\./, 'Agents', everybody],
  [/^line\./, 'Lines', everybody],
  [/^ring-group\./, 'Ring groups', everybody],
  [/^pbx\./, 'Asterisk', everybody],
  [/^trunk\./, 'Trunks', 'Keys with `administer` hear of them.'],
  [
    /^(asterisk|calls|store|security|incidents)\./,
    'Incidents',
    'Keys with `administer` hear of them; `GET /incidents` keeps them. One that goes on is told once, and counted there.',
  ],
];

/** `docs/events.md`. */
export function eventsPage(): string {
  const types = Object.entries(eventTypes) as readonly (readonly [keyof typeof eventTypes, EventType])[];
  const parts = areas.map(([pattern, title, audience]) => {
    const those = types.filter(([type]) => pattern.test(type));
    return `## ${title}\n\n${audience}\n\n${those.map(([type, event]) => section(type, event)).join('\n\n')}`;
  });
  return `# Events

<!-- Made by \`npm run generate:docs\` of the maps that src/features/event-socket/event-types.ts puts together. -->

\`GET /api/v1/events\` is a WebSocket (RFC 6455). The key goes along as \`Authorization: Bearer <key>\`, as the session's cookie, or, where a browser can set no header, as the subprotocols \`baton.v1, bearer.<key>\`. Every message is one JSON object:

\`\`\`json
${JSON.stringify(exampleOf('call.started'))}
\`\`\`

The first is [\`stream.opened\`](#streamopened), the only one without an \`id\`. With \`?since=<seq>\` the events after that one come again, and \`data.complete\` says whether all of them were still there: if not, read what you need by REST. \`?callId=<id>\` gives one call's events only. A client that reads too slowly is closed with 4008, one whose key ends with 4001, and all with 1001 when the server stops.

Numbers are masked for keys without \`numbers:real\`. With each type stands the \`data\` of one event. New fields may come at any time; a type never changes its meaning. The same as a document for programs: [asyncapi.json](asyncapi.json); the schemas stand in [openapi.json](openapi.json) as well, \`Event\` and one each.

${parts.join('\n\n')}
`;
}

function section(type: keyof typeof eventTypes, { when, data }: EventType): string {
  const { properties = {}, required = [] } = dataSchemaOf(data) as Schema;
  const rows = Object.entries(properties)
    .filter(([name]) => !(isAboutCall(type) && Object.hasOwn(ofCall, name)))
    .map(([name, field]) => {
      const optional = required.includes(name) ? '' : ' (may be absent)';
      return `| \`${name}\`${optional} | ${cell(shape(field))} | ${cell(field.description ?? '')} |`;
    });
  const table = ['| data | shape | |', '| --- | --- | --- |', ...rows].join('\n');
  const example = `\`\`\`json\n${JSON.stringify(eventExamples[type])}\n\`\`\``;
  return [`### \`${type}\``, when, ...(rows.length === 0 ? [] : [table]), example].join('\n\n');
}

/** In few words; the documents for programs have the whole of it. */
function shape(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(shape))].join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'array') return `list of ${shape(schema.items ?? {})}`;
  if (schema.properties) {
    const kind = schema.properties['type']?.const;
    const names = Object.keys(schema.properties).filter((name) => kind === undefined || name !== 'type');
    return `${kind === undefined ? '' : `${JSON.stringify(kind)}: `}{ ${names.join(', ')} }`;
  }
  return [schema.type ?? 'any'].flat().join(' or ');
}

/** `docs/asyncapi.json`: AsyncAPI 3.0. */
export function asyncApiDocument(): object {
  const types = Object.entries(eventTypes) as readonly (readonly [keyof typeof eventTypes, EventType])[];
  const { Event: _, ...described } = eventSchemas();
  // Here they stand with the messages.
  const schemas = Object.fromEntries(
    Object.entries(described).map(([name, { examples: __, ...schema }]) => [name, schema]),
  );
  const messages = Object.fromEntries(
    types.map(([type, { when }]) => [
      schemaNameOf(type),
      {
        name: type,
        summary: when,
        payload: { $ref: `#/components/schemas/${schemaNameOf(type)}` },
        examples: [{ payload: exampleOf(type) }],
      },
    ]),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Baton: events',
      version: VERSION,
      description: 'What happens in calls, to agents and trunks, and what administrators should know of.',
    },
    servers: {
      own: {
        host: 'localhost:3000',
        protocol: 'ws',
        security: [
          { $ref: '#/components/securitySchemes/bearer' },
          { $ref: '#/components/securitySchemes/session' },
        ],
      },
    },
    channels: {
      events: {
        address: '/api/v1/events',
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: {
          ws: {
            method: 'GET',
            query: {
              type: 'object',
              properties: {
                since: { type: 'integer', description: 'Tells again what came after this `seq`.' },
                callId: { type: 'string', description: 'Only the events of this call.' },
              },
            },
          },
        },
      },
    },
    operations: { hear: { action: 'receive', channel: { $ref: '#/channels/events' } } },
    components: {
      messages,
      schemas,
      securitySchemes: {
        ...securitySchemes,
        // OpenAPI calls it otherwise.
        session: { ...securitySchemes.session, type: 'httpApiKey' },
      },
    },
  };
}
