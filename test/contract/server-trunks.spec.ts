import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import type { EventReader } from '../support/event-reader';
import { type Incident, untilIncident } from '../support/incidents';
import { ACCOUNT, CarrierAsterisk } from '../support/phones/carrier-asterisk';
import { CHECK, type TrunkResource, untilTrunkIs } from '../support/trunk-desk';

jest.setTimeout(60_000);

/** A registration comes within a second; the rest is for a busy machine. */
const SOON = { withinMs: 8_000 };
const HAND_WRITTEN = 'by-hand';

let dir: string;
let asterisk: EmbeddedAsterisk;
let carrier: CarrierAsterisk;
let baton: Baton;
let events: EventReader;

const options = () => ({
  dir: join(dir, 'asterisk'),
  extraConf: { 'pjsip.conf': `[${HAND_WRITTEN}](baton-trunk)\nidentify_by = ip\n` },
});

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-trunks-'));
  asterisk = await startAsterisk(options());
  carrier = await CarrierAsterisk.start();
  baton = await startBaton({ asterisk, dataDir: join(dir, 'data') });
  events = await baton.events();
});

afterEach(async () => {
  const { items } = await baton.done<{ items: readonly TrunkResource[] }>('GET', '/trunks');
  for (const { id } of items) await baton.done('DELETE', `/trunks/${id}`);
});

afterAll(async () => {
  events?.close();
  await baton?.stop();
  await carrier?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const registering = (more: object = {}) => ({
  name: 'carrier',
  kind: 'registration',
  server: carrier.server,
  ...ACCOUNT,
  ...CHECK,
  ...more,
});

const byAddress = (more: object = {}) => ({
  name: 'carrier',
  kind: 'ip',
  server: '127.0.0.1',
  addresses: ['127.0.0.1'],
  checkEverySeconds: 0,
  ...more,
});

async function refused(method: string, path: string, body?: object): Promise<readonly unknown[]> {
  const answer = await baton.api<{ code?: string; errors?: readonly { path: string }[] }>(method, path, body);
  return [answer.status, answer.body?.code, ...(answer.body?.errors ?? []).map((error) => error.path)];
}

const until = (trunk: TrunkResource, state: string) => untilTrunkIs(baton, events, trunk, state);

describe('a trunk that registers', () => {
  it('is registered, says so, and is changed without losing its password', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    expect(trunk).toMatchObject({
      name: 'carrier',
      kind: 'registration',
      username: ACCOUNT.username,
      state: 'unknown',
    });
    await carrier.untilCustomer('registered', SOON);
    await until(trunk, 'online');

    const changed = await baton.done('PATCH', `/trunks/${trunk.id}`, {
      contactUser: '31205550000',
      codecs: ['alaw'],
    });
    expect(changed).toMatchObject({ contactUser: '31205550000', codecs: ['alaw'] });
    await carrier.untilCustomer('registered', SOON);
    expect(await carrier.asterisk.cli('pjsip show contacts')).toContain('acct/sip:31205550000@');
    expect(await asterisk.cli('pjsip show endpoint carrier')).toMatch(/allow +: \(alaw\)/);
    await until(trunk, 'online');
  });

  it('is registered over TCP as well', async () => {
    const server = `127.0.0.1:${carrier.asterisk.sipTcpPort}`;
    const trunk = await baton.done<TrunkResource>(
      'POST',
      '/trunks',
      registering({ server, transport: 'tcp' }),
    );
    await carrier.untilCustomer('registered', SOON);
    expect(await carrier.asterisk.cli('pjsip show contacts')).toMatch(/acct\/sip:acct@.*;transport=tcp/i);
    await until(trunk, 'online');
  });

  it('is refused with a wrong password, until it gets the right one', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering({ password: 'wrong' }));
    await until(trunk, 'refused');
    const ofIt = ({ data }: Incident) => data['trunk'] === trunk.id;
    expect((await untilIncident(baton, 'asterisk.trunk-refused', ofIt)).data['name']).toBe(trunk.name);
    await carrier.untilCustomer('gone', SOON);
    await baton.done('PATCH', `/trunks/${trunk.id}`, { password: ACCOUNT.password });
    await carrier.untilCustomer('registered', SOON);
    await until(trunk, 'online');
  });

  it('is offline where nobody answers', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering({ server: '127.0.0.1:9' }));
    await until(trunk, 'offline');
  });

  it('is deleted when no line uses it any longer, and given up at the carrier', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    await carrier.untilCustomer('registered', SOON);
    const agent = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
    const line = await baton.done<{ id: string }>('POST', '/lines', {
      name: 'Sales',
      number: '+31205550000',
      trunk: 'carrier',
      destination: { type: 'agent', id: agent.id },
    });
    expect(await baton.api('DELETE', `/trunks/${trunk.id}`)).toMatchObject({
      status: 409,
      body: { code: 'trunk-in-use', usedBy: [{ type: 'line', id: line.id, name: 'Sales' }] },
    });
    await baton.done('DELETE', `/lines/${line.id}`);
    await baton.done('DELETE', `/agents/${agent.id}`);
    await baton.done('DELETE', `/trunks/${trunk.id}`);
    await carrier.untilCustomer('gone', SOON);
    expect(await asterisk.cli('database show')).not.toContain('carrier');
    expect(await refused('GET', `/trunks/${trunk.id}`)).toEqual([404, 'trunk-not-found']);
    const types = events.all.filter(({ data }) => data['id'] === trunk.id).map(({ type }) => type);
    expect(types.filter((type) => type !== 'trunk.state')).toEqual(['trunk.created', 'trunk.deleted']);
  });
});

