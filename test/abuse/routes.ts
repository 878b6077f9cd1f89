import type { Baton } from '../support/baton';
import type { Schema } from './schema';

/** A route of the server, whether or not its description has it. */
export interface Route {
  readonly method: string;
  /** With `{id}` where something is to be filled in. */
  readonly path: string;
  readonly body?: Schema;
  readonly isIdempotent: boolean;
  /** Comes in pages. */
  readonly isList: boolean;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * All routes: those that the server describes at `/docs-json`, and those that it keeps quiet about, which it tells in its
 * log when it starts with LOG_LEVEL=debug. What is added to the server is abused from that moment on.
 */
export async function routesOf(baton: Baton): Promise<readonly Route[]> {
  const document = await baton.done<Document>('GET', '/docs-json');
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => toRoute(method, path, operation, document)),
  );
  const known = new Set(described.map(nameOf));
  const mapped = [...baton.stderr.matchAll(/Mapped \{(\S+), ([A-Z]+)\} route/g)].map(
    ([, path = '', method = '']): Route => ({
      method,
      path: path.replace(/:(\w+)/g, '{$1}'),
      isIdempotent: false,
      isList: false,
    }),
  );
  if (mapped.length === 0) throw new Error('the log has no routes: start the server with LOG_LEVEL=debug');
  return [...described, ...mapped.filter((route) => !known.has(nameOf(route)))];
}

export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function toRoute(method: string, path: string, operation: Operation, document: Document): Route {
  const { parameters = [], requestBody } = operation;
  const schema = requestBody?.content['application/json']?.schema;
  return {
    method: method.toUpperCase(),
    path,
    isList: parameters.some(({ name }) => name === 'limit'),
    isIdempotent: parameters.some(({ name }) => name === 'Idempotency-Key'),
    ...(schema ? { body: resolved(schema, document) } : {}),
  };
}

/** With what `$ref` points to in its place. Requests of ours are not recursive. */
function resolved(schema: Schema, document: Document): Schema {
  const text = JSON.stringify(schema, (_, value: unknown) => {
    const ref = (value as { readonly $ref?: string } | null)?.$ref;
    return ref === undefined ? value : document.components.schemas[ref.split('/').at(-1) ?? ''];
  });
  return JSON.parse(text) as Schema;
}
