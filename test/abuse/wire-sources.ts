import type { Dice } from '../simulation/dice';
import { refused } from './attempt';
import { noise, type Source, type Target } from './source';

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-version': '13',
};

/** Bytes that are no request, or two in one; whatever they are, nothing comes of them. */
export const noHttp: Source = async (target, dice) => {
  const { authorization = '' } = target.people.admin.headers;
  const { why, bytes } = dice.pick(oddRequests)(dice, `Host: a\r\nAuthorization: ${authorization}\r\n`);
  await target.askRaw(`no HTTP, ${why}`, bytes);
};

interface Bytes {
  readonly why: string;
  readonly bytes: string | Buffer;
}

const POST = 'POST /api/v1/agents HTTP/1.1\r\n';
const GET = 'GET /api/v1/nothing HTTP/1.1\r\n';

// Where a body would be taken it is one that a route refuses.
const oddRequests: readonly ((dice: Dice, head: string) => Bytes)[] = [
  (dice) => ({ why: 'noise', bytes: noise(dice, 2_000) }),
  () => ({ why: 'TLS', bytes: Buffer.from('16030100c8010000c40303', 'hex') }),
  () => ({ why: 'HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' }),
  () => ({ why: 'HTTP/0.9', bytes: 'GET /api/v1/agents\r\n\r\n' }),
  (_, head) => ({ why: 'another version', bytes: `GET / HTTP/9.9\r\n${head}\r\n` }),
  (_, head) => ({
    why: 'two lengths',
    bytes: `${POST}${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}{`,
  }),
  (_, head) => ({
    why: 'length and chunks',
    bytes: `${POST}${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE / HTTP/1.1\r\n\r\n`,
  }),
  (dice, head) => ({
    why: 'a transfer encoding',
    bytes: `${POST}${head}Transfer-Encoding: ${dice.pick(['xchunked', 'chunked, identity', '\x0bchunked', 'gzip'])}\r\n\r\n0\r\n\r\n`,
  }),
  (dice, head) => ({
    why: 'a broken chunk',
    bytes: `${POST}${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${dice.pick(['zz', '-1', 'ffffffffffffffff', '0x2', ''])}\r\n{}\r\n`,
  }),
  (dice, head) => ({
    why: 'a length',
    bytes: `${POST}${head}Content-Length: ${dice.pick(['-1', '1e3', 'abc', '99999999999999999999', '+2', '0x2'])}\r\n\r\n{}`,
  }),
  (dice, head) => ({
    why: 'a header name',
    bytes: `${GET}${head}${dice.pick(['X Y', 'X\0', '', ' X', 'X(', '\xff'])}: 1\r\n\r\n`,
  }),
  (dice, head) => ({
    why: 'a header value',
    bytes: `${GET}${head}X: a${dice.pick(['\0', '\x01', '\x7f', '\r', '\x1b'])}b\r\n\r\n`,
  }),
  (_, head) => ({ why: 'long headers', bytes: `${GET}${head}X: ${'x'.repeat(20_000)}\r\n\r\n` }),
  (_, head) => ({ why: 'many headers', bytes: `${GET}${head}${'X: 1\r\n'.repeat(4_000)}\r\n` }),
  (dice, head) => ({
    why: 'a long address',
    bytes: `GET /${'a'.repeat(dice.pick([15_000, 40_000]))} HTTP/1.1\r\n${head}\r\n`,
  }),
  (dice, head) => ({
    why: 'an address',
    bytes: `GET ${dice.pick(['nothing', '\\', '/a b', '/\x01', '*', '/\xff\xfe', 'a:b:c'])} HTTP/1.1\r\n${head}\r\n`,
  }),
  (dice, head) => ({
    why: 'a method',
    bytes: `${dice.pick(['get', 'GET\0', '', 'G E T', 'BREW', 'DELETEX', '\xff'])} / HTTP/1.1\r\n${head}\r\n`,
  }),
  (_, head) => ({
    why: 'an expectation',
    bytes: `${POST}${head}Expect: 200-ok\r\nContent-Length: 0\r\n\r\n`,
  }),
  (_, head) => ({
    why: 'no host',
    bytes: `GET /api/v1/nothing HTTP/1.1\r\n${head.split('\r\n')[1]}\r\nConnection: close\r\n\r\n`,
  }),
  (_, head) => ({ why: 'two hosts', bytes: `${GET}${head}Host: evil\r\nConnection: close\r\n\r\n` }),
  (_, head) => ({ why: 'bare line feeds', bytes: `${GET}${head}`.replaceAll('\r\n', '\n').concat('\n') }),
  (_, head) => ({ why: 'a folded header', bytes: `${GET}${head}X: a\r\n b\r\nConnection: close\r\n\r\n` }),
  (_, head) => ({
    why: 'a proxy',
    bytes: `GET http://evil.example/api/v1/nothing HTTP/1.1\r\n${head}Connection: close\r\n\r\n`,
  }),
  (_, head) => ({
    why: 'an upgrade',
    bytes: `${POST}${head}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n`,
  }),
];

/** Hand-shakes that are none, lead elsewhere, or come without a key. */
export const handshakes: Source = async (target, dice) => {
  const { what, path = '/api/v1/events', headers } = dice.pick(badHandshakes(target, dice));
  await target.ask({
    kind: `hand-shake, ${what}`,
    method: 'GET',
    path,
    headers: { ...handshake, ...headers },
    expected: refused(400, 401, 404, 431),
  });
};

interface BadHandshake {
  readonly what: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
}

function badHandshakes({ people }: Target, dice: Dice): readonly BadHandshake[] {
  const { headers } = people.admin;
  const key = (headers['authorization'] ?? '').replace('Bearer ', '');
  const events = '/api/v1/events';
  const falseKey = dice.pick(people.falseKeys);
  return [
    {
      what: falseKey.what,
      headers: falseKey.headers,
      ...(falseKey.query === undefined ? {} : { path: `${events}?${falseKey.query}` }),
    },
    { what: 'foreign page', headers: { ...people.signedIn.headers, origin: 'http://evil.example' } },
    { what: 'a key without our protocol', headers: { 'sec-websocket-protocol': `bearer.${key}` } },
    { what: 'a wrong key as a protocol', headers: { 'sec-websocket-protocol': 'baton.v1, bearer.x' } },
    { what: 'a key in the address', headers: {}, path: `${events}?key=${key}` },
    {
      what: 'another address',
      headers,
      path: dice.pick(['/', '//', '/api/v1/calls', '/api/v1/eventsx', '/%2e', '/ari/events', '*']),
    },
    {
      what: 'a query',
      headers,
      path: `${events}?${dice.pick(['since=-1', 'since=x', 'since=1e99', 'callId=', `callId=${'x'.repeat(65)}`, 'sinse=1', '__proto__=1'])}`,
    },
    {
      what: 'a version',
      headers: { ...headers, 'sec-websocket-version': dice.pick(['12', '7', '0', 'x', '99']) },
    },
    {
      what: 'a nonce',
      headers: { ...headers, 'sec-websocket-key': dice.pick(['', 'x', 'AAAA', '=='.repeat(500)]) },
    },
    { what: 'a protocol', headers: { ...headers, upgrade: dice.pick(['h2c', 'websocketx', 'TLS/1.0']) } },
    {
      what: 'protocols',
      headers: { ...headers, 'sec-websocket-protocol': dice.pick(['a,,b', 'a b', '"', 'a,a']) },
    },
  ];
}
