/**
 * What may stand for a host in a SIP address. Addresses of SIP are put together of these texts, so nothing passes here that
 * could end a host and begin something else.
 */

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const octet = /^(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$/;
const LONGEST_HOST_NAME = 253;

/** Networks wider than these would let half the world in as the carrier. */
const widestNetwork = { 4: 8, 6: 16 } as const;

/** A host name (RFC 1123) or an IPv4 address; what looks like a broken address is neither. */
export function isHost(text: string): boolean {
  return isIpv4(text) || (isHostNameAtAll(text) && !/^[0-9.]+$/.test(text));
}

/** `host`, `host:port`, `[IPv6]` or `[IPv6]:port`. */
export function isServer(text: string): boolean {
  const [, bracketed, host, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) return false;
  if (bracketed !== undefined) return isIpv6(bracketed);
  return host !== undefined && isHost(host);
}

/** A host name, an address or a network, by which calls that come in are recognised. */
export function isAddress(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  if (bits === undefined) return isHost(address) || isIpv6(address);
  if (isIpv4(address)) return Number(bits) >= widestNetwork[4] && Number(bits) <= 32;
  return isIpv6(address) && Number(bits) >= widestNetwork[6] && Number(bits) <= 128;
}

/** Asterisk looks host names up once, when it is given them. */
export function isHostName(address: string): boolean {
  return isHost(address) && !isIpv4(address);
}

/** Without brackets and port. */
export function hostOf(server: string): string {
  return server.replace(/^\[(.*)\](?::[0-9]+)?$/, '$1').replace(/^([^:]*):[0-9]+$/, '$1');
}

function isHostNameAtAll(text: string): boolean {
  return text.length <= LONGEST_HOST_NAME && text.split('.').every((part) => label.test(part));
}

function isIpv4(text: string): boolean {
  const parts = text.split('.', 5);
  return parts.length === 4 && parts.every((part) => octet.test(part));
}

function isIpv6(text: string): boolean {
  if (!/^[0-9A-Fa-f:]{2,39}$/.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
