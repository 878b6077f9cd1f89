import type { AriEndpoint } from './endpoint';
import { AriAuthenticationError, AriNotAnAriServer, AriNotReady, AriUnreachable } from './errors';
import type { AriError } from './errors';

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
      return error instanceof Error ? error.message : 'unknown failure';
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

/** The system's or the HTTP client's code; a name with several addresses fails with one error for each. */
export function findCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return findCode(error.errors[0]);
  return findCode(error.cause);
}