describe('after a restart of Asterisk', () => {
  /** Resolves with the number of the last event before. */
  const again = async (lost: 'nothing' | 'its database'): Promise<number> => {
    const { ports, ariPassword } = asterisk;
    const after = events.all.at(-1)?.seq ?? -1;
    await asterisk.stop();
    if (lost === 'its database') rmSync(join(dir, 'asterisk/var/astdb.sqlite3'));
    asterisk = await startAsterisk({ ...options(), ports, ariPassword });
    // The calls' connection; that of the trunks' states may have been quicker.
    await events.until(({ type }) => type === 'pbx.connected', {
      what: 'the server to be connected again',
      after,
      ...SOON,
    });
    return after;
  };

  it('a trunk is registered again', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    await until(trunk, 'online');
    const before = await again('nothing');
    const told = async (state: string, after: number) =>
      await events.until(
        ({ type, data }) => type === 'trunk.state' && data['id'] === trunk.id && data['state'] === state,
        { what: `the trunk to be ${state}`, after, withinMs: 15_000 },
      );
    const { seq: away } = await told('unknown', before);
    await told('online', away);
    await until(trunk, 'online');
    await carrier.untilCustomer('registered', SOON);
  });

  it('a trunk whose password is lost says so, and works on when it is given again', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    await until(trunk, 'online');
    await again('its database');
    await until(trunk, 'password-missing');
    expect(await asterisk.cli('pjsip show endpoints')).toContain('carrier');
    expect(await refused('PATCH', `/trunks/${trunk.id}`, { codecs: ['alaw'] })).toEqual([
      422,
      'invalid-trunk',
      'password',
    ]);
    await baton.done('PATCH', `/trunks/${trunk.id}`, { password: ACCOUNT.password });
    await carrier.untilCustomer('registered', SOON);
    await until(trunk, 'online');
  });
});

describe('refused is', () => {
  it.each([
    ['server', { server: 'sip.example;transport=tls' }],
    ['server', { server: 'sip.example/x' }],
    ['server', { server: 'sip.example\nX: y' }],
    ['addresses[0]', { addresses: ['0.0.0.0/0'] }],
    ['username', { username: 'a b' }],
    ['fromUser', { fromUser: 'a@b' }],
    ['fromDomain', { fromDomain: 'a>b' }],
    ['contactUser', { contactUser: 'a;b' }],
    ['password', { password: 'a\r\nb' }],
    ['codecs[0]', { codecs: ['all'] }],
    ['expirySeconds', { expirySeconds: 1 }],
    ['context', { context: 'from-phones' }],
  ])('a wrong %s: %j', async (field, wrong) => {
    expect(await refused('POST', '/trunks', registering(wrong))).toEqual([400, 'invalid-request', field]);
  });

  it('what is not for its kind', async () => {
    expect(await refused('POST', '/trunks', byAddress({ addresses: [], contactUser: 'a' }))).toEqual([
      422,
      'invalid-trunk',
      'addresses',
      'contactUser',
    ]);
  });

  it('a host that cannot be looked up, and nothing is left of it', async () => {
    expect(await refused('POST', '/trunks', byAddress({ addresses: ['no-such-host.invalid'] }))).toEqual([
      422,
      'unknown-host',
      'addresses',
    ]);
    expect(await asterisk.cli('database show')).not.toContain('carrier');
    expect(await baton.done('GET', '/trunks')).toMatchObject({ items: [] });
  });

  it('a name that is an endpoint already, and a phone by the name of a trunk', async () => {
    expect(await refused('POST', '/trunks', byAddress({ name: HAND_WRITTEN }))).toEqual([
      409,
      'trunk-name-taken',
    ]);
    await baton.done('POST', '/trunks', byAddress());
    expect(await refused('POST', '/trunks', byAddress())).toEqual([409, 'trunk-name-taken']);
    const agent = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
    expect(await refused('PUT', `/agents/${agent.id}/phone`, { user: 'carrier' })).toEqual([
      409,
      'phone-user-taken',
    ]);
    await baton.done('PUT', `/agents/${agent.id}/phone`, { user: 'phone-x' });
    expect(await refused('POST', '/trunks', byAddress({ name: 'phone-x' }))).toEqual([
      409,
      'trunk-name-taken',
    ]);
    await baton.done('DELETE', `/agents/${agent.id}`);
  });
});

