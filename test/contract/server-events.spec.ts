import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket, { type ClientOptions } from 'ws';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { within } from '../support/await';
import { type Baton, startBaton } from '../support/baton';
import { EventReader } from '../support/event-reader';

jest.setTimeout(60_000);

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-events-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

let extensions = 100;
const makeAgent = () =>
  baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: String((extensions += 1)) });

const ours = (id: string) => (event: { readonly data: Readonly<Record<string, unknown>> }) =>
  event.data['id'] === id;
const soon = (what: string) => ({ withinMs: 2_000, what });

/** How the server answers the hand-shake: `open`, or the status of its refusal. */
async function handshake(
  path: string,
  protocols: readonly string[],
  options: ClientOptions,
): Promise<unknown> {
  const socket = new WebSocket(`${baton.url.replace('http', 'ws')}${path}`, [...protocols], options);
  const answer = new Promise((resolve) => {
    socket.on('open', () => resolve({ open: true, protocol: socket.protocol }));
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode);
    });
    socket.on('error', (error) => resolve(error.message));
  });
  try {
    return await within(answer, soon('an answer to the hand-shake'));
  } finally {
    socket.on('error', () => undefined);
    socket.terminate();
  }
}

describe('the hand-shake', () => {
  const path = '/api/v1/events';
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

  it('takes the key as a header', async () => {
    expect(await handshake(path, [], bearer(baton.adminKey))).toMatchObject({ open: true });
  });

  it('takes the key as a subprotocol, and does not repeat it', async () => {
    const protocols = ['baton.v1', `bearer.${baton.adminKey}`];
    expect(await handshake(path, protocols, {})).toEqual({ open: true, protocol: 'baton.v1' });
  });

  it.each([
    ['no key', () => handshake(path, [], {})],
    ['a wrong key', () => handshake(path, [], bearer('baton_wrong'))],
    ['a wrong key as a subprotocol', () => handshake(path, ['baton.v1', 'bearer.wrong'], {})],
    ['the key in the address', () => handshake(`${path}?key=${baton.adminKey}`, [], {})],
  ])('is refused with 401 for %s', async (_, answer) => {
    expect(await answer()).toBe(401);
  });

  it('is refused for another address, and for a query that is not known', async () => {
    expect(await handshake('/api/v1/other', [], bearer(baton.adminKey))).toBe(404);
    expect(await handshake(`${path}?since=x`, [], bearer(baton.adminKey))).toBe(400);
    expect(await handshake(`${path}?sinse=1`, [], bearer(baton.adminKey))).toBe(400);
  });
});

it('tells what happens, numbered without gaps', async () => {
  const events = await baton.events();
  const { id } = await makeAgent();
  await baton.done('PATCH', `/agents/${id}`, { status: 'away' });
  await baton.done('DELETE', `/agents/${id}`);
  await events.until((event) => event.type === 'agent.deleted' && ours(id)(event), soon('the deletion'));
  const [opened, ...happened] = events.all;
  const told = happened.filter(({ type }) => type !== 'agent.state');
  expect(told.map(({ type }) => type)).toEqual(['agent.created', 'agent.updated', 'agent.deleted']);
  expect(told.every(ours(id))).toBe(true);
  const position = opened?.seq ?? 0;
  expect(happened.map(({ seq }) => seq)).toEqual(happened.map((_, index) => position + 1 + index));
  const [first] = told;
  expect(first).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    data: { name: 'Ann' },
  });
  expect(Math.abs(Date.parse(first?.time ?? '') - Date.now())).toBeLessThan(10_000);
  events.close();
});

it('repeats what a client missed that was away', async () => {
  const before = await baton.events();
  const first = await makeAgent();
  const known = await before.until(ours(first.id), soon('the first agent'));
  before.close();
  const second = await makeAgent();
  const after = await baton.events({ since: known.seq });
  await after.until(ours(second.id), soon('the agent that was made meanwhile'));
  expect(after.all[0]).toMatchObject({ type: 'stream.opened', seq: known.seq, data: { complete: true } });
  expect(after.all.some(ours(first.id))).toBe(false);
  const third = await makeAgent();
  await after.until(ours(third.id), soon('what happens from now on'));
  after.close();
});

it('says so when it cannot repeat everything', async () => {
  await makeAgent();
  const events = await baton.events({ since: 1 });
  expect(events.all[0]).toMatchObject({ type: 'stream.opened', data: { complete: false } });
  events.close();
});

it('keeps the events of other calls, and what belongs to none, from whoever asked for one call', async () => {
  const all = await baton.events();
  const one = await baton.events({ callId: 'none-such' });
  const { id } = await makeAgent();
  await all.until(ours(id), soon('the agent, without a filter'));
  // An answer to a ping comes after everything that was sent before it.
  await within(new Promise((resolve) => one.socket.once('pong', resolve).ping()), soon('the pong'));
  expect(one.all.map(({ type }) => type)).toEqual(['stream.opened']);
  all.close();
  one.close();
});

it('outlives a client that sends nonsense, or too much', async () => {
  const events = await baton.events();
  const rude = await baton.events();
  rude.socket.send('{"hello":');
  rude.socket.send(Buffer.alloc(100_000));
  expect(await rude.closed({ withinMs: 2_000 })).toMatchObject({ code: 1009 });
  const { id } = await makeAgent();
  await events.until(ours(id), soon('events for the others'));
  events.close();
});

const supervisorKey = (body: object = {}) =>
  baton.done<{ key: string }>('POST', '/api-keys', { name: 'test', role: 'supervisor', ...body });

it('tells nothing more once the key has expired', async () => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const { key } = await supervisorKey({ expiresAt });
  const events = await EventReader.open(baton.url, key);
  const me = async () =>
    (await baton.api('GET', '/me', undefined, { authorization: `Bearer ${key}` })).status;
  const expired = async () => {
    while ((await me()) !== 401);
  };
  await within(expired(), { withinMs: 4_000, what: 'the key to expire' });
  const { id } = await makeAgent();
  expect(await events.closed({ withinMs: 2_000 })).toMatchObject({ code: 4001 });
  expect(events.all.some(ours(id))).toBe(false);
});

it('opens so many sockets to a key and no more, and others to other keys', async () => {
  const { key } = await supervisorKey();
  const path = '/api/v1/events';
  const bearer = { headers: { authorization: `Bearer ${key}` } };
  const open = await Promise.all(Array.from({ length: 200 }, () => EventReader.open(baton.url, key)));
  expect(await handshake(path, [], bearer)).toBe(429);
  expect(await handshake(path, [], { headers: { authorization: `Bearer ${baton.adminKey}` } })).toMatchObject(
    {
      open: true,
    },
  );
  open[0]?.close();
  const opened = async () => {
    while ((await handshake(path, [], bearer)) === 429);
  };
  await within(opened(), soon('a place to be free again'));
  for (const events of open) events.close();
});
