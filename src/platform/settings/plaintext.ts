import { BlockList, isIP, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether what is sent to this address can be read on a network: ARI's password goes along with every request. By its
 * literal, and not by looking a name up: what a name leads to may change, and be changed by others. `localhost` is the
 * one name that must lead nowhere else (RFC 6761, 6.3).
 */
export function isReadableOnTheWay(url: URL): boolean {
  if (url.protocol === 'https:') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost') return false;
  return isIP(host) === 0 || !loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}
