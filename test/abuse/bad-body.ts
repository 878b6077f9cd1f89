import type { Dice } from '../simulation/dice';
import { branchesOf, fitsText, type Ids, type Schema, valid } from './schema';

export interface BadBody {
  readonly why: string;
  readonly json: string;
}

type Fields = Readonly<Record<string, unknown>>;

const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'id',
  'isAdmin',
  'permissions',
  'hasOwnProperty',
  '',
  'endpoint',
  '$where',
];
const injections = [
  '\r\nX-Evil: 1',
  '\n',
  '\0',
  '\u0085',
  '\u2028',
  "'; DROP TABLE agents; --",
  '{{7*7}}',
  '${7*7}',
  '../../etc/passwd',
  '&Local/911@from-phones',
  '@evil',
  '/sip:me@evil',
  ',1,2',
  '%0d%0a',
  '<script>',
  '\ud800',
  '|id',
  '`id`',
  '١٢٣',
  ' ',
];

/** A body that the route must refuse, made of one that it takes; undefined if there is no telling. */
export function badBody(schema: Schema, dice: Dice, ids: Ids): BadBody | undefined {
  const body = valid(schema, dice, ids);
  if (schema.type !== 'object' || !isFields(body)) return undefined;
  return dice.pick([notAnObject, unknownField, missing, badField, badField, badField])(schema, body, dice);
}

function notAnObject(_schema: Schema, body: Fields, dice: Dice): BadBody {
  const json = dice.pick(['[]', '"text"', '7', 'null', 'true', '[{}]', '[null]', JSON.stringify([body])]);
  return { why: 'no object', json };
}

function unknownField(schema: Schema, body: Fields, dice: Dice): BadBody | undefined {
  const key = dice.pick(oddKeys);
  // Also where the description forgets to say so: a field that is ignored is one that its sender believes in.
  if (typeof schema.additionalProperties === 'object' || schema.properties?.[key]) return undefined;
  // Written out, as `{ __proto__: … }` in JavaScript would be no field.
  const rest = JSON.stringify(body).slice(1);
  return { why: 'unknown field', json: `{${JSON.stringify(key)}:{"a":1}${rest === '}' ? '' : ','}${rest}` };
}

function missing({ required = [] }: Schema, body: Fields, dice: Dice): BadBody | undefined {
  if (required.length === 0) return undefined;
  const without = dice.pick(required);
  const { [without]: _, ...rest } = body;
  return { why: 'missing field', json: JSON.stringify(rest) };
}

function badField(schema: Schema, body: Fields, dice: Dice): BadBody | undefined {
  const [key, property] = dice.pick(Object.entries(schema.properties ?? {}));
  const value = badValue(property, dice);
  if (value === undefined) return undefined;
  return { why: 'bad field', json: JSON.stringify({ ...body, [key]: value }) };
}

/** A value that the schema does not take; undefined if none comes to mind. */
function badValue(schema: Schema, dice: Dice): unknown {
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    // Of another type than any of the kinds has, or with a field too many, which all of them refuse.
    const types = branches.flatMap((branch) => branchesOf(branch).concat(branch)).map(({ type }) => type);
    if (!types.includes('object')) {
      const others = [types.includes('array') ? 'text' : [], types.includes('boolean') ? 'text' : true];
      return dice.pick([{}, ...others]);
    }
    return dice.pick([
      [],
      true,
      'text',
      -1,
      {},
      { type: 'endpoint', id: 'PJSIP/5' },
      { type: 'agent', id: 'a', odd: 1 },
    ]);
  }
  switch (schema.type) {
    case 'string':
      return badText(schema, dice);
    case 'integer':
    case 'number':
      return dice.pick([
        (schema.minimum ?? 0) - 1,
        (schema.maximum ?? 1e15) + 1,
        0.5,
        '5',
        1e300,
        null,
        [],
        {},
      ]);
    case 'boolean':
      return dice.pick(['true', 1, 0, null, [], {}]);
    case 'array':
      return dice.pick([
        {},
        'a',
        1,
        null,
        Array.from({ length: (schema.maxItems ?? 2_000) + 1 }, () => 1),
        [{}],
        [[]],
      ]);
    case 'object':
      return dice.pick([[], 'a', 1, null, true]);
    default:
      return undefined;
  }
}

function badText(schema: Schema, dice: Dice): unknown {
  if (schema.enum ?? schema.const) return dice.pick(['root', '', null, 1, [], {}, '__proto__']);
  if (dice.chance(0.3)) return dice.pick([1, null, true, [], {}, ['a'], -0]);
  const injected = dice.pick([
    `5${dice.pick(injections)}6`,
    `${dice.pick(injections)}5`,
    'x'.repeat((schema.maxLength ?? 60_000) + 1),
  ]);
  return fitsText(schema, injected) ? undefined : injected;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
