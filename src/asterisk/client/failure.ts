import type { AriEndpoint } from './endpoint';
import type { AriError } from './errors';
import { AriAuthenticationError, AriNotAnAriServer, AriNotReady, AriUnreachable } from './errors';

/** What a status means that is not an answer of ARI itself, but to our attempt to get in. */
export function refusal(endpoint: AriEndpoint, status: number): AriError {
  switch (status) {
    case 401:
    case 403:
      return new AriAuthenticationError(endpoint.url, endpoint.user);
    case 503:
      return new AriNotReady(endpoint.url);
    default:
      return new AriNotAnAriServer(endpoint.url, `HTTP status ${status}`);
  }
}

/** What it means that no connection came about. */
export function unreachable(endpoint: AriEndpoint, error: unknown): AriUnreachable {
  return new AriUnreachable(endpoint.url, describeFailure(error));
}

/** Short and without addresses of libraries: `connection refused`, not a stack of causes. */
export function describeFailure(error: unknown): string {
  const code = findCode(error);
  switch (code) {
    case undefined:
      return property(error, 'message') ?? 'unknown failure';
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no such host';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'connection closed by the other side';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return 'no answer';
    default:
      return code;
  }
}

/**
 * The system's or the HTTP client's code, of the error itself or what it was caused by. A name with several addresses
 * fails with one error for each. Told by shape, not by class: Jest runs our code with error classes of its own.
 */
export function findCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return findCode(error.errors[0]);
  return property(error, 'code') ?? ('cause' in error ? findCode(error.cause) : undefined);
}

function property(error: unknown, name: 'code' | 'message'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
