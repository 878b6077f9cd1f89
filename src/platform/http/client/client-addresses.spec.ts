import { Logger } from '@nestjs/common';
import { isTrustable } from '../../settings/trusted-proxies';
import { ClientAddresses } from './client-addresses';

const hints = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
beforeEach(() => hints.mockClear());

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded as string },
});

describe('who sends a request', () => {
  const nobodyTrusted = new ClientAddresses([]);
  const one = new ClientAddresses(['10.0.0.1']);
  const several = new ClientAddresses(['loopback', '10.0.0.0/8', 'fd00::/8']);

  it.each([
    ['without a proxy', nobodyTrusted, from('192.0.2.1'), '192.0.2.1'],
    ['as a socket for both kinds writes it', nobodyTrusted, from('::ffff:192.0.2.1'), '192.0.2.1'],
    ['of IPv6', nobodyTrusted, from('2001:db8::1'), '2001:db8::1'],
    ['on this link', nobodyTrusted, from('fe80::1%eth0'), 'fe80::1'],
    ['who has gone', nobodyTrusted, from(undefined), ''],
    ['who forges it', nobodyTrusted, from('192.0.2.1', '198.51.100.7'), '192.0.2.1'],
    ['who forges it where a proxy is trusted', one, from('192.0.2.1', '10.0.0.1'), '192.0.2.1'],
    ['by a proxy', one, from('10.0.0.1', '192.0.2.1'), '192.0.2.1'],
    ['by a proxy, mapped', one, from('::ffff:10.0.0.1', '192.0.2.1'), '192.0.2.1'],
    [
      'by a proxy, having forged one before it',
      one,
      from('10.0.0.1', '198.51.100.7, 192.0.2.1'),
      '192.0.2.1',
    ],
    [
      'by a proxy, having forged the proxy',
      one,
      from('10.0.0.1', '198.51.100.7, 10.0.0.1, 192.0.2.1'),
      '192.0.2.1',
    ],
    ['by a proxy that says nothing', one, from('10.0.0.1'), '10.0.0.1'],
    ['by a proxy that says nothing of use', one, from('10.0.0.1', ''), '10.0.0.1'],
    ['by a proxy that passes on what is no address', one, from('10.0.0.1', '<script>'), '10.0.0.1'],
    ['by a proxy that hides it', one, from('10.0.0.1', 'unknown'), '10.0.0.1'],
    ['by a proxy, with a port', one, from('10.0.0.1', '192.0.2.1:4711'), '192.0.2.1'],
    ['by a proxy, of IPv6, with a port', one, from('10.0.0.1', '[2001:db8::1]:4711'), '2001:db8::1'],
    ['by a proxy, of IPv6, without', one, from('10.0.0.1', '2001:db8::1'), '2001:db8::1'],
    ['by two proxies', several, from('127.0.0.1', '192.0.2.1, 10.1.2.3'), '192.0.2.1'],
    ['by two proxies, in two headers', several, from('::1', ['192.0.2.1', 'fd00::7']), '192.0.2.1'],
    ['by two proxies, of which one is not trusted', one, from('10.0.0.1', '192.0.2.1, 10.0.0.2'), '10.0.0.2'],
    ['from within the trusted network', several, from('127.0.0.1', '10.0.0.9'), '10.0.0.9'],
  ])('%s', (_, addresses, request, client) => {
    expect(addresses.of(request)).toBe(client);
  });

  it('is quick to tell, however much is written there', () => {
    const hops = Array.from({ length: 20_000 }, (_, i) => `10.0.${i % 256}.${i % 250}`).join(',');
    const since = performance.now();
    expect(several.of(from('127.0.0.1', hops))).toMatch(/^10\./);
    expect(performance.now() - since).toBeLessThan(50);
  });

  it('is hinted at once, when a proxy is not trusted', () => {
    const addresses = new ClientAddresses([]);
    for (const _ of [1, 2, 3]) addresses.of(from('10.0.0.1', '192.0.2.1'));
    expect(hints.mock.calls).toEqual([[{ address: '10.0.0.1' }, expect.stringContaining('TRUSTED_PROXIES')]]);
  });
});

describe('a proxy to be trusted', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '2001:db8::1/128', 'loopback', 'uniquelocal'])(
    'is %s',
    (proxy) => expect(isTrustable(proxy)).toBe(true),
  );

  it.each([
    '',
    'proxy.example',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0/8',
    '10.0.0.1/',
    '10.0.0.1/-1',
    'constructor',
    '*',
    'true',
  ])('is not %j', (proxy) => expect(isTrustable(proxy)).toBe(false));
});
