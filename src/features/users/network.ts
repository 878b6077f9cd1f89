import { isIPv6 } from 'node:net';

/** Bits of an IPv6 address that may belong to one site, from one link of it to all that a site is given (RFC 6177). */
const PREFIXES = [64, 56, 48] as const;

/**
 * The network that an address is counted by: of IPv6 the first 64 bits, as every customer and every machine has all the rest
 * to choose from (RFC 6177, RFC 8981) and could come from another address each time.
 */
export function networkOf(address: string): string {
  const [narrowest = address] = networksOf(address);
  return narrowest;
}

/**
 * The networks that an address lies in, the narrowest first: one of IPv4; of IPv6 the link (/64), and what a site may have
 * been given of them: 256 (/56), or 65,536 (/48).
 */
export function networksOf(address: string): readonly string[] {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return [mapped ?? address];
  const groups = groupsOf(address);
  return PREFIXES.map((bits) => {
    const kept = groups.slice(0, 4).map((group, at) => (group & maskOf(bits - 16 * at)).toString(16));
    return `${kept.slice(0, Math.ceil(bits / 16)).join(':')}::/${bits}`;
  });
}

/** The eight of them; what is behind the fourth is of no interest here, and need not be right. */
function groupsOf(address: string): readonly number[] {
  const [before = [], after] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = after === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...(after ?? [])].map((group) => parseInt(group, 16));
}

/** @param bits of a group of 16, from the left; all if there are more */
function maskOf(bits: number): number {
  return bits >= 16 ? 0xffff : 0xffff & (0xffff << (16 - bits));
}
