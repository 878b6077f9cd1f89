/** One request to ARI, in the shape that both ways to send it share. */
export interface AriRequest {
  readonly method: string;
  /** percent-encoded, begins with `/`, without the query */
  readonly path: string;
  /** decoded names and values, each name once */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** a JSON value */
  readonly body?: unknown;
  readonly accept: 'json' | 'binary';
}

export interface AriResponse {
  readonly status: number;
  /** the status line's text */
  readonly reason: string;
  /** the parsed JSON, a `Buffer` for a binary answer, undefined when there is none */
  readonly body: unknown;
}

export interface AriRequestOptions {
  /** how long to wait for the answer; the client's `requestTimeoutMs` when not given */
  readonly timeoutMs?: number | undefined;
  /** requests with the same lane (a channel's id, for instance) reach Asterisk in the order they were made */
  readonly lane?: string | undefined;
}

/**
 * A way to send requests.
 *
 * `request` resolves with whatever status Asterisk gives, and rejects with AriTimeout, AriConnectionLost,
 * AriUnreachable, AriBadRequest or AriBadResponse.
 */
export interface AriTransport {
  readonly kind: 'websocket' | 'http';
  request(request: AriRequest, options?: AriRequestOptions): Promise<AriResponse>;
  /** fails everything pending with AriConnectionLost and refuses what comes after */
  close(reason: string): void;
}

/** Asterisk's limit for a request's body (http.c, MAX_CONTENT). */
export const MAX_BODY_BYTES = 40_960;
