import { isIP } from 'node:net';

export interface Network {
  readonly network: string;
  /** Bits that all its addresses begin with. */
  readonly prefix: number;
}

/** The names that Express has for them. */
const named: Readonly<Record<'loopback' | 'linklocal' | 'uniquelocal', readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Whether it is an address, a network as `10.0.0.0/8`, or a name for some. All addresses there are would be no trust. */
export function isTrustable(proxy: string): boolean {
  const networks = networksOf(proxy);
  return (
    networks.length > 0 &&
    networks.every(({ network, prefix }) => {
      const bits = { 0: 0, 4: 32, 6: 128 }[isIP(network)] ?? 0;
      return prefix >= 1 && prefix <= bits;
    })
  );
}

/** What {@link isTrustable} says of them has to be asked first. */
export function networksOf(proxy: string): readonly Network[] {
  if (Object.hasOwn(named, proxy)) return named[proxy as keyof typeof named].flatMap(networksOf);
  const [, network = '', prefix] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(proxy) ?? [];
  if (network === '') return [];
  return [{ network, prefix: prefix === undefined ? (isIP(network) === 6 ? 128 : 32) : Number(prefix) }];
}
