import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { within } from '../support/await';
import { type Baton, startBaton } from '../support/baton';
import { untilIncident } from '../support/incidents';

jest.setTimeout(60_000);

const dir = mkdtempSync(join(tmpdir(), 'baton-connections-'));
const sockets: Socket[] = [];
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let agentKey: string;

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '201' });
  const key = { name: 'smallest', role: 'agent', agent: id, permissions: [] };
  agentKey = (await baton.done<{ key: string }>('POST', '/api-keys', key)).key;
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Begins a request, and then sends no more of it. */
function begin(bytes: string): Socket {
  const { hostname, port } = new URL(baton.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  sockets.push(socket);
  if (bytes !== '') socket.write(bytes);
  return socket;
}

async function answerTo(bytes: string): Promise<string> {
  const socket = begin(bytes);
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString('utf8')));
  await within(once(socket, 'close'), { withinMs: 20_000, what: 'the connection to be closed' });
  return text;
}

const post = (key: string | undefined, path = '/api/v1/agents') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\n${key === undefined ? '' : `Authorization: Bearer ${key}\r\n`}` +
  'Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"name":';

it('somebody who holds thousands of connections keeps nobody out, not even from the same address', async () => {
  const halves = [
    '',
    'GET /api/v1/calls HTT',
    'GET / HTTP/1.1\r\nHost: a\r\nX: ',
    post(undefined, '/api/v1/sign-in'),
  ];
  const open: Socket[] = [];
  while (open.length < 2_000) {
    const some = Array.from({ length: 100 }, (_, index) => begin(halves[index % halves.length] ?? ''));
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    open.push(...some);
  }
  for (let asked = 0; asked < 20; asked += 1) {
    const began = performance.now();
    expect((await fetch(`${baton.url}/readyz`, { headers: { connection: 'close' } })).status).toBe(200);
    const headers = { authorization: `Bearer ${baton.adminKey}`, connection: 'close' };
    expect((await fetch(`${baton.url}/api/v1/agents`, { headers })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2_000);
    open.push(...Array.from({ length: 50 }, () => begin(post(undefined, '/api/v1/sign-in'))));
  }
  const events = await baton.events();
  events.close();
  // Those that waited longest have been let go.
  await Promise.all(
    open
      .slice(0, 1_400)
      .filter((socket) => !socket.closed)
      .map((socket) => once(socket, 'close')),
  );
  expect(await untilIncident(baton, 'security.connections')).toMatchObject({ source: '127.0.0.1' });
});

it('half a body holds a connection for some seconds only, also of somebody who is known', async () => {
  const began = performance.now();
  for (const answer of await Promise.all([
    answerTo(post(baton.adminKey)),
    answerTo(post(agentKey)),
    answerTo(post(undefined, '/api/v1/sign-in')),
    answerTo(post(baton.adminKey, '/api/v1/music-classes/x/files')),
  ])) {
    expect(answer).toMatch(/^HTTP\/1.1 (408|4\d\d) /);
  }
  expect(performance.now() - began).toBeLessThan(16_000);
});

it('the body of somebody who is not known is not waited for', async () => {
  const socket = begin(post(undefined));
  const [data] = (await within(once(socket, 'data'), { withinMs: 2_000, what: 'an answer' })) as [Buffer];
  expect(data.toString('utf8')).toMatch(/^HTTP\/1.1 401 /);
});

it.each([
  [431, 'header-too-long', { 'if-match': `"${'a'.repeat(8_000)}` }],
  [431, 'header-too-long', { 'if-none-match': `"${'a'.repeat(8_000)}` }],
  [431, 'header-too-long', { authorization: `Bearer ${'a'.repeat(8_000)}` }],
  [431, 'header-too-long', { 'content-type': `application/json;${'a'.repeat(8_000)}` }],
  [431, 'header-too-long', { cookie: `a=${'a'.repeat(9_000)}` }],
  [431, 'headers-too-large', { cookie: `a=${'a'.repeat(17_000)}` }],
])('a header that is too long is refused by %i %s', async (status, code, headers) => {
  expect(await baton.api('GET', '/agents', undefined, headers)).toMatchObject({ status, body: { code } });
});

it('an address that is too long is refused', async () => {
  const path = `/agents?cursor=${'a'.repeat(5_000)}`;
  expect(await baton.api('GET', path)).toMatchObject({ status: 414, body: { code: 'address-too-long' } });
});

it('a hand-shake with a header that is too long is refused', async () => {
  const text = await answerTo(
    'GET /api/v1/events HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Protocol: ${'baton.v1, '.repeat(500)}bearer.${agentKey}\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1.1 431 .*"code":"header-too-long"/s);
});
