import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { atOnce } from '../support/at-once';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let agentId: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-etag-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
  agentId = (await make('/agents', { name: 'Ann', extension: '100' })).id;
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const make = (path: string, body: object) => baton.done<Resource>('POST', path, body);

/** Something whose address is given, the change of a name in it, and how the name is changed. */
interface Kind {
  readonly path: () => Promise<string>;
  readonly method: 'PATCH' | 'PUT';
  readonly change: (name: string) => object;
}

let serial = 0;
const next = () => (serial += 1);
const layers = () => [
  { strategy: 'simultaneous', ringSeconds: 20, members: [{ type: 'number', number: '+31612345678' }] },
];

const kinds = {
  agent: {
    path: async () =>
      `/agents/${(await make('/agents', { name: 'Bob', extension: String(200 + next()) })).id}`,
    method: 'PATCH',
    change: (name: string) => ({ name }),
  },
  line: {
    path: async () => {
      const destination = { type: 'agent', id: agentId };
      const line = { name: 'L', number: `+3120${1_000_000 + next()}`, trunk: 'carrier', destination };
      return `/lines/${(await make('/lines', line)).id}`;
    },
    method: 'PATCH',
    change: (name: string) => ({ name }),
  },
  'ring group': {
    path: async () => `/ring-groups/${(await make('/ring-groups', { name: 'G', layers: layers() })).id}`,
    method: 'PATCH',
    change: (name: string) => ({ name }),
  },
  user: {
    path: async () => {
      const user = { name: `user ${next()}`, password: 'correct horse battery', role: 'supervisor' };
      return `/users/${(await make('/users', user)).id}`;
    },
    method: 'PATCH',
    change: (name: string) => ({ name: `${name} ${next()}` }),
  },
  trunk: {
    path: async () => {
      const trunk = { kind: 'ip', server: '127.0.0.1', addresses: ['127.0.0.1'], checkEverySeconds: 0 };
      return `/trunks/${(await make('/trunks', { name: `trunk-${next()}`, ...trunk })).id}`;
    },
    method: 'PATCH',
    change: () => ({ checkEverySeconds: 10 + next() }),
  },
  'music class': {
    path: async () => `/music-classes/${(await make('/music-classes', { name: `class-${next()}` })).id}`,
    method: 'PATCH',
    change: () => ({ name: `class-${next()}` }),
  },
  'calling settings': {
    path: () => Promise.resolve('/settings/calling'),
    method: 'PUT',
    change: () => ({ emergency: { XK: [String(100 + next())] } }),
  },
  'guard settings': {
    path: () => Promise.resolve('/settings/guard'),
    method: 'PUT',
    change: () => ({ ...guard, maxCallMinutes: 1 + (next() % 1000) }),
  },
} as const satisfies Readonly<Record<string, Kind>>;

let guard: object;
beforeAll(async () => {
  guard = await baton.done('GET', '/settings/guard');
});

const late = { status: 412, body: { code: 'precondition-failed' } };

async function tagOf(path: string): Promise<string> {
  const tag = (await baton.api('GET', path)).headers.get('etag');
  if (tag === null) throw new Error(`${path} has no ETag`);
  return tag;
}

describe.each(Object.entries(kinds))('the version of a %s', (_, { path: makePath, method, change }) => {
  it('is strong, stays while nothing changes, and is told by the answer to a change', async () => {
    const path = await makePath();
    const tag = await tagOf(path);
    expect(tag).toMatch(/^"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"$/);
    expect(await tagOf(path)).toBe(tag);
    const changed = await baton.api(method, path, change('Carol'), { 'if-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(await tagOf(path)).toBe(changed.headers.get('etag'));
  });

  it('saves a reader who has it from getting it again', async () => {
    const path = await makePath();
    const known = await baton.api('GET', path, undefined, { 'if-none-match': await tagOf(path) });
    expect([known.status, known.text]).toEqual([304, '']);
    const changed = await baton.api('GET', path, undefined, { 'if-none-match': '"other"' });
    expect(changed.status).toBe(200);
  });

  it('keeps an older one from being changed, and nothing changes', async () => {
    const path = await makePath();
    const old = await tagOf(path);
    await baton.done(method, path, change('Carol'));
    const before = await baton.done('GET', path);
    const refused = await baton.api(method, path, change('Dave'), { 'if-match': old });
    expect(refused).toMatchObject(late);
    expect(await baton.done('GET', path)).toEqual(before);
  });

  it('lets one of many through who change it at once, and says to the others that they are late', async () => {
    const path = await makePath();
    const tag = await tagOf(path);
    const asked = Array.from({ length: 10 }, (__, nth) => ({ method, body: change(`Name ${nth}`) }));
    const answers = await atOnce(baton, path, tag, asked);
    const through = answers.filter(({ status }) => status === 200);
    expect(through).toHaveLength(1);
    expect(answers.filter((answer) => answer !== through[0])).toMatchObject(Array(9).fill(late));
    expect(await baton.done('GET', path)).toEqual(through[0]?.body);
  });

  it('keeps it from being deleted by one who is late, though both ask at the same moment', async () => {
    const path = await makePath();
    if (path.startsWith('/settings')) return;
    const asked = [{ method, body: change('Carol') }, { method: 'DELETE' as const }];
    const [changed, deleted] = await atOnce(baton, path, await tagOf(path), asked);
    expect([changed?.status, deleted]).toMatchObject([200, late]);
    expect(await baton.done('GET', path)).toEqual(changed?.body);
  });

  it('is needed for deleting it, where that is said', async () => {
    const path = await makePath();
    if (path.startsWith('/settings')) return;
    const old = await tagOf(path);
    await baton.done(method, path, change('Carol'));
    const refused = await baton.api('DELETE', path, undefined, { 'if-match': old });
    expect(refused.status).toBe(412);
    const now = await baton.api('DELETE', path, undefined, { 'if-match': await tagOf(path) });
    expect(now.status).toBe(204);
  });
});

it("leaves an agent's phone alone when the agent's deletion is refused", async () => {
  const { id } = await make('/agents', { name: 'Eve', extension: '150' });
  await baton.done('PUT', `/agents/${id}/phone`, {});
  const refused = await baton.api('DELETE', `/agents/${id}`, undefined, { 'if-match': '"old.x"' });
  expect(refused.status).toBe(412);
  expect(await asterisk.cli('pjsip show endpoints')).toContain('phone-150');
});

it('is one answer to who sees numbers and another to who does not, and of one version', async () => {
  const path = await kinds['ring group'].path();
  const key = { name: 'k', role: 'supervisor', permissions: ['supervise'] };
  const { key: seesTwoDigits } = await baton.done<{ key: string }>('POST', '/api-keys', key);
  const whole = await tagOf(path);
  const asked = { authorization: `Bearer ${seesTwoDigits}`, 'if-none-match': whole };
  const concealed = await baton.api('GET', path, undefined, asked);
  expect(concealed.status).toBe(200);
  expect(concealed.text).not.toContain('345678');
  expect(concealed.headers.get('etag')?.split('.')[0]).toBe(whole.split('.')[0]);
});
