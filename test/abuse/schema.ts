import type { Dice } from '../simulation/dice';

/** What our own description uses of JSON Schema. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

type Json = unknown;

/** Texts of which one fits each pattern that a request of ours has. */
const texts = ['NL', '201', '+31205550100', '0612345678', 'desk-7', 'a', 'Kim', 'pbx.example', '+31', '112'];

/** The one that an `id` may name, so that a request fails by what it tries and not by an unknown agent. */
export type Ids = (name: string) => string | undefined;

const nobody: Ids = () => undefined;

/** A body that fits. @param name of the field that it is for */
export function valid(schema: Schema, dice: Dice, ids: Ids = nobody, name = ''): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return dice.pick(schema.enum);
  const branches = branchesOf(schema);
  if (branches.length > 0) return valid(dice.pick(branches), dice, ids, name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) === true || dice.chance(0.4))
          .map(([key, property]) => [key, valid(property, dice, ids, key)]),
      );
    case 'array': {
      const least = schema.minItems ?? 0;
      const count = dice.between(least, Math.max(least, Math.min(2, schema.maxItems ?? 2)));
      return Array.from({ length: count }, () => valid(schema.items ?? {}, dice, ids, name));
    }
    case 'integer':
    case 'number':
      return dice.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 1_000));
    case 'boolean':
      return dice.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return ids(name) ?? text(schema, dice);
    default:
      return {};
  }
}

function text(schema: Schema, dice: Dice): string {
  if (schema.format === 'date-time') return '2100-01-01T00:00:00Z';
  const fitting = texts.filter((candidate) => fitsText(schema, candidate));
  return fitting.length > 0 ? dice.pick(fitting) : 'x'.repeat(schema.minLength ?? 1);
}

/** Whether a text is one that the schema takes, as it is or without the blanks around it: which of them is not said. */
export function fitsText(
  { pattern, minLength = 0, maxLength = Infinity }: Schema,
  candidate: string,
): boolean {
  return [candidate, candidate.trim()].some(
    (text) =>
      text.length >= minLength &&
      text.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(text)),
  );
}

/** What an object, or one of its kinds, has; of a union that can be told apart, one kind. */
export function branchesOf({ oneOf, anyOf }: Schema): readonly Schema[] {
  return [...(oneOf ?? []), ...(anyOf ?? [])];
}
