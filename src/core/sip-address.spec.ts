import { hostOf, isAddress, isHostName, isServer } from './sip-address';

it.each([
  'sip.carrier.example',
  'carrier',
  '198.51.100.7',
  'sip.carrier.example:5080',
  '[2001:db8::1]:5060',
  '[::1]',
])('calls may go to %s', (text) => expect(isServer(text)).toBe(true));

it.each([
  '',
  'sip.carrier.example/',
  'sip.carrier.example;transport=tls',
  'a b',
  'a\nb',
  'a\\b',
  'user@host',
  'host:0',
  'host:65536',
  'host:5060:1',
  '300.1.1.1',
  '1.2.3',
  '-a.example',
  '2001:db8::1',
  '[2001:db8::1',
  '[1::2::3]',
  '[12345::]',
  'a>b',
  'münchen.example',
])('calls may not go to %j', (text) => expect(isServer(text)).toBe(false));

it.each([
  '198.51.100.7',
  '198.51.100.0/24',
  '10.0.0.0/8',
  '2001:db8::/32',
  '2001:db8::1',
  'sip.carrier.example',
])('a carrier may be known by %s', (text) => expect(isAddress(text)).toBe(true));

it.each([
  '0.0.0.0/0',
  '10.0.0.0/7',
  '198.51.100.0/33',
  '::/0',
  '2001:db8::/129',
  '198.51.100.7:5060',
  '!1.2.3.4',
  '1.2.3.4,5.6.7.8',
])('a carrier may not be known by %s', (text) => expect(isAddress(text)).toBe(false));

it('tells names from addresses, and hosts from their ports', () => {
  expect(['carrier.example', '198.51.100.7', '198.51.100.0/24', '::1'].map(isHostName)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(['carrier.example:5080', '[2001:db8::1]:5080', '198.51.100.7'].map(hostOf)).toEqual([
    'carrier.example',
    '2001:db8::1',
    '198.51.100.7',
  ]);
});
