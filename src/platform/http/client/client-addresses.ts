import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { Logger } from '@nestjs/common';
import { networksOf } from '../../settings/trusted-proxies';

/** More proxies one after another than anybody has. */
const MAX_HOPS = 64;

/** What of a request tells where it comes from. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * The sender of a request, as far as that can be believed. A proxy that is trusted says in `X-Forwarded-For` whom it passes on;
 * what anybody else says there counts for nothing. Of several proxies one after another each must be trusted: the client is
 * the last address, seen from us, that none of them has.
 */
export class ClientAddresses {
  readonly #logger = new Logger(ClientAddresses.name);
  readonly #trusted = new BlockList();
  #hasHinted = false;

  /** @param proxies as `TRUSTED_PROXIES` names them, each checked by `isTrustable` */
  constructor(proxies: readonly string[]) {
    for (const { network, prefix } of proxies.flatMap(networksOf))
      this.#trusted.addSubnet(network, prefix, familyOf(network));
  }

  /** An IP address, of IPv4 always as such; empty if the connection is gone already. */
  of({ headers, socket }: Received): string {
    let client = plain(socket.remoteAddress ?? '');
    const named = [headers['x-forwarded-for'] ?? []].flat().join(',');
    if (named === '') return client;
    if (!this.#isTrusted(client)) this.#hint(client);
    for (const hop of named.split(',').slice(-MAX_HOPS).reverse()) {
      const address = plain(hop);
      // What is no address a proxy has passed on unread: whoever sent it is behind the last that is known.
      if (!this.#isTrusted(client) || isIP(address) === 0) return client;
      client = address;
    }
    return client;
  }

  #isTrusted(address: string): boolean {
    return isIP(address) !== 0 && this.#trusted.check(address, familyOf(address));
  }

  /** Once: that somebody may forge it does not fill the log. */
  #hint(address: string): void {
    if (this.#hasHinted) return;
    this.#hasHinted = true;
    const detail =
      'X-Forwarded-For counts for nothing, as it came from an address that TRUSTED_PROXIES does not name; ' +
      'if that is a proxy of yours, name it there, or all who come by it are taken for one';
    this.#logger.warn({ address }, detail);
  }
}

/** Without port, brackets and zone, as proxies write them; IPv4 as such, which a socket for both kinds does not. */
function plain(address: string): string {
  const bare = address.trim().replace(/^\[([^\]]*)\](:\d{1,5})?$/, '$1');
  const withoutPort = /^[0-9.]{7,15}:\d{1,5}$/.test(bare) ? bare.slice(0, bare.indexOf(':')) : bare;
  const [withoutZone = ''] = withoutPort.split('%');
  return /^::ffff:([0-9.]{7,15})$/i.exec(withoutZone)?.[1] ?? withoutZone;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
