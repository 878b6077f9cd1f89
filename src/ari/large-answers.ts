import type { AriRequest } from './transport';

/** Whatever is there of a kind, and what an application holds. */
const GROWS =
  /^\/(applications(\/.*)?|bridges|channels|deviceStates|endpoints(\/[^/]+)?|recordings\/stored)$/;

/**
 * Whether the answer grows with what goes on in Asterisk, without a limit. Such an answer must come over HTTP: over a
 * WebSocket, Asterisk copies it whole onto the stack of its thread (`alloca` in ast_websocket_write), and one of half a
 * megabyte kills it, with every call that it has (measured with 22.10.1: a list of 750 channels came, one of 1,100 ended
 * in SIGSEGV).
 */
export function mayBeLarge({ method, path }: AriRequest): boolean {
  // Subscriptions and filters are answered with the whole application.
  return GROWS.test(path) && (method === 'GET' || path.startsWith('/applications/'));
}
