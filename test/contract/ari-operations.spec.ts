import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { AriBadRequest, AriHttpError, AriTimeout } from '../../src/asterisk/client/errors';
import type { WatchedClient } from './ari-fixture';
import { AriFixture } from './ari-fixture';

jest.setTimeout(60_000);

/** Dialplan for the far half of a Local channel: it answers and listens. */
const EXTENSIONS = `
[contract]
exten = answer,1,Answer()
 same = n,Wait(30)
`;

const fixture = new AriFixture();
let asterisk: EmbeddedAsterisk;
let next = 1;

beforeAll(async () => {
  asterisk = await fixture.asterisk({ extraConf: { 'extensions.conf': EXTENSIONS } });
});
afterAll(() => fixture.end());

/** An id that no other test uses. */
const fresh = (kind: string) => `baton-${kind}-${next++}`;

async function statusOf(promise: Promise<unknown>): Promise<number> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AriHttpError) return error.status;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

describe.each(['websocket', 'http'] as const)('ARI over %s', (transport) => {
  let watched: WatchedClient;
  beforeAll(async () => {
    watched = fixture.client(asterisk, { transport });
    await watched.client.start();
  });
  afterAll(() => watched.client.stop());

  const ari = () => watched.client.ari;

  /** A channel of our own in the application, not dialled. */
  async function createChannel(channelId = fresh('channel')): Promise<string> {
    await ari().channels.create({ endpoint: 'Local/answer@contract', app: 'baton', channelId });
    await watched.event('StasisStart', channelId);
    return channelId;
  }

  async function createBridge(type = 'mixing'): Promise<string> {
    const bridgeId = fresh('bridge');
    await ari().bridges.create({ bridgeId, type });
    return bridgeId;
  }

  it('says which transport it uses, and the server its version', async () => {
    expect(watched.client.state).toMatchObject({ name: 'up', transport });
    const info = await ari().asterisk.getInfo({ only: ['system', 'status'] });
    expect(info.system?.version).toBe(watched.client.version);
    expect(info.status?.startup_time).toEqual(expect.any(String));
    expect(info).not.toHaveProperty('build');
  });

  it('given a bridge, when a channel is put in and taken out, then events say so', async () => {
    const bridgeId = await createBridge('mixing,proxy_media');
    const channelId = await createChannel();

    await ari().bridges.addChannel({ bridgeId, channel: [channelId] });
    const entered = await watched.event('ChannelEnteredBridge', channelId);
    expect(entered.bridge).toMatchObject({ id: bridgeId, bridge_type: 'mixing', channels: [channelId] });

    await ari().bridges.removeChannel({ bridgeId, channel: [channelId] });
    expect((await watched.event('ChannelLeftBridge', channelId)).bridge.channels).toEqual([]);

    await ari().bridges.destroy({ bridgeId });
    await ari().channels.hangup({ channelId, reason: 'answered_elsewhere' });
    expect(await watched.event('ChannelDestroyed', channelId)).toMatchObject({ cause: 26 });
  });

  it('puts several channels into a bridge with one request', async () => {
    const bridgeId = await createBridge();
    const channel = [await createChannel(), await createChannel()];
    await ari().bridges.addChannel({ bridgeId, channel });
    expect((await ari().bridges.get({ bridgeId })).channels.toSorted()).toEqual(channel.toSorted());
    await ari().bridges.destroy({ bridgeId });
    await Promise.all(channel.map((channelId) => ari().channels.hangup({ channelId })));
  });

  it('refuses an id that is taken with 409, and what is not there with 404', async () => {
    const bridgeId = await createBridge();
    const channelId = await createChannel();
    const again = { endpoint: 'Local/answer@contract', app: 'baton', channelId };
    expect(await statusOf(ari().bridges.create({ bridgeId }))).toBe(409);
    expect(await statusOf(ari().channels.create(again))).toBe(409);
    expect(await statusOf(ari().bridges.get({ bridgeId: 'nobody' }))).toBe(404);
    expect(await statusOf(ari().bridges.destroy({ bridgeId: 'nobody' }))).toBe(404);
    expect(await statusOf(ari().channels.hangup({ channelId: 'nobody' }))).toBe(404);
    expect(await statusOf(ari().bridges.addChannel({ bridgeId: 'nobody', channel: [channelId] }))).toBe(404);
    expect(await statusOf(ari().bridges.addChannel({ bridgeId, channel: ['nobody'] }))).toBe(400);
    await ari().channels.hangup({ channelId });
    await ari().bridges.destroy({ bridgeId });
  });

  it("carries Asterisk's own explanation in the error", async () => {
    await expect(ari().channels.get({ channelId: 'nobody/at all' })).rejects.toMatchObject({
      name: 'AriHttpError',
      code: 'ari-http',
      status: 404,
      method: 'GET',
      path: '/channels/nobody/at all',
      reason: 'Not Found',
      detail: 'Channel not found',
    });
  });

  it('given a created channel, when it is dialled, then the far side answers', async () => {
    const channelId = await createChannel();
    await ari().channels.dial({ channelId, timeout: 10 });
    await watched.state(channelId, 'Up');
    await ari().channels.hangup({ channelId });
    await watched.event('ChannelDestroyed', channelId);
  });

  it('sets variables and functions at creation, before anything is dialled', async () => {
    const channelId = fresh('channel');
    const caller = {
      'CALLERID(name)': 'Ünï, “quoted” & 100% #1+?',
      'CALLERID(num)': '+491711234567',
      PLAIN: 'a=b&c',
    };
    const created = await ari().channels.create({
      endpoint: 'Local/answer@contract',
      app: 'baton',
      appArgs: 'first,second one',
      channelId,
      variables: caller,
    });
    expect(created.caller).toEqual({ name: caller['CALLERID(name)'], number: caller['CALLERID(num)'] });
    expect((await watched.event('StasisStart', channelId)).args).toEqual(['first', 'second one']);
    expect(await ari().channels.getChannelVar({ channelId, variable: 'PLAIN' })).toEqual({ value: 'a=b&c' });
    await ari().channels.hangup({ channelId });
  });

  it.each(['wrapped, under an id in the path', 'whole, under an id in the query'])(
    'sets variables of a bridge at creation: %s',
    async (shape) => {
      const bridgeId = fresh('bridge');
      const params = { bridgeId, variables: { OWNER: 'baton, or not' } };
      if (shape.startsWith('wrapped')) await ari().bridges.createWithId(params);
      else await ari().bridges.create(params);
      const value = await ari().bridges.getBridgeVar({ bridgeId, variable: 'OWNER' });
      expect(value).toEqual({ value: 'baton, or not' });
      await ari().bridges.destroy({ bridgeId });
    },
  );

  it.each([
    'plus+and space',
    'slash/and?question',
    'per%cent%2Fdouble&=#',
    'ünïcode-日本-🎺',
    `quotes'"<>\\|{}[]^~;:@!$()*`,
  ])('takes %j as an id and as a value', async (odd) => {
    const channelId = await createChannel(`${fresh('odd')} ${odd}`);
    expect((await ari().channels.get({ channelId })).id).toBe(channelId);
    await ari().channels.setChannelVar({ channelId, variable: 'ODD', value: odd });
    expect(await ari().channels.getChannelVar({ channelId, variable: 'ODD' })).toEqual({ value: odd });
    await ari().channels.hangup({ channelId });
  });

  it('takes a list whose items have commas, and a value that is longer than a request line', async () => {
    const channelId = await createChannel();
    const long = 'long '.repeat(2_000);
    await ari().channels.setChannelVars({ channelId, variables: { 'CALLERID(num)': '123', A: 'x' } });
    const variables = ['CALLERID(num,extra)', 'A'];
    const read = await ari().channels.getChannelVars({ channelId, variables: ['A', 'CALLERID(num)'] });
    expect(read.variables).toEqual({ A: 'x', 'CALLERID(num)': '123' });
    const withComma = await ari().channels.getChannelVars({ channelId, variables });
    expect(Object.keys(withComma.variables)).toEqual(variables);
    await ari().channels.setChannelVar({ channelId, variable: 'LONG', value: long });
    expect((await ari().channels.getChannelVar({ channelId, variable: 'LONG' })).value).toHaveLength(
      long.length,
    );
    await ari().channels.hangup({ channelId });
  });

  it('refuses by itself what cannot be sent', async () => {
    await expect(ari().channels.get({ channelId: '' })).rejects.toThrow(AriBadRequest);
    await expect(ari().channels.get({ channelId: '..' })).rejects.toThrow(AriBadRequest);
    await expect(ari().channels.get({ channelId: 'a\0b' })).rejects.toThrow(AriBadRequest);
    await expect(ari().channels.get({ channelId: '\ud800' })).rejects.toThrow(AriBadRequest);
    const huge = { A: 'x'.repeat(41_000) };
    await expect(ari().channels.setChannelVars({ channelId: 'any', variables: huge })).rejects.toThrow(
      AriBadRequest,
    );
    expect(watched.client.state.name).toBe('up');
  });

  it('pushes, reads and removes configuration of a phone', async () => {
    const id = fresh('phone');
    const object = (objectType: string) => ({ configClass: 'res_pjsip', objectType, id });
    const password = 'p&ss w%rd+/?';
    const set = (fields: Record<string, string>) =>
      Object.entries(fields).map(([attribute, value]) => ({ attribute, value }));
    await ari().asterisk.updateObject({
      ...object('auth'),
      fields: set({ auth_type: 'userpass', username: id, password }),
    });
    await ari().asterisk.updateObject({ ...object('aor'), fields: set({ max_contacts: '2' }) });
    const endpoint = set({ context: 'from-phones', auth: id, aors: id, disallow: 'all', allow: 'ulaw' });
    await ari().asterisk.updateObject({ ...object('endpoint'), fields: endpoint });

    expect(await ari().endpoints.get({ tech: 'PJSIP', resource: id })).toMatchObject({ state: 'offline' });
    const read = await ari().asterisk.getObject(object('auth'));
    expect(read).toContainEqual({ attribute: 'password', value: password });

    for (const type of ['endpoint', 'aor', 'auth']) await ari().asterisk.deleteObject(object(type));
    expect(await statusOf(ari().asterisk.getObject(object('endpoint')))).toBe(404);
  });

  it("gives up after the request's own time, and goes on", async () => {
    const channelId = await answeredChannel();
    const bridgeId = await createBridge();
    await occupy(channelId, 1_500);
    const slow = ari().bridges.addChannel({ bridgeId, channel: [channelId] }, { timeoutMs: 200 });
    await expect(slow).rejects.toThrow(AriTimeout);
    expect((await ari().bridges.get({ bridgeId })).id).toBe(bridgeId);
    // Asterisk carries it out all the same, as the error's description says.
    await watched.event('ChannelEnteredBridge', channelId);
    await ari().channels.hangup({ channelId });
    await ari().bridges.destroy({ bridgeId });
  });

  it('given a request that Asterisk takes long over, when others are made, then they do not wait', async () => {
    const channelId = await answeredChannel();
    const bridgeId = await createBridge();
    await occupy(channelId, 1_500);
    const finished: string[] = [];
    const slow = ari()
      .bridges.addChannel({ bridgeId, channel: [channelId] })
      .then(() => finished.push('slow'));
    for (let round = 0; round < 20; round++) {
      await ari().bridges.get({ bridgeId });
      finished.push('fast');
    }
    await slow;
    expect(finished).toEqual([...Array<string>(20).fill('fast'), 'slow']);
    await ari().channels.hangup({ channelId });
    await ari().bridges.destroy({ bridgeId });
  });

  it('keeps the order of what is asked on one lane, without waiting in between', async () => {
    const channelId = await answeredChannel();
    await occupy(channelId, 300);
    const values = Array.from({ length: 30 }, (_, index) => String(index));
    const options = { lane: channelId };
    await Promise.all(
      values.map((value) => ari().channels.setChannelVar({ channelId, variable: 'ORDER', value }, options)),
    );
    const isVarset = (value: string) => (told: (typeof watched.told)[number]) =>
      told.name === 'event' &&
      told.value.type === 'ChannelVarset' &&
      told.value.variable === 'ORDER' &&
      told.value.channel?.id === channelId &&
      told.value.value === value;
    await ari().channels.hangup({ channelId });
    await watched.event('ChannelDestroyed', channelId);
    const positions = values.map((value) => watched.told.findIndex(isVarset(value)));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions).not.toContain(-1);
  });

  /** A channel that talks: only such a one plays digits. */
  async function answeredChannel(): Promise<string> {
    const channelId = await createChannel();
    await ari().channels.dial({ channelId });
    await watched.state(channelId, 'Up');
    return channelId;
  }

  /** Keeps the channel's own thread busy: it plays the digits, and whatever needs that thread waits. */
  async function occupy(channelId: string, durationMs: number): Promise<void> {
    await ari().channels.sendDTMF({
      channelId,
      dtmf: '1',
      duration: durationMs,
      before: 0,
      after: 0,
      between: 0,
    });
  }
});