it('tells its password to nobody', async () => {
  const password = 'p4ssw0rd-that-nobody-may-see';
  const made = await baton.api<TrunkResource>('POST', '/trunks', registering({ password }), {
    'idempotency-key': 'a',
  });
  await baton.done('PATCH', `/trunks/${made.body.id}`, { password });
  await baton.logged(/PATCH/, 'the change to be logged');
  const audit = await baton.api('GET', '/audit');
  expect(audit.text).toContain('(secret)');
  await until(made.body, 'refused');
  const said = [made.text, audit.text, baton.stdout, baton.stderr, JSON.stringify(events.all)];
  const data = join(dir, 'data');
  const stored = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'));
  expect([...said, ...stored].filter((text) => text.includes(password))).toEqual([]);
});

describe('in a file with everything that is set up', () => {
  interface File {
    readonly trunks: readonly Readonly<Record<string, unknown>>[];
  }
  interface Imported {
    readonly differences: readonly object[];
    readonly told: { readonly trunks?: readonly object[] };
  }
  const exported = () => baton.done<File>('GET', '/config');
  const imports = (file: object, query = '') => baton.done<Imported>('POST', `/config${query}`, file);

  it('stands without its password, and is changed without losing it', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    await until(trunk, 'online');
    const file = await exported();
    expect(file.trunks).toMatchObject([{ id: trunk.id, name: 'carrier', kind: 'registration' }]);
    expect(JSON.stringify(file)).not.toContain(ACCOUNT.password);
    expect((await imports(file)).differences).toEqual([]);
    const changed = { ...file, trunks: file.trunks.map((one) => ({ ...one, expirySeconds: 600 })) };
    expect(await imports(changed)).toMatchObject({
      differences: [{ section: 'trunks', changed: [{ fields: [{ field: 'expirySeconds', to: 600 }] }] }],
      told: { trunks: [] },
    });
    expect(await baton.done('GET', `/trunks/${trunk.id}`)).toMatchObject({
      expirySeconds: 600,
      state: 'online',
    });
  });

  it('is made of it with its id, and says that its password is missing', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', registering());
    const file = await exported();
    await baton.done('DELETE', `/trunks/${trunk.id}`);
    expect(await imports(file)).toMatchObject({
      differences: [{ section: 'trunks', created: [{ id: trunk.id }] }],
      told: { trunks: [{ name: 'carrier', failed: 'password-missing' }] },
    });
    await baton.done('PATCH', `/trunks/${trunk.id}`, { password: ACCOUNT.password });
    await until(trunk, 'online');
  });

  it('is taken away when the file no longer names it, with the lines on it or not at all', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', byAddress());
    const agent = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
    const destination = { type: 'agent', id: agent.id };
    await baton.done('POST', '/lines', {
      name: 'Sales',
      number: '+31201234567',
      trunk: 'carrier',
      destination,
    });
    const file = await exported();
    expect(await refused('POST', '/config?prune=true', { ...file, trunks: [] })).toEqual([
      409,
      'trunk-in-use',
    ]);
    await imports({ ...file, trunks: [], lines: [] }, '?prune=true');
    expect(await refused('GET', `/trunks/${trunk.id}`)).toEqual([404, 'trunk-not-found']);
    expect(await asterisk.cli('pjsip show endpoint carrier')).toContain('Unable to find');
    await baton.done('DELETE', `/agents/${agent.id}`);
  });

  it('keeps its name and kind, and takes nobody else’s', async () => {
    const trunk = await baton.done<TrunkResource>('POST', '/trunks', byAddress());
    const file = await exported();
    const [one] = file.trunks;
    const named = (more: object) => ({ ...file, trunks: [{ ...one, ...more }] });
    expect(await refused('POST', '/config', named({ name: 'other' }))).toEqual([422, 'invalid-trunk']);
    for (const name of ['carrier', HAND_WRITTEN])
      expect(await refused('POST', '/config', named({ id: 'new', name }))).toEqual([409, 'trunk-name-taken']);
    expect((await exported()).trunks).toEqual(file.trunks);
    expect(await baton.done('GET', `/trunks/${trunk.id}`)).toMatchObject({ name: 'carrier' });
  });
});
