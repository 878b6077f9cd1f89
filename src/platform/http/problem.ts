import { STATUS_CODES } from 'node:http';
import { catalogue } from '../refusals/catalogue';
import type { FieldError, Refused } from '../refusals/refused';
import { toRefused } from './to-refused';

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

/** The one place in which a refusal gets its HTTP status. */
export function statusOf({ code, extra }: Refused): number {
  const { status, statusOfField = status } = catalogue[code];
  return extra.status ?? (extra.errors ? statusOfField : status);
}

export function toProblem(refused: Refused): ProblemDocument {
  const status = statusOf(refused);
  const { code, detail, extra } = refused;
  return {
    ...extra.members,
    type: `urn:baton:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(extra.errors ? { errors: extra.errors } : {}),
  };
}

/** What became of a request that has thrown this. */
export function outcomeOf(error: unknown): { readonly status: number; readonly code: string } {
  const refused = toRefused(error);
  return refused
    ? { status: statusOf(refused), code: refused.code }
    : { status: 500, code: 'internal-error' };
}
