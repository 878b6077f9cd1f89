import type { AriErrorCode } from './errors';
import { AriBadRequest, AriError, AriHttpError } from './errors';
import type { AriRequest, AriRequestOptions, AriResponse, AriTransport } from './transport';

export type AriCallOptions = AriRequestOptions;

/** Channel or bridge variables; functions of the dialplan are allowed as names: `CONNECTEDLINE(num,i)`. */
export type AriVariables = Readonly<
  Record<string, string | { readonly value: string; readonly report_events?: boolean }>
>;

/** Which events an application receives: all, less those disallowed, or only those allowed. */
export interface AriEventFilter {
  readonly allowed?: readonly { readonly type: string }[];
  readonly disallowed?: readonly { readonly type: string }[];
}

/** in characters, each of which can be nine bytes when encoded; a request has more than one parameter */
const LONGEST_IN_QUERY = 100;

/** What the generator knows of an operation. */
export interface OperationSpec {
  readonly method: string;
  /** with `{name}` for each path parameter */
  readonly path: string;
  readonly query: readonly string[];
  readonly body?: { readonly name: string; readonly shape: 'wrapped' | 'whole' };
  readonly result: 'json' | 'void' | 'binary';
}

/** Carries out an operation; the result's type is vouched for by the generator. */
export type AriCall = <T>(spec: OperationSpec, params: object, options?: AriCallOptions) => Promise<T>;

/**
 * Puts the parameters where Asterisk expects them.
 * @throws {AriBadRequest} when a path parameter is missing or cannot be an id
 */
export function buildRequest(spec: OperationSpec, params: object): AriRequest {
  const given = new Map(Object.entries(params).filter(([, value]) => value !== undefined));
  for (const [name, value] of given) {
    const texts = [value].flat().filter((item) => typeof item === 'string');
    if (!texts.every(isText)) throw unfit(spec, name);
  }
  const path = spec.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeSegment(spec, name, given.get(name)),
  );
  const query: [string, string][] = [];
  const inBody = new Map<string, unknown>();
  for (const name of spec.query) {
    if (!given.has(name)) continue;
    const value: unknown = given.get(name);
    if (spec.body?.shape !== 'whole' && belongsInBody(value)) inBody.set(name, value);
    else query.push([name, String(value)]);
  }
  const body = buildBody(spec, given, Object.fromEntries(inBody));
  const accept = spec.result === 'binary' ? 'binary' : 'json';
  return { method: spec.method, path, query, accept, ...(body === undefined ? {} : { body }) };
}

/**
 * Any parameter of a query can go in a JSON body instead. In the query a list is split at its commas, whatever their
 * encoding, and the whole request line must fit into 4,096 bytes.
 */
function belongsInBody(value: unknown): boolean {
  const hasComma = Array.isArray(value) && value.some((item) => String(item).includes(','));
  return hasComma || String(value).length > LONGEST_IN_QUERY;
}

function buildBody(
  spec: OperationSpec,
  given: ReadonlyMap<string, unknown>,
  rest: Record<string, unknown>,
): unknown {
  const value = spec.body && given.get(spec.body.name);
  if (value === undefined || spec.body === undefined) return Object.keys(rest).length > 0 ? rest : undefined;
  return spec.body.shape === 'whole' ? value : { ...rest, [spec.body.name]: value };
}

function encodeSegment(spec: OperationSpec, name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') throw unfit(spec, name);
  return encodeURIComponent(value);
}

/** Asterisk ends a text at its first NUL, and half a surrogate pair has no encoding. */
function isText(value: string): boolean {
  return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
}

function unfit(spec: OperationSpec, name: string): AriBadRequest {
  return new AriBadRequest(`${spec.method} ${spec.path}: the value of "${name}" cannot be sent`);
}

/** @returns `?a=b&c=d`, or nothing when there is no parameter */
export function renderQuery(query: AriRequest['query']): string {
  if (query.length === 0) return '';
  // not URLSearchParams: its "+" for a space is not decoded everywhere in Asterisk
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}

/**
 * @throws {AriHttpError} for a status of 400 or more; the path in it is decoded, for people to read
 */
export function readResult(spec: OperationSpec, request: AriRequest, response: AriResponse): unknown {
  if (response.status >= 400) {
    const detail = explanation(response.body);
    throw new AriHttpError(
      response.status,
      request.method,
      decodeURIComponent(request.path),
      response.reason,
      detail,
    );
  }
  return spec.result === 'void' ? undefined : response.body;
}

function explanation(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('message' in body && typeof body.message === 'string') return body.message;
  if ('error' in body && typeof body.error === 'string') return body.error;
  return undefined;
}

/** What became of a request; `tookMs` with its fractions. */
export interface AriRequestDone {
  /** first segment of its path, as ARI's own description has it */
  readonly resource: string;
  readonly result: 'done' | AriErrorCode;
  readonly tookMs: number;
}

/**
 * An {@link AriCall} that sends through whatever transport is there at the moment of the call.
 * @param tell told of each request when it has its answer, or has none
 */
export function callThrough(
  transportFor: (request: AriRequest) => AriTransport,
  tell: (done: AriRequestDone) => void = () => undefined,
): AriCall {
  return async <T>(spec: OperationSpec, params: object, options?: AriCallOptions): Promise<T> => {
    const since = performance.now();
    const done = (result: AriRequestDone['result']): void =>
      tell({ resource: resourceOf(spec), result, tookMs: performance.now() - since });
    try {
      const request = buildRequest(spec, params);
      const response = await transportFor(request).request(request, options);
      const result = readResult(spec, request, response) as T;
      done('done');
      return result;
    } catch (error) {
      if (error instanceof AriError) done(error.code);
      throw error;
    }
  };
}

function resourceOf({ path }: OperationSpec): string {
  return path.split('/')[1] ?? '';
}
