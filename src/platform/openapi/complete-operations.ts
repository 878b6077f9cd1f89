import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { own } from '../../core/own';
import type { Need } from '../access/needs.decorator';
import { catalogue, type ErrorCode } from '../refusals/catalogue';
import { examples } from './examples';
import type { OwnErrors } from './operation.decorator';
import { pathParameters } from './path-parameters';

type PathItem = OpenAPIObject['paths'][string];
type OperationObject = NonNullable<PathItem['get']>;
type ResponseObject = Exclude<NonNullable<OperationObject['responses'][string]>, { $ref: string }>;

/** What a route's decorators say of it. */
export interface RouteFacts {
  readonly needs: Need;
  readonly isPublic: boolean;
  readonly isIdempotent: boolean;
  /** The codes that are its own. */
  readonly own: OwnErrors;
}

/** What any request may be answered with. */
const ofAnyRequest: readonly ErrorCode[] = [
  'malformed-request',
  'malformed-address',
  'address-too-long',
  'header-too-long',
  'headers-too-large',
  'request-timeout',
  'expectation-failed',
  'refused',
  'unreadable',
  'internal-error',
  'store-full',
  'store-locked',
  'store-read-only',
  'store-damaged',
  'store-gone',
  'store-failing',
  'store-not-on-disk',
  'store-busy',
];

/** What any request may be answered with that has a body, and be it one that nobody asked for. */
const ofBodies: readonly ErrorCode[] = [
  'malformed-json',
  'not-utf-8',
  'nested-too-deeply',
  'unsupported-media-type',
  'body-too-large',
  'unreadable-body',
];

const ofIdempotent: readonly ErrorCode[] = [
  'invalid-idempotency-key',
  'idempotency-key-reused',
  'idempotency-in-progress',
  'idempotency-outcome-unknown',
];

const verbs = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * Adds to each operation what its decorators and its kind tell: the permission that it needs, in words and as
 * `x-permission`; the error codes of each status, with when they come and what to do; `If-Match` where it counts; what the
 * parts of its address are that vary.
 */
export function completeOperations(
  document: OpenAPIObject,
  facts: ReadonlyMap<string, RouteFacts>,
): OpenAPIObject {
  for (const [address, path] of Object.entries(document.paths)) {
    for (const verb of verbs) {
      const operation = path[verb];
      const of = operation && facts.get(operation.operationId ?? '');
      if (operation && of) complete(operation, of, verb);
      if (operation) describePathParameters(operation, address);
    }
  }
  document.components = {
    ...document.components,
    responses: {
      ...document.components?.responses,
      AnyRequest: problemResponse(ofAnyRequest, 'Any request may be answered so.'),
      AnyCommand: problemResponse([...ofBodies, ...ofAnyRequest], 'Any command may be answered so.'),
    },
    schemas: { ...withExamples(document.components?.schemas ?? {}), Problem: problemSchema() },
  };
  return document;
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

function withExamples(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      // What an answer has is called apart from what a request has.
      const example = own(examples, name.replace(/_Output$/, ''));
      return [name, example === undefined ? schema : { ...schema, example }];
    }),
  );
}

function complete(operation: OperationObject, facts: RouteFacts, verb: (typeof verbs)[number]): void {
  const isCommand = verb !== 'get';
  const needed = facts.isPublic
    ? []
    : [
        ...(facts.needs === 'any-key' ? [] : [facts.needs]),
        ...(isCommand ? ['commands'] : []),
        ...facts.own.needs,
      ];
  const permission = facts.isPublic ? 'none' : needed.join(' ') || 'any-key';
  operation.description = [operation.description, inWords(facts, needed)].filter(Boolean).join('\n\n');
  Object.assign(operation, { 'x-permission': permission });
  if (facts.isPublic) operation.security = [];
  if (facts.own.errors.includes('precondition-failed')) operation.parameters?.push(ifMatch());
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response && 'description' in response) response.description ||= own(STATUS_CODES, status) ?? '';
  }
  const codes = byStatus(codesOf(operation, facts, needed), facts.own.errorsOfFields);
  for (const [status, those] of codes) operation.responses[status] = problemResponse(those);
  // A command that takes no body may be sent one all the same.
  const any = isCommand && !operation.requestBody ? 'AnyCommand' : 'AnyRequest';
  operation.responses['default'] = { $ref: `#/components/responses/${any}` };
}

