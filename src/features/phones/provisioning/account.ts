/** What a phone must be told to register. */
export interface SipAccount {
  /** SIP user, also the name it authenticates by. */
  readonly user: string;
  readonly password: string;
  /** Shown on the phone. */
  readonly name: string;
  readonly extension: string;
  /** Name or address; IPv6 in brackets. */
  readonly host: string;
  /** UDP. */
  readonly port: number;
}

/** @param server `host:port`, the host of IPv6 in brackets */
export function hostAndPort(server: string): Pick<SipAccount, 'host' | 'port'> {
  const colon = server.lastIndexOf(':');
  return { host: server.slice(0, colon), port: Number(server.slice(colon + 1)) };
}
