import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { refuseMisbehaviour } from './misbehaviour';

let http: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  http = createServer((_request, response) => response.end('fine'));
  refuseMisbehaviour(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

/** What is answered to these bytes until the server closes. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString('utf8')));
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}

it.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
    'malformed-request',
  ],
  [
    'headers without an end',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  ['an expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n\r\n', 417, 'expectation-failed'],
])('refuses %s with a problem document, and hangs up', async (_, bytes, status, code) => {
  const [head, body] = (await answerTo(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^Content-Type: application\/problem\+json$/im);
  expect(head).toMatch(/^Connection: close$/im);
  // A length is said by our own answers, and by Node's in chunks.
  expect(/\{.*\}/.exec(body ?? '')?.[0]).toContain(`"code":"${code}"`);
});

it('waits for a request no longer than it should take', () => {
  expect([http.requestTimeout, http.headersTimeout]).toEqual([600_000, 10_000]);
});

it('lets what is HTTP through', async () => {
  expect(await answerTo('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toContain('fine');
});
