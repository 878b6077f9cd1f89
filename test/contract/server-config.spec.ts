import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

interface Item {
  readonly id: string;
  readonly name: string;
  readonly fields?: readonly object[];
}
interface Imported {
  readonly dryRun: boolean;
  readonly differences: readonly {
    readonly section: string;
    readonly created: readonly Item[];
    readonly changed: readonly Item[];
    readonly removed: readonly Item[];
  }[];
  readonly told: { readonly phones?: readonly { readonly user: string; readonly password: string }[] };
}
type Entry = Readonly<Record<string, unknown>>;
interface File {
  readonly baton: number;
  readonly store: string;
  readonly agents: readonly Entry[];
  readonly phones: readonly Entry[];
  readonly lines: readonly Entry[];
  readonly ringGroups: readonly Entry[];
  readonly settings: Readonly<Record<string, Entry>>;
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-config-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
});

/** Each test begins with an empty store. */
beforeEach(async () => {
  baton = await startBaton({ asterisk });
});

afterEach(async () => {
  const { items } = await baton.done<{ items: readonly Item[] }>('GET', '/agents');
  for (const { id } of items) await baton.api('DELETE', `/agents/${id}/phone`);
  await baton.stop();
});

afterAll(async () => {
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const exported = () => baton.done<File>('GET', '/config');
const imports = (file: object, query = '') => baton.api<Imported>('POST', `/config${query}`, file);
const make = (path: string, body: object) => baton.done<Item>('POST', path, body);

/** Ids of what an import did, by section. */
function inShort({ differences }: Imported) {
  const ids = (items: readonly Item[]) => items.map(({ id }) => id);
  return Object.fromEntries(
    differences.map(({ section, created, changed, removed }) => [
      section,
      [ids(created), ids(changed), ids(removed)],
    ]),
  );
}

const layerOf = (id: string) => ({
  strategy: 'ordered',
  ringSeconds: 20,
  members: [
    { type: 'agent', id },
    { type: 'number', number: '+31612345678' },
  ],
});

/** A company as people set it up. */
async function company() {
  const ann = await make('/agents', { name: 'Ann', extension: '101' });
  const bob = await make('/agents', { name: 'Bob', extension: '102' });
  await baton.done('PUT', `/agents/${ann.id}/phone`, { kind: 'web' });
  const night = await make('/ring-groups', { name: 'Night', layers: [layerOf(bob.id)] });
  const noAnswer = { type: 'ring-group', id: night.id };
  const day = await make('/ring-groups', {
    name: 'Day',
    layers: [layerOf(ann.id)],
    namePrefix: 'D: ',
    noAnswer,
  });
  const destination = { type: 'ring-group', id: day.id };
  const line = await make('/lines', {
    name: 'Support',
    number: '+31201234567',
    country: 'NL',
    trunk: 'carrier',
    agents: [bob.id, ann.id],
    destination,
    fallback: { type: 'agent', id: ann.id },
    masking: true,
    mask: '020 123 4568',
  });
  const emergency = { XK: ['192'] };
  await baton.done('PUT', '/settings/calling', {
    masking: true,
    trunks: { carrier: { profile: 'none' } },
    emergency,
  });
  const guard = await baton.done<object>('GET', '/settings/guard');
  await baton.done('PUT', '/settings/guard', { ...guard, maxCallMinutes: 17 });
  return { ann, bob, day, night, line };
}

describe('an export', () => {
  it('is one file that differs in nothing from where it comes from', async () => {
    await company();
    const file = await exported();
    expect(file).toMatchObject({
      baton: 1,
      agents: [{ name: 'Ann' }, { name: 'Bob' }],
      phones: [{ user: 'phone-101', kind: 'web' }],
      ringGroups: [{ name: 'Night' }, { name: 'Day' }],
      lines: [{ name: 'Support', mask: '+31201234568' }],
      settings: { calling: { masking: true }, guard: { maxCallMinutes: 17 } },
    });
    for (const prune of ['true', 'false']) {
      const again = await imports(file, `?prune=${prune}`);
      expect(again).toMatchObject({ status: 200, body: { dryRun: false, differences: [], told: {} } });
    }
    expect(await exported()).toEqual(file);
  });

  it('holds no secrets: no key, no password, no hash', async () => {
    const { ann } = await company();
    const { password } = await baton.done<{ password: string }>('PUT', `/agents/${ann.id}/phone`, {});
    const { key } = await baton.done<{ key: string }>('POST', '/api-keys', { name: 'k', role: 'admin' });
    await make('/users', { name: 'eve', password: 'correct horse battery', role: 'admin' });
    const { text } = await baton.api('GET', '/config');
    for (const secret of [password, key, baton.adminKey, 'correct horse', 'argon2', 'hash']) {
      expect(text).not.toContain(secret);
    }
  });

  it('is for administrators who may see numbers', async () => {
    for (const body of [
      { name: 'k', role: 'supervisor' },
      { name: 'k', role: 'admin', permissions: ['administer', 'commands'] },
    ]) {
      const { key } = await baton.done<{ key: string }>('POST', '/api-keys', body);
      const headers = { authorization: `Bearer ${key}` };
      expect((await baton.api('GET', '/config', undefined, headers)).status).toBe(403);
      expect((await baton.api('POST', '/config', { baton: 1 }, headers)).status).toBe(403);
    }
  });
});

describe('an import', () => {
  it('restores into an empty store all that is in the file, and phones with new passwords', async () => {
    await company();
    const trunk = {
      name: 'byaddress',
      kind: 'ip',
      server: '127.0.0.1',
      addresses: ['127.0.0.1'],
      checkEverySeconds: 0,
    };
    await baton.done('POST', '/trunks', trunk);
    const file = await exported();
    await baton.stop();
    baton = await startBaton({ asterisk });
    const { status, body } = await imports(file);
    expect(status).toBe(200);
    expect(await exported()).toEqual({ ...file, store: expect.not.stringContaining(file.store) as string });
    expect(body.told.phones).toEqual([
      {
        agent: file.agents[0]?.['id'],
        user: 'phone-101',
        kind: 'web',
        password: expect.any(String) as string,
      },
    ]);
    expect(await asterisk.cli('pjsip show endpoint byaddress')).toMatch(
      /accountcode +: baton-(?!nobodys)[a-z]{8}/,
    );
    const { items: trunks } = await baton.done<{ items: readonly Item[] }>('GET', '/trunks');
    for (const { id } of trunks) await baton.done('DELETE', `/trunks/${id}`);
    const shown = await asterisk.cli('pjsip show auth phone-101');
    expect(shown).toContain(body.told.phones?.[0]?.password);
  });

  it('takes nothing of a store whose server is there', async () => {
    await company();
    const file = await exported();
    const other = await startBaton({ asterisk, env: { ARI_APP: 'another' } });
    try {
      const before = await asterisk.cli('pjsip show auth phone-101');
      expect(await other.api('POST', '/config', file)).toMatchObject({
        status: 200,
        body: { told: { phones: [{ user: 'phone-101', failed: 'phone-user-taken' }] } },
      });
      expect(await asterisk.cli('pjsip show auth phone-101')).toBe(before);
    } finally {
      await other.stop();
    }
  });

  it('says in a dry run what would change, field by field, and changes nothing', async () => {
    const { ann, bob, line } = await company();
    const file = await exported();
    const changed = {
      ...file,
      agents: [
        { ...file.agents[0], name: 'Anna' },
        { id: 'new-one', name: 'New', extension: '103' },
      ],
      lines: [],
    };
    // Bob is needed by a group that stays.
    expect(await imports(changed, '?dryRun=true&prune=true')).toMatchObject({
      status: 409,
      body: { code: 'agent-in-use', usedBy: [{ type: 'ring-group', name: 'Night' }] },
    });
    const tried = await imports(
      { ...changed, agents: [...changed.agents, file.agents[1]] },
      '?dryRun=true&prune=true',
    );
    expect(tried.body).toMatchObject({
      dryRun: true,
      differences: [
        {
          section: 'agents',
          created: [{ id: 'new-one', name: 'New' }],
          changed: [{ id: ann.id, fields: [{ field: 'name', from: 'Ann', to: 'Anna' }] }],
          removed: [],
        },
        { section: 'lines', removed: [{ id: line.id, name: 'Support' }] },
      ],
    });
    expect(await exported()).toEqual(file);
    expect(await baton.done('GET', `/agents/${bob.id}`)).toMatchObject({ name: 'Bob' });
    expect((await baton.api('GET', '/agents/new-one')).status).toBe(404);
  });

  it('keeps what the file does not name, unless it is told to remove it', async () => {
    const { ann, bob, line, day, night } = await company();
    const agents = [{ id: ann.id, name: 'Ann', extension: '101' }];
    expect(inShort((await imports({ baton: 1, agents, lines: [], ringGroups: [] })).body)).toEqual({});
    const kept = { baton: 1, agents, lines: [], ringGroups: [] };
    expect(inShort((await imports(kept, '?prune=true')).body)).toEqual({
      agents: [[], [], [bob.id]],
      lines: [[], [], [line.id]],
      ringGroups: [[], [], [night.id, day.id]],
    });
    expect(await exported()).toMatchObject({
      agents,
      phones: [{ agent: ann.id }],
      lines: [],
      ringGroups: [],
    });
    const phone = await imports({ baton: 1, agents: [] }, '?prune=true');
    expect(phone).toMatchObject({ status: 409, body: { code: 'agent-in-use', usedBy: [{ type: 'phone' }] } });
    await imports({ baton: 1, agents: [], phones: [] }, '?prune=true');
    expect(await exported()).toMatchObject({ agents: [], phones: [] });
    expect(await asterisk.cli('pjsip show endpoints')).not.toContain('phone-101');
  });

  it('lets two change places, and is used at once', async () => {
    const { ann, bob } = await company();
    const file = await exported();
    const [first, second] = file.agents;
    const agents = [
      { ...first, extension: '102' },
      { ...second, extension: '101' },
    ];
    expect(inShort((await imports({ ...file, agents })).body)).toEqual({
      agents: [[], [ann.id, bob.id], []],
    });
    expect(await baton.done('GET', `/agents/${ann.id}`)).toMatchObject({ extension: '102' });
  });

  it('says who it is to others, as each change of its own would', async () => {
    const events = await baton.events();
    const agents = [{ id: 'a-1', name: 'Ann', extension: '101' }];
    await imports({ baton: 1, agents });
    const created = await events.until(({ type }) => type === 'agent.created', {
      withinMs: 2_000,
      what: 'the event of a new agent',
    });
    expect(created).toMatchObject({ data: { id: 'a-1', status: 'available' } });
    events.close();
  });

  const agents = [{ id: 'a', name: 'Ann', extension: '101' }];
  const line = { id: 'l', name: 'L', number: '+31201234567', trunk: 'carrier' };
  const group = (id: string, next: string) => ({
    id,
    name: id,
    layers: [layerOf('a')],
    noAnswer: { type: 'ring-group', id: next },
  });

  it.each([
    ['no file', {}, 400, 'invalid-request', 'baton'],
    ['a newer file', { baton: 2 }, 400, 'invalid-request', 'baton'],
    ['a section nobody has', { baton: 1, trains: [] }, 400, 'invalid-request', 'trains'],
    [
      'a bad field',
      { baton: 1, agents: [{ ...agents[0], extension: 'x' }] },
      400,
      'invalid-request',
      'agents[0].extension',
    ],
    [
      'an unknown field',
      { baton: 1, agents: [{ ...agents[0], x: 1 }] },
      400,
      'invalid-request',
      'agents[0].x',
    ],
    ['one twice', { baton: 1, agents: [...agents, ...agents] }, 400, 'invalid-request', 'agents[1].id'],
    [
      'one extension for two',
      { baton: 1, agents: [...agents, { ...agents[0], id: 'b' }] },
      409,
      'extension-taken',
      undefined,
    ],
    [
      'a line to nobody',
      { baton: 1, agents, lines: [{ ...line, destination: { type: 'agent', id: 'x' } }] },
      422,
      'unknown-agent',
      'destination.id',
    ],
    [
      'a member nobody knows',
      { baton: 1, ringGroups: [{ id: 'g', name: 'g', layers: [layerOf('x')] }] },
      422,
      'unknown-agent',
      'layers[0].members[0].id',
    ],
    [
      'groups in a circle',
      { baton: 1, agents, ringGroups: [group('g', 'h'), group('h', 'g')] },
      422,
      'ring-group-cycle',
      'noAnswer.id',
    ],
    [
      'a phone of nobody',
      { baton: 1, agents, phones: [{ agent: 'x', user: 'desk' }] },
      422,
      'unknown-agent',
      'agent',
    ],
    [
      'one phone for two',
      {
        baton: 1,
        agents: [...agents, { id: 'b', name: 'B', extension: '102' }],
        phones: [
          { agent: 'a', user: 'desk' },
          { agent: 'b', user: 'desk' },
        ],
      },
      400,
      'invalid-request',
      'phones[1].user',
    ],
    [
      'two desk phones for one',
      {
        baton: 1,
        agents,
        phones: [
          { agent: 'a', user: 'desk' },
          { agent: 'a', user: 'desk-2' },
        ],
      },
      409,
      'phone-kind-taken',
      undefined,
    ],
    [
      'settings of a trunk nobody has',
      { baton: 1, agents, settings: { calling: { trunks: { nowhere: { profile: 'none' } } } } },
      422,
      'invalid-calling-settings',
      'trunks.nowhere',
    ],
  ])('of %s is refused as a whole', async (_, file, status, code, path) => {
    const before = await exported();
    const { status: got, body } = await baton.api<{ code: string; errors?: readonly { path: string }[] }>(
      'POST',
      '/config',
      file,
    );
    expect([got, body.code, body.errors?.[0]?.path]).toEqual([status, code, path]);
    expect(await exported()).toEqual(before);
  });

  it('may be large', async () => {
    const many = Array.from({ length: 1_000 }, (_, nth) => ({
      id: `agent-${nth}`,
      name: `Agent ${nth} ${'x'.repeat(60)}`,
      extension: String(1000 + nth),
    }));
    expect((await imports({ baton: 1, agents: many })).status).toBe(200);
    expect((await exported()).agents).toHaveLength(1_000);
    const { key } = await baton.done<{ key: string }>('POST', '/api-keys', { name: 'k', role: 'supervisor' });
    const refused = await baton.api(
      'POST',
      '/config',
      { baton: 1, agents: many },
      { authorization: `Bearer ${key}` },
    );
    expect(refused.status).toBe(413);
  });
});

describe('from the command line', () => {
  const script = resolve(__dirname, '../../scripts/config.mjs');
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [script, ...args], {
      env: { PATH: process.env['PATH'], BATON_URL: baton.url, BATON_KEY: baton.adminKey },
    });

  it('a file goes out, is changed, and comes back in', async () => {
    const { ann } = await company();
    const { stdout } = await run('export');
    expect(JSON.parse(stdout)).toEqual(await exported());
    const file = join(dir, 'config.json');
    writeFileSync(file, stdout.replace('"Ann"', '"Anna"'));
    const tried = await run('import', file, '--dry-run');
    expect(tried.stdout).toBe(
      `~ agents Anna (${ann.id})\n    name: "Ann" -> "Anna"\nNothing was changed: a dry run.\n`,
    );
    expect(await baton.done('GET', `/agents/${ann.id}`)).toMatchObject({ name: 'Ann' });
    expect((await run('import', file)).stdout).toContain('Imported.');
    expect(await baton.done('GET', `/agents/${ann.id}`)).toMatchObject({ name: 'Anna' });
    expect((await run('import', file)).stdout).toBe('Nothing differs.\n');
  });

  it('what is wrong is said, and the program fails', async () => {
    const file = join(dir, 'wrong.json');
    writeFileSync(file, JSON.stringify({ baton: 1, agents: [{ id: 'a', name: 'A', extension: 'x' }] }));
    await expect(run('import', file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('agents[0].extension must be 2 to 6 digits') as string,
    });
  });
});
