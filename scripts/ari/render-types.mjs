// Renders the models of Asterisk's description as TypeScript: plain models, and the events as a union on `type`.

const primitives = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  Date: 'AriDate',
  object: 'Readonly<Record<string, unknown>>',
};

/** Request and response frames of REST over WebSocket: the transport's own business, not a listener's. */
const frames = new Set(['RESTResponse', 'RESTRequest', 'RESTHeader', 'RESTQueryStringParameter']);

/** `Event` is also a global of Node: a name of its own keeps a forgotten import from compiling. */
const renamed = { Event: 'AriEventBase', Message: 'AriMessageBase' };

const byName = (a, b) => (a.id < b.id ? -1 : 1);

function renderType(type, allowable) {
  if (allowable?.valueType === 'LIST') return allowable.values.map((v) => `'${v}'`).join(' | ');
  const list = /^List\[(.+)\]$/.exec(type);
  if (list) return `readonly ${renderType(list[1])}[]`;
  return primitives[type] ?? renamed[type] ?? type;
}

function renderInterface(model, parent, eventType) {
  const lines = [`export interface ${renamed[model.id] ?? model.id}${parent ? ` extends ${parent}` : ''} {`];
  if (eventType) lines.push(`  readonly type: '${model.id}';`);
  for (const [name, property] of Object.entries(model.properties ?? {})) {
    const optional = property.required ? '' : '?';
    lines.push(`  readonly ${name}${optional}: ${renderType(property.type, property.allowableValues)};`);
  }
  lines.push('}');
  return lines.join('\n');
}

/** @returns the text of types.ts, without the header */
export function renderTypes(resources) {
  const models = resources.flatMap((r) => Object.values(r.models ?? {})).filter((m) => !frames.has(m.id));
  const eventModel = models.find((m) => m.id === 'Event');
  const eventNames = new Set(eventModel.subTypes.filter((name) => !frames.has(name)));
  const events = models.filter((m) => eventNames.has(m.id)).sort(byName);
  const missing = [...eventNames].filter((name) => !events.some((m) => m.id === name));
  if (missing.length > 0) throw new Error(`events without a model: ${missing.join(', ')}`);
  const special = new Set(['Message', 'Event', 'MissingParams', ...eventNames]);
  const plain = models.filter((m) => !special.has(m.id)).sort(byName);
  const named = (id) => models.find((m) => m.id === id);

  return (
    [
      '/** A time as Asterisk writes it: ISO 8601 with milliseconds and zone, `2026-11-22T10:00:00.000+0000`. */\nexport type AriDate = string;',
      ...plain.map((m) => renderInterface(m)),
      renderInterface(named('Message')),
      renderInterface(named('MissingParams'), 'AriMessageBase', 'MissingParams'),
      renderInterface(named('Event'), 'AriMessageBase'),
      ...events.map((m) => renderInterface(m, 'AriEventBase', m.id)),
      `/** Every event of ARI, told apart by \`type\`. */\nexport type AriEvent =\n${events.map((m) => `  | ${m.id}`).join('\n')};`,
      "export type AriEventType = AriEvent['type'];",
      `/** The names of all events in {@link AriEvent}. */\nexport const ARI_EVENT_TYPES: readonly AriEventType[] = [\n${events
        .map((m) => `  '${m.id}',`)
        .join('\n')}\n];`,
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
