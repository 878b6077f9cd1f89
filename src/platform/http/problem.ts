import { STATUS_CODES } from 'node:http';

/** One refused field; `path` is a JSON path without the leading `$`, e.g. `destination.id` or `agents[2]`. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ProblemExtra {
  readonly errors?: readonly FieldError[];
  /** Sent as the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Extension members (RFC 9457, 3.2), e.g. the state that a command did not fit. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The body of every answer that is an error (RFC 9457, `application/problem+json`). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable and meant for programs: it is what a client tests for. */
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/**
 * A refusal that the caller is told about. Services throw it; the filter turns it into an answer.
 * `detail` is one sentence for a person and must hold nothing that its reader may not see.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(`${code}: ${detail}`, extra.cause === undefined ? undefined : { cause: extra.cause });
  }

  toDocument(): ProblemDocument {
    return {
      ...this.extra.members,
      type: `urn:baton:problem:${this.code}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.detail,
      ...(this.extra.errors ? { errors: this.extra.errors } : {}),
    };
  }
}
