import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import {
  AriAuthenticationError,
  AriConnectionLost,
  AriError,
  AriNotAnAriServer,
  AriUnreachable,
  AriVersionError,
} from '../../src/asterisk/client/errors';
import { TcpProxy } from '../support/tcp-proxy';
import { AriFixture } from './ari-fixture';

jest.setTimeout(60_000);

/** The most that docs/guarantees.md allows between a peer's death and our knowing. */
const NOTICED_WITHIN_MS = 5_000;

let fixture: AriFixture;
let asterisk: EmbeddedAsterisk;

beforeEach(async () => {
  fixture = new AriFixture();
  asterisk = await fixture.asterisk();
});
afterEach(() => fixture.end());

async function failure(promise: Promise<unknown>): Promise<AriError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AriError) return error;
  throw new Error(`a typed error was expected, not ${String(error)}`);
}

/** A server that is not Asterisk. */
async function serve(status: number, body: string): Promise<string> {
  const server = http.createServer((_, response) => response.writeHead(status).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  fixture.closes(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closedPort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the first connection', () => {
  it.each(['websocket', 'http'] as const)(
    'is up over %s and tells so before anything else',
    async (transport) => {
      const watched = fixture.client(asterisk, { transport });
      const up = await watched.client.start();
      expect(up).toEqual({
        version: expect.stringMatching(/^\d+\.\d+/) as string,
        transport,
        reconnected: false,
      });
      expect(watched.told.map((told) => told.name)).toEqual(['up']);
      expect(watched.client.state.name).toBe('up');
    },
  );

  it('takes the WebSocket for requests when the server has it', async () => {
    const watched = fixture.client(asterisk);
    expect((await watched.client.start()).transport).toBe('websocket');
  });

  it.each(['websocket', 'http'] as const)(
    'with a wrong password over %s: says so, without the password',
    async (transport) => {
      const password = 'a-wrong-secret';
      const watched = fixture.client(asterisk, { password, transport });
      const error = await failure(watched.client.start());
      expect(error).toBeInstanceOf(AriAuthenticationError);
      expect(error).toMatchObject({ code: 'ari-authentication' });
      expect(error.message).toContain('ARI_PASSWORD');
      const everything = `${error.message} ${String(error.stack)} ${watched.log.join()} ${JSON.stringify(error)}`;
      expect(everything).not.toContain(password);
      expect(everything).not.toContain(Buffer.from(`${asterisk.ariUser}:${password}`).toString('base64'));
      expect(watched.client.state.name).toBe('stopped');
    },
  );

  it('with nothing at the address: unreachable', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const error = await failure(fixture.client(asterisk, { url }).client.start());
    expect(error).toBeInstanceOf(AriUnreachable);
    expect(error.message).toContain(`${url}/ari (connection refused)`);
  });

  it('with a host that does not exist: unreachable', async () => {
    const error = await failure(
      fixture.client(asterisk, { url: 'http://nowhere.invalid:8088' }).client.start(),
    );
    expect(error).toMatchObject({
      code: 'ari-unreachable',
      message: expect.stringContaining('no such host') as string,
    });
  });

  it("with another path of Asterisk's HTTP server: not ARI", async () => {
    const error = await failure(
      fixture.client(asterisk, { url: `${asterisk.ariUrl}/elsewhere` }).client.start(),
    );
    expect(error).toBeInstanceOf(AriNotAnAriServer);
    expect(error.message).toContain('404');
  });

  it.each([
    ['a page', '<html>hello</html>'],
    ['other JSON', '{"hello":"world"}'],
  ])('with a server that answers %s: not ARI', async (_, body) => {
    const url = await serve(200, body);
    expect(await failure(fixture.client(asterisk, { url }).client.start())).toBeInstanceOf(AriNotAnAriServer);
  });

  it('with an Asterisk below the floor: says which version it is, and which it takes', async () => {
    const url = await serve(200, '{"system":{"version":"17.9.4","entity_id":"00:00:00:00:00:00"}}');
    const error = await failure(fixture.client(asterisk, { url }).client.start());
    expect(error).toBeInstanceOf(AriVersionError);
    expect(error.message).toMatch(/17\.9\.4.*18/);
  });

  it('can be tried again after it failed', async () => {
    const proxy = await TcpProxy.to(asterisk.ports.http);
    fixture.closes(() => proxy.close());
    const watched = fixture.client(asterisk, { url: proxy.url, connectTimeoutMs: 300 });
    proxy.freeze();
    expect(await failure(watched.client.start())).toBeInstanceOf(AriUnreachable);
    proxy.thaw();
    expect((await watched.client.start()).reconnected).toBe(false);
  });
});

