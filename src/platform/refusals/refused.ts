import type { ErrorCode } from './catalogue';

/** One refused field; `path` is a JSON path without the leading `$`, e.g. `destination.id` or `agents[2]`. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface RefusedExtra {
  /** The fields of the request that are at fault. */
  readonly errors?: readonly FieldError[];
  /** HTTP's own refusals only: what the layers below ours gave as the status. */
  readonly status?: number;
  /** After so long it is worth trying again. */
  readonly retryAfterSeconds?: number;
  /** What a program may want to know besides, e.g. the state that a command did not fit. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * What was asked for does not happen, for a reason that whoever asked can do something about. Services, ports and their
 * adapters throw it, so that a transaction which it leaves is rolled back; it knows nothing of HTTP, whose status the
 * catalogue has (src/platform/http/problem.ts). Where a refusal is an answer among others, such as in a search, it is
 * returned as a value.
 *
 * `detail` is one sentence for a person and must hold nothing that its reader may not see.
 */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly extra: RefusedExtra = {},
  ) {
    super(`${code}: ${detail}`, extra.cause === undefined ? undefined : { cause: extra.cause });
  }
}
