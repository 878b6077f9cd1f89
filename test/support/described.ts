import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fieldsOf } from '../../src/features/event-socket/event-schemas';
import { eventTypes } from '../../src/features/event-socket/event-types';
import type { EventType } from '../../src/platform/events/event-type';

interface Problems {
  readonly description?: string;
  readonly $ref?: string;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Problems>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Problems>> };
}

const root = join(__dirname, '../..');
let known: Document | undefined;
const document = (): Document =>
  (known ??= JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as Document);

/** What is wrong with an event by what docs/events.md says of it; undefined if nothing is. */
export function undescribedEvent(message: {
  readonly type: string;
  readonly data: unknown;
}): string | undefined {
  const { type, data } = message;
  const event = (eventTypes as Readonly<Record<string, EventType>>)[type];
  if (!event) return `${type} is no type of event`;
  const fields = Object.keys(message).sort().join(', ');
  const wanted = fieldsOf(type).toSorted().join(', ');
  if (fields !== wanted) return `${type} has the fields ${fields}, and is described to have ${wanted}`;
  const { success, error, data: described } = event.data.safeParse(data);
  if (!success) return `${type} is not as it is described: ${error.message}`;
  // Fields that no schema has are left out by reading it.
  return isDeepStrictEqual(described, data)
    ? undefined
    : `${type} has fields that are not described: ${JSON.stringify(data)}, of which are ${JSON.stringify(described)}`;
}

/** What is wrong with a refusal by what docs/openapi.json says of its route; undefined if nothing is, or there is no such route. */
export function undescribedProblem(
  method: string,
  path: string,
  problem: { readonly status: number; readonly code: string },
): string | undefined {
  const { paths, components } = document();
  const of = Object.entries(paths).find(([pattern]) => fits(pattern, path))?.[1][method.toLowerCase()];
  if (!of) return undefined;
  const { responses } = of;
  const common = responses['default']?.$ref?.split('/').at(-1) ?? '';
  const told = [responses[String(problem.status)], components.responses[common]];
  return told.some((response) => response?.description?.includes(`- \`${problem.code}\``))
    ? undefined
    : `${method} ${path} was refused with ${problem.status} ${problem.code}, which docs/openapi.json does not tell of it`;
}

function fits(pattern: string, path: string): boolean {
  const [address = ''] = path.split('?');
  const parts = address.split('/');
  const wanted = pattern.replace(/^\/api\/v1/, '').split('/');
  return (
    wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at])
  );
}
