import type { AriRequest } from './transport';

/** Whatever is there of a kind, and what an application holds. */
const GROWS =
  /^\/(applications(\/.*)?|bridges|channels|deviceStates|endpoints(\/[^/]+)?|recordings\/stored)$/;

/**
 * Whether the answer grows with what goes on in Asterisk, without a limit. Such an answer must come over HTTP: Asterisk's WebSocket is
 * not made for very large ones, and Asterisk may die of one, with every call that it has (measured with 22.10.1).
 */
export function mayBeLarge({ method, path }: AriRequest): boolean {
  // Subscriptions and filters are answered with the whole application.
  return GROWS.test(path) && (method === 'GET' || path.startsWith('/applications/'));
}
