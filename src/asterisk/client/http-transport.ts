import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import { InTurn } from '../../platform/in-turn/in-turn';
import type { AriEndpoint } from './endpoint';
import { AriBadRequest, AriBadResponse, AriConnectionLost, AriError, AriTimeout } from './errors';
import { describeFailure, findCode, unreachable } from './failure';
import { renderQuery } from './operation';
import type { AriRequest, AriRequestOptions, AriResponse, AriTransport } from './transport';
import { MAX_BODY_BYTES } from './transport';

export interface HttpTransportOptions {
  readonly endpoint: AriEndpoint;
  /** how many connections at most; each is a thread in Asterisk, whose `sessionlimit` is 100 */
  readonly connections: number;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

/** Asterisk closes an idle connection after 15 s (`session_keep_alive`): we must be first, a POST is not repeatable. */
const KEEP_ALIVE_MS = 10_000;
/** Asterisk reads the request line into 4,096 bytes (http.c). */
const MAX_REQUEST_LINE_BYTES = 4_080;
/** The codes of failures before anything was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** ARI over kept-alive HTTP: for servers before REST over WebSocket, for binary answers, and to ask who is there. */
export class HttpTransport implements AriTransport {
  readonly kind = 'http';
  readonly #options: HttpTransportOptions;
  readonly #pool: Pool;
  readonly #prefix: string;
  /** the end of what was last asked on each lane with unfinished work */
  readonly #lanes = new InTurn();
  #closedBecause: string | undefined;

  constructor(options: HttpTransportOptions) {
    const url = new URL(options.endpoint.url);
    this.#options = options;
    this.#prefix = url.pathname;
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: options.connectTimeoutMs },
    });
  }

  async request(request: AriRequest, options: AriRequestOptions = {}): Promise<AriResponse> {
    const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs;
    if (options.lane === undefined) return this.#send(request, timeoutMs);
    // On several connections only waiting keeps an order; how the one before ended makes no difference.
    return this.#lanes.run(options.lane, () => this.#send(request, timeoutMs));
  }

  close(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    this.#pool.destroy(new AriConnectionLost(reason)).catch(() => undefined);
  }

  async #send(request: AriRequest, timeoutMs: number): Promise<AriResponse> {
    if (this.#closedBecause !== undefined) throw new AriConnectionLost(this.#closedBecause);
    const what = `${request.method} ${decodeURIComponent(request.path)}`;
    const path = `${this.#prefix}${request.path}${renderQuery(request.query)}`;
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    if (
      Buffer.byteLength(path) > MAX_REQUEST_LINE_BYTES ||
      (body !== null && Buffer.byteLength(body) > MAX_BODY_BYTES)
    ) {
      throw new AriBadRequest(`${what}: larger than Asterisk takes`);
    }
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#pool.request({
        method: request.method,
        path,
        headers: {
          ...this.#options.endpoint.headers(),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        body,
        signal,
      });
      return await readResponse(response, request, what);
    } catch (error) {
      throw signal.aborted ? new AriTimeout(what, timeoutMs) : this.#translate(error);
    }
  }

  #translate(error: unknown): AriError {
    if (error instanceof AriError) return error;
    if (this.#closedBecause !== undefined) return new AriConnectionLost(this.#closedBecause);
    if (NOT_SENT.has(findCode(error) ?? '')) return unreachable(this.#options.endpoint, error);
    return new AriConnectionLost(describeFailure(error));
  }
}

async function readResponse(
  response: Dispatcher.ResponseData,
  request: AriRequest,
  what: string,
): Promise<AriResponse> {
  const bytes = Buffer.from(await response.body.arrayBuffer());
  const reason = response.statusText;
  if (bytes.length === 0) return { status: response.statusCode, reason, body: undefined };
  if (request.accept === 'binary' && response.statusCode < 400) {
    return { status: response.statusCode, reason, body: bytes };
  }
  try {
    return { status: response.statusCode, reason, body: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch {
    // Asterisk's own error pages (401, 404 outside of ARI) are HTML: the status says enough.
    if (response.statusCode >= 400) return { status: response.statusCode, reason, body: undefined };
    throw new AriBadResponse(`${what}: the answer is not JSON`);
  }
}
