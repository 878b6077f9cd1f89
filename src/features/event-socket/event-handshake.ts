/** What we speak; answered in the hand-shake, so that the key, which is offered beside it, is never echoed. */
export const SUBPROTOCOL = 'baton.v1';

/**
 * The key that a browser offers as a subprotocol, as its WebSocket cannot set headers. In the address it would end up in
 * logs, so it is not looked for there. A key holds only characters that a subprotocol may have (RFC 6455, 4.1).
 */
export function keyOf(offered: string | undefined): string | undefined {
  const protocols = (offered ?? '').split(',').map((protocol) => protocol.trim());
  if (!protocols.includes(SUBPROTOCOL)) return undefined;
  return protocols.find((protocol) => protocol.startsWith('bearer.'))?.slice('bearer.'.length);
}
