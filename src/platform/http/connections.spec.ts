import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type ConnectionLimits, Connections, type Holder, usualLimits } from './connections';

const limits: ConnectionLimits = {
  ...usualLimits,
  strangersOfOneNetwork: 5,
  strangers: 8,
  ofOnePrincipal: 3,
  leastBytesPerSecond: 10_000,
  graceMs: 200,
  unreadMs: 300,
  lookEveryMs: 20,
};

const PROXY = '127.0.0.9';
const HALF = 'GET / HTTP/1.1\r\nHost: a\r\n';
const WHOLE = `${HALF}\r\n`;
const KNOWN = `${HALF}X-Key: anna\r\n\r\n`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const fine: Handler = (request, response) => {
  request.resume();
  request.once('end', () => response.end('fine'));
};

let http: Server;
let handler: Handler;
let holders: Holder[];
const sockets: Socket[] = [];

beforeEach(async () => {
  handler = fine;
  holders = [];
  http = createServer((request, response) => handler(request, response));
  const rules = {
    knownBy: ({ headers }: IncomingMessage) => headers['x-key']?.toString(),
    networkOf: (address: string) => (address === PROXY ? undefined : address),
    tooMany: (holder: Holder) => holders.push(holder),
  };
  new Connections(http, rules, limits);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

/** A connection that the server has taken. */
async function open(bytes = '', localAddress = '127.0.0.1'): Promise<Socket> {
  const taken = once(http, 'connection');
  const { port } = http.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  sockets.push(socket);
  await taken;
  if (bytes !== '') socket.write(bytes);
  return socket;
}

async function several(count: number, bytes?: string, from?: string): Promise<readonly Socket[]> {
  const all: Socket[] = [];
  while (all.length < count) all.push(await open(bytes, from));
  return all;
}

const ended = (socket: Socket) => (socket.closed ? Promise.resolve() : once(socket, 'close'));

/** What is answered to these bytes. */
async function answered(socket: Socket, bytes = ''): Promise<string> {
  if (bytes !== '') socket.write(bytes);
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString('latin1');
}

describe('connections that only stand there', () => {
  it('are ended, those first that have stood there longest, and whoever comes with a request is answered', async () => {
    const half = await several(12, HALF);
    await Promise.all(half.slice(0, 7).map(ended));
    expect(await answered(await open(), WHOLE)).toContain('fine');
    expect(holders).toContainEqual({ type: 'network', network: '127.0.0.1' });
    expect(half.slice(8).every(({ closed }) => !closed)).toBe(true);
  });

  it('of one network do not push out those of another', async () => {
    const other = await several(2, HALF, '127.0.0.2');
    await several(12, HALF);
    for (const socket of other) expect(await answered(socket, '\r\n')).toContain('fine');
  });

  it('of all networks together are no more than are kept', async () => {
    const first = await open(HALF, '127.0.0.2');
    for (const from of ['127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6']) await several(2, HALF, from);
    await ended(first);
    expect(holders).toContainEqual({ type: 'everybody' });
  });

  it('of a proxy may be more, as everybody comes from there', async () => {
    const all = await several(7, HALF, PROXY);
    for (const socket of all) expect(await answered(socket, '\r\n')).toContain('fine');
  });

  it('push nobody out who is known, or whose request is being carried out', async () => {
    const known = await open(KNOWN);
    await once(known, 'data');
    const held = new Promise<ServerResponse>((resolve) => {
      handler = (request, response) =>
        request.url === '/held' ? resolve(response) : fine(request, response);
    });
    const served = await open(WHOLE.replace('/', '/held'));
    const response = await held;
    await several(30, HALF);
    expect(known.closed).toBe(false);
    expect(await answered(known, KNOWN)).toContain('fine');
    const answer = answered(served);
    response.end('at last');
    expect(await answer).toContain('at last');
  });

  it('of one key are no more than are kept, either', async () => {
    const all = await several(5);
    for (const socket of all) await answered(socket, KNOWN);
    await Promise.all(all.slice(0, 2).map(ended));
    expect(holders).toContainEqual({ type: 'principal', id: 'anna' });
    expect(await answered(await open(), WHOLE)).toContain('fine');
  });
});

const POST = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n`;

describe('a body', () => {
  it('that does not come is refused, and the connection ended', async () => {
    const socket = await open();
    expect(await answered(socket, `${POST}half`)).toMatch(/^HTTP\/1.1 408 .*"code":"request-timeout"/s);
    await ended(socket);
  });

  it('that comes byte by byte is refused as well', async () => {
    const socket = await open(POST);
    const dripping = setInterval(() => socket.write('x'), 10);
    expect(await answered(socket)).toMatch(/^HTTP\/1.1 408/);
    clearInterval(dripping);
  });

  it('that comes slowly, but fast enough, is taken', async () => {
    const socket = await open(POST);
    const steady = setInterval(() => socket.write('x'.repeat(1_000)), 50);
    expect(await answered(socket)).toContain('fine');
    clearInterval(steady);
  });

  it('that is not read by us is not slow', async () => {
    const taken = new Promise<IncomingMessage>((resolve) => {
      handler = (request, response) => {
        resolve(request);
        request.once('end', () => response.end('fine'));
      };
    });
    const size = 10_000_000;
    const socket = await open(POST.replace('20000', String(size)));
    socket.write(Buffer.alloc(size));
    const request = await taken;
    // That nothing happens can only be waited for.
    await new Promise((resolve) => setTimeout(resolve, limits.graceMs * 3));
    request.resume();
    expect(await answered(socket)).toContain('fine');
  });

  it('that came while we had no time for it is not slow', async () => {
    const sent = new Promise<Socket>((resolve) => {
      handler = (request, response) => {
        fine(request, response);
        void sent.then((socket) => {
          socket.write('x'.repeat(20_000));
          const until = performance.now() + limits.graceMs * 10;
          while (performance.now() < until);
        });
      };
      void open(POST).then(resolve);
    });
    expect(await answered(await sent)).toContain('fine');
  });
});

it('an answer that nobody takes is given up', async () => {
  handler = (request, response) => {
    request.resume();
    response.end(Buffer.alloc(50_000_000));
  };
  const socket = await open();
  const asked = once(http, 'request');
  socket.pause();
  socket.write(WHOLE);
  const [request] = (await asked) as [IncomingMessage];
  await once(request.socket, 'close');
});