describe.each(['websocket', 'http'] as const)('a connection over %s', (transport) => {
  it('given Asterisk crashes, when it is there again, then the client is, too, with its event filter', async () => {
    const eventFilter = { disallowed: [{ type: 'ChannelVarset' }, { type: 'ChannelDialplan' }] };
    const watched = fixture.client(asterisk, { transport, eventFilter });
    const { client } = watched;
    await client.start();

    await asterisk.kill();
    await watched.tells('down');
    expect(client.state.name).toBe('down');
    expect(await failure(client.ari.bridges.list())).toBeInstanceOf(AriConnectionLost);

    const { ports, ariPassword } = asterisk;
    asterisk = await fixture.asterisk({ ports, ariPassword });
    expect((await watched.tells('up', 2, 10_000)).value).toMatchObject({ reconnected: true, transport });
    expect((await client.ari.applications.get({ applicationName: 'baton' })).events_disallowed).toEqual(
      eventFilter.disallowed,
    );
    expect(client.counters.reconnects).toBe(1);

    await client.ari.channels.create({
      endpoint: 'Local/s@last-resort',
      app: 'baton',
      channelId: 'baton-after',
    });
    await watched.event('StasisStart', 'baton-after');
    expect(watched.told.map((told) => told.name).slice(0, 4)).toEqual(['up', 'down', 'up', 'event']);
    await client.ari.channels.hangup({ channelId: 'baton-after' });
  });

  it('given a peer that is dead without a word, then it is noticed in time and nothing is left pending', async () => {
    const proxy = await TcpProxy.to(asterisk.ports.http);
    fixture.closes(() => proxy.close());
    const watched = fixture.client(asterisk, { transport, url: proxy.url });
    const { client } = watched;
    await client.start();
    await client.ari.bridges.list();

    proxy.freeze();
    const frozenAt = Date.now();
    const pending = Array.from({ length: 12 }, () => failure(client.ari.bridges.list()));
    const down = await watched.tells('down', 1, NOTICED_WITHIN_MS + 1_000);
    expect(down.at - frozenAt).toBeLessThan(NOTICED_WITHIN_MS);
    for (const error of await Promise.all(pending)) expect(error).toBeInstanceOf(AriConnectionLost);

    proxy.thaw();
    expect((await watched.tells('up', 2, 10_000)).value.reconnected).toBe(true);
    await client.ari.bridges.list();
  });

  it('when it is stopped, then what is pending fails and nothing more is told', async () => {
    const watched = fixture.client(asterisk, { transport });
    const { client } = watched;
    await client.start();
    const pending = failure(client.ari.bridges.list());
    client.stop();
    expect(await pending).toBeInstanceOf(AriConnectionLost);
    expect(await failure(client.ari.bridges.list())).toBeInstanceOf(AriConnectionLost);
    expect(watched.told.map((told) => told.name)).toEqual(['up']);
    expect((await client.start()).reconnected).toBe(true);
  });
});

it.each([{}, { allowed: [{ type: 'StasisStart' }] }, { disallowed: [{ type: 'ApplicationReplaced' }] }])(
  'given the filter %j, when another client takes the application over, then it is told and left alone for a while',
  async (eventFilter) => {
    const first = fixture.client(asterisk, { replacedDelayMs: 1_500, eventFilter });
    await first.client.start();
    const second = fixture.client(asterisk);
    await second.client.start();

    const replaced = await first.tells('replaced');
    expect(replaced.value).toEqual({ app: 'baton', retryInMs: 1_500 });
    await first.tells('down');
    await second.client.ari.bridges.list();
    second.client.stop();

    const up = await first.tells('up', 2);
    expect(up.at - replaced.at).toBeGreaterThanOrEqual(1_400);
    expect(second.told.map((told) => told.name)).toEqual(['up']);
  },
);

it('given one request socket is lost, then the others go on and it is opened again', async () => {
  const proxy = await TcpProxy.to(asterisk.ports.http);
  fixture.closes(() => proxy.close());
  const watched = fixture.client(asterisk, { url: proxy.url, requestSockets: 2 });
  const { client } = watched;
  await client.start();
  proxy.cut('baton-rest-1');
  const rounds = Array.from({ length: 20 }, () => client.ari.bridges.list().catch((error: unknown) => error));
  const answers = await Promise.all(rounds);
  expect(answers.filter((answer) => Array.isArray(answer)).length).toBeGreaterThanOrEqual(10);
  await watched.logs('open again {"slot":1}');

  proxy.cut('baton-rest-2');
  await watched.logs('open again {"slot":2}');
  await client.ari.bridges.list();
  expect(watched.told.map((told) => told.name)).toEqual(['up']);
});

it('given every request socket is lost, then the client is down, and up again', async () => {
  const proxy = await TcpProxy.to(asterisk.ports.http);
  fixture.closes(() => proxy.close());
  const watched = fixture.client(asterisk, { url: proxy.url });
  await watched.client.start();
  proxy.cut('baton-rest-');
  await watched.tells('down');
  await watched.tells('up', 2);
  await watched.client.ari.bridges.list();
});

it('given a listener that throws, then the others hear all the same, and it is counted', async () => {
  const watched = fixture.client(asterisk);
  const { client } = watched;
  client.on('event', () => {
    throw new Error('a listener is broken');
  });
  client.on('event', () => Promise.reject(new Error('and one is broken later')));
  await client.start();
  await client.ari.channels.create({
    endpoint: 'Local/s@last-resort',
    app: 'baton',
    channelId: 'baton-heard',
  });
  await watched.event('StasisStart', 'baton-heard');
  await client.ari.channels.hangup({ channelId: 'baton-heard' });
  await watched.event('ChannelDestroyed', 'baton-heard');
  expect(client.counters.listenerFailures).toBeGreaterThanOrEqual(4);
  expect(client.state.name).toBe('up');
});

it('never logs what lets one in', async () => {
  const watched = fixture.client(asterisk);
  await watched.client.start();
  await asterisk.kill();
  await watched.tells('down');
  const log = watched.log.join('\n');
  expect(log).toContain('Connected to Asterisk');
  expect(log).not.toContain(asterisk.ariPassword);
  expect(log).not.toContain(Buffer.from(`${asterisk.ariUser}:${asterisk.ariPassword}`).toString('base64'));
  expect(JSON.stringify(watched.client)).not.toContain(asterisk.ariPassword);
});