function describePathParameters({ parameters = [] }: OperationObject, address: string): void {
  for (const parameter of parameters) {
    if (!('in' in parameter) || parameter.in !== 'path') continue;
    const place = address.split('/').slice(0, address.split('/').indexOf(`{${parameter.name}}`) + 1);
    const description = own(pathParameters, place.slice(-2).join('/'));
    if (description !== undefined) parameter.description = description;
  }
}

/** The codes of an operation, without those of {@link ofAnyRequest}. */
function codesOf(operation: OperationObject, facts: RouteFacts, needed: readonly string[]): ErrorCode[] {
  const hasQuery = operation.parameters?.some((parameter) => 'in' in parameter && parameter.in === 'query');
  const codes: readonly ErrorCode[] = [
    ...(operation.requestBody || hasQuery === true ? (['invalid-request'] as const) : []),
    ...(operation.requestBody ? ofBodies : []),
    ...(facts.isPublic ? [] : (['unauthenticated'] as const)),
    ...(needed.length > 0 ? (['forbidden'] as const) : []),
    ...(facts.isIdempotent ? ofIdempotent : []),
    ...facts.own.errors,
  ];
  return [...new Set(codes)].sort();
}

function inWords({ isPublic, own: { needsOneOf } }: RouteFacts, needed: readonly string[]): string {
  if (isPublic) return 'Needs no key.';
  if (needed.length === 0) return 'Needs any valid key or session.';
  const quoted = (permissions: readonly string[]) => permissions.map((permission) => `\`${permission}\``);
  const one = needsOneOf.length === 0 ? '' : `, and by what is asked for ${quoted(needsOneOf).join(' or ')}`;
  return `Needs the permission ${quoted(needed).join(' and ')}${one}.`;
}

function byStatus(
  codes: readonly ErrorCode[],
  ofFields: readonly ErrorCode[],
): ReadonlyMap<number, readonly ErrorCode[]> {
  const found = new Map<number, ErrorCode[]>();
  const add = (status: number, code: ErrorCode) => found.set(status, [...(found.get(status) ?? []), code]);
  for (const code of codes) add(catalogue[code].status, code);
  for (const code of ofFields) add(catalogue[code].statusOfField ?? catalogue[code].status, code);
  return found;
}

function problemResponse(codes: readonly ErrorCode[], lead = ''): ResponseObject {
  const lines = codes.map((code) => `- \`${code}\`: ${catalogue[code].when} ${catalogue[code].todo}`);
  return {
    description: [lead, lines.join('\n')].filter(Boolean).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
          ],
        },
      },
    },
  };
}

function ifMatch() {
  return {
    name: 'If-Match',
    in: 'header' as const,
    required: false,
    description: 'The `ETag` of the resource as you have read it; if it has changed since, nothing happens.',
    schema: { type: 'string' },
  };
}

/** RFC 9457, section 3.1, and our `code`. */
function problemSchema() {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail'],
    properties: {
      type: { type: 'string', description: 'A name of the code as a URN.' },
      title: { type: 'string', description: "The status's own words." },
      status: { type: 'integer' },
      code: { type: 'string', description: 'Stable, for programs; see docs/errors.md.' },
      detail: { type: 'string', description: 'One sentence for a person.' },
      errors: {
        type: 'array',
        description: 'The fields of the request that are at fault.',
        items: {
          type: 'object',
          required: ['path', 'code', 'message'],
          properties: {
            path: { type: 'string', description: 'For example `layers[0].members[1].id`.' },
            code: { type: 'string' },
            message: { type: 'string' },
          },
        },
      },
    },
    additionalProperties: true,
  };
}
