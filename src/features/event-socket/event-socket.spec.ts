import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import WebSocket from 'ws';
import { sha256 } from '../../platform/access/admin-key';
import type { BatonEvent } from '../../platform/events/event';
import { EventBus } from '../../platform/events/event-bus';
import { AccessService } from '../sign-in/access.service';
import type { RejectedKeys } from '../sign-in/rejected-keys';
import { CLOSE_TOO_SLOW } from './event-client';
import { fieldsOf } from './event-schemas';
import { EventSocket } from './event-socket';
import { streamEvents } from './stream-events';

const KEY = 'baton_test';
const noSessions = { principalOf: () => undefined, onEnded: () => undefined };
const rejected = { tell: () => undefined } as unknown as RejectedKeys;
const noKeys = { principalOf: () => undefined, onRevoked: () => undefined };

let http: Server;
let bus: EventBus;
let events: EventSocket;
let metrics: Registry;

beforeEach(async () => {
  http = createServer();
  bus = new EventBus();
  metrics = new Registry();
  const adapter = { httpAdapter: { getHttpServer: () => http } } as unknown as HttpAdapterHost;
  const access = new AccessService(sha256(KEY), null, noKeys, noSessions);
  events = new EventSocket(bus, access, rejected, adapter, metrics);
  events.onApplicationBootstrap();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  events.onModuleDestroy();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

async function connect(): Promise<WebSocket> {
  const { port } = http.address() as AddressInfo;
  const headers = { authorization: `Bearer ${KEY}` };
  const client = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, { headers });
  await new Promise((resolve) => client.once('message', resolve));
  return client;
}

it('begins as it is described', async () => {
  const { port } = http.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events?since=1`, ['baton.v1', `bearer.${KEY}`]);
  const [data] = (await once(client, 'message')) as [Buffer];
  const opened = JSON.parse(data.toString()) as { readonly data: unknown };
  expect(Object.keys(opened).sort()).toEqual(fieldsOf('stream.opened').toSorted());
  expect(opened).toMatchObject({ seq: bus.position, type: 'stream.opened' });
  expect(streamEvents['stream.opened'].data.parse(opened.data)).toEqual({ complete: false });
  client.terminate();
});

/** A turn of the event loop, in which sockets are read and written. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const bigEvent = {
  type: 'call.test',
  callId: 'c',
  agents: [],
  data: { text: 'x'.repeat(100_000) },
} as unknown as BatonEvent;

it('lets a client go that does not read, and keeps those that do', async () => {
  const slow = await connect();
  const quick = await connect();
  let heard = 0;
  quick.on('message', () => (heard += 1));
  const closed = new Promise<number>((resolve) => slow.once('close', resolve));
  const wire = (slow as unknown as { readonly _socket: Socket })._socket;
  wire.pause();

  let published = 0;
  // The kernel's buffers take some megabytes before ours begin to fill.
  for (; published < 1_000 && (await open()) === 2; published += 1) {
    bus.publish(bigEvent);
    bus.tell();
    await turn();
    if (published === 500) wire.resume();
  }
  wire.resume();

  expect(await closed).toBe(CLOSE_TOO_SLOW);
  while (heard < published) await turn();
  expect(quick.readyState).toBe(WebSocket.OPEN);
  quick.terminate();
});

it('cuts off who asks for signs of life on and on and reads none', async () => {
  const client = await connect();
  client.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => client.once('close', resolve));
  const wire = (client as unknown as { readonly _socket: Socket })._socket;
  wire.pause();
  const payload = Buffer.alloc(125);
  while ((await open()) === 1) {
    for (let count = 0; count < 1_000; count += 1) client.ping(payload);
    await turn();
  }
  wire.resume();
  expect(await closed).toBe(1006);
});

it.each([
  ['an address that is none', '//', {}, 400, 'malformed-address'],
  ['no key for a hand-shake', '/api/v1/events', { 'sec-websocket-key': 'x' }, 400, 'bad-handshake'],
  ['another version', '/api/v1/events', { 'sec-websocket-version': '12' }, 400, 'bad-handshake'],
  ['another protocol', '/api/v1/events', { upgrade: 'h2c' }, 400, 'bad-handshake'],
])('refuses a hand-shake with %s as a problem document', async (_, path, headers, status, code) => {
  const { port } = http.address() as AddressInfo;
  const asked = request({
    port,
    path,
    headers: {
      authorization: `Bearer ${KEY}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-version': '13',
      ...headers,
    },
  }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const [body] = (await once(response, 'data')) as [Buffer];
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(body.toString('utf8'))).toMatchObject({ status, code });
});

async function open(): Promise<number> {
  const value = (await metrics.getSingleMetric('baton_event_clients')?.get())?.values[0]?.value;
  return value ?? 0;
}
