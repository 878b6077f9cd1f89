import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { within } from '../support/await';
import { type Answer, type Baton, startBaton } from '../support/baton';
import { EventReader } from '../support/event-reader';

jest.setTimeout(60_000);

interface Key {
  readonly id: string;
  readonly key: string;
  readonly lastUsedAt: string | null;
  readonly permissions: readonly string[];
}
interface Entry {
  readonly by: { readonly id: string; readonly name: string; readonly role: string };
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: string | null;
  readonly body: unknown;
}
interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

const dir = mkdtempSync(join(tmpdir(), 'baton-access-'));
const dataDir = join(dir, 'data');
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let extension = 100;

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk, dataDir });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const newAgent = () =>
  baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: String((extension += 1)) });
const newKey = (body: object) => baton.done<Key>('POST', '/api-keys', { name: 'test', ...body });
const agentKey = async (body: object = {}) => {
  const agent = await newAgent();
  return { agent: agent.id, ...(await newKey({ role: 'agent', agent: agent.id, ...body })) };
};
const using = <T = unknown>(
  { key }: { readonly key: string },
  method: string,
  path: string,
  body?: unknown,
) => baton.api<T>(method, path, body, { authorization: `Bearer ${key}` });
const codeOf = ({ status, body }: Answer) => [status, (body as { code?: string } | undefined)?.code];
const audit = async (query = '') => (await baton.done<Page<Entry>>('GET', `/audit?limit=200${query}`)).items;

describe('a key', () => {
  it('is shown once, and is nowhere in the data folder', async () => {
    const made = await newKey({ role: 'supervisor' });
    expect(made.key).toMatch(/^baton_[A-Za-z0-9_-]{43}$/);
    const list = await baton.api<Page<Key>>('GET', '/api-keys?limit=200');
    expect(list.body.items.map(({ id }) => id)).toContain(made.id);
    expect(list.text).not.toContain(made.key);
    expect(baton.stderr).not.toContain(made.key);
    const files = readdirSync(dataDir).map((name) => join(dataDir, name));
    const contents = files
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'));
    expect(contents.some((text) => text.includes(made.id))).toBe(true);
    expect(contents.some((text) => text.includes(made.key))).toBe(false);
  });

  it('opens what its role may, from the first request on, and tells when it was used', async () => {
    const made = await newKey({ role: 'supervisor' });
    expect((await using(made, 'GET', '/agents')).status).toBe(200);
    const { items } = await baton.done<Page<Key>>('GET', '/api-keys?limit=200');
    const { lastUsedAt } = items.find(({ id }) => id === made.id) ?? {};
    expect(Math.abs(Date.parse(lastUsedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('counts no longer once it is deleted, and its event socket is closed', async () => {
    const made = await newKey({ role: 'supervisor' });
    const events = await EventReader.open(baton.url, made.key);
    expect((await baton.api('DELETE', `/api-keys/${made.id}`)).status).toBe(204);
    expect(await events.closed({ withinMs: 2_000 })).toMatchObject({ code: 4001 });
    expect(codeOf(await using(made, 'GET', '/agents'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await baton.api('DELETE', `/api-keys/${made.id}`))).toEqual([404, 'api-key-not-found']);
  });

  it('counts no longer once it has expired', async () => {
    const made = await newKey({ role: 'admin', expiresAt: new Date(Date.now() + 1_500).toISOString() });
    expect((await using(made, 'GET', '/agents')).status).toBe(200);
    const expired = async () => {
      while ((await using(made, 'GET', '/agents')).status !== 401);
    };
    await within(expired(), { withinMs: 4_000, what: 'the key to expire' });
  });

  it('holds over a restart', async () => {
    const made = await newKey({ role: 'supervisor' });
    await baton.stop();
    baton = await startBaton({ asterisk, dataDir });
    expect((await using(made, 'GET', '/agents')).status).toBe(200);
  });

  it('keeps its agent from being deleted', async () => {
    const made = await agentKey();
    const refused = await baton.api('DELETE', `/agents/${made.agent}`);
    expect(codeOf(refused)).toEqual([409, 'agent-in-use']);
    expect(refused.body).toMatchObject({ usedBy: [{ type: 'api-key', id: made.id }] });
    await baton.done('DELETE', `/api-keys/${made.id}`);
    expect((await baton.api('DELETE', `/agents/${made.agent}`)).status).toBe(204);
  });

  it.each([
    [{ role: 'agent' }, 400, 'invalid-request'],
    [{ role: 'admin', agent: 'x' }, 400, 'invalid-request'],
    [{ role: 'root' }, 400, 'invalid-request'],
    [{ role: 'supervisor', permissions: ['everything'] }, 400, 'invalid-request'],
    [{ role: 'agent', agent: 'nobody' }, 422, 'unknown-agent'],
    [{ role: 'admin', expiresAt: '2020-01-01T00:00:00Z' }, 422, 'already-expired'],
  ])('is not made of %j', async (body, status, code) => {
    expect(codeOf(await baton.api('POST', '/api-keys', { name: 'x', ...body }))).toEqual([status, code]);
  });
});

describe('who sets up access without having everything', () => {
  const boss = { name: 'boss', password: 'correct horse battery', role: 'admin' };

  it('makes no key that may more than their own', async () => {
    const own = await newKey({ role: 'admin', permissions: ['administer', 'commands', 'drop'] });
    const make = (body: object) => using(own, 'POST', '/api-keys', { name: 'more', ...body });
    expect(await make({ role: 'admin' })).toMatchObject({ status: 403, body: { needs: 'numbers:real' } });
    expect(codeOf(await make({ role: 'supervisor', permissions: ['supervise'] }))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await make({ role: 'admin', permissions: ['drop', 'administer'] })).status).toBe(201);
  });

  it('makes nobody a user who may more, and becomes none by a new password', async () => {
    const own = await newKey({ role: 'admin', permissions: ['administer', 'commands'] });
    expect(codeOf(await using(own, 'POST', '/users', boss))).toEqual([403, 'forbidden']);
    const { id } = await baton.done<{ id: string }>('POST', '/users', boss);
    const password = { password: 'battery horse correct' };
    expect(codeOf(await using(own, 'PUT', `/users/${id}/password`, password))).toEqual([403, 'forbidden']);
    await baton.done('PATCH', `/users/${id}`, { role: 'supervisor' });
    expect(codeOf(await using(own, 'PATCH', `/users/${id}`, { role: 'admin' }))).toEqual([403, 'forbidden']);
    expect(codeOf(await using(own, 'PATCH', `/users/${id}`, { name: 'mine' }))).toEqual([403, 'forbidden']);
    expect(await baton.done('GET', `/users/${id}`)).toMatchObject({ name: 'boss', role: 'supervisor' });
  });
});

describe('what a role may', () => {
  it.each([
    ['supervisor', 'POST', '/agents'],
    ['supervisor', 'GET', '/api-keys'],
    ['supervisor', 'GET', '/audit'],
    ['supervisor', 'POST', '/lines'],
    ['agent', 'POST', '/ring-groups'],
    ['agent', 'DELETE', '/agents/x'],
    ['agent', 'PUT', '/agents/x/phone'],
    ['agent', 'POST', '/api-keys'],
    ['agent', 'GET', '/settings/calling'],
    ['agent', 'PUT', '/settings/guard'],
    ['agent', 'POST', '/caller-id/preview'],
    ['agent', 'GET', '/agents/x/phone'],
    ['agent', 'GET', '/metrics'],
  ])('%s: not %s %s', async (role, method, path) => {
    const key = role === 'agent' ? await agentKey() : await newKey({ role });
    expect(codeOf(await using(key, method, path))).toEqual([403, 'forbidden']);
  });

  it.each([
    ['supervisor', '/metrics', 200],
    ['supervisor', '/settings/calling', 200],
    ['supervisor', '/agents/x/phone', 404],
    ['agent', '/agents', 200],
    ['agent', '/lines', 200],
    ['agent', '/ring-groups', 200],
    ['agent', '/calls', 200],
  ])('%s: reads %s (%i)', async (role, path, status) => {
    const key = role === 'agent' ? await agentKey() : await newKey({ role });
    expect((await using(key, 'GET', path)).status).toBe(status);
  });

  it('admin: everything; and a key with permissions of its own: just those', async () => {
    const admin = await newKey({ role: 'admin' });
    expect((await using(admin, 'GET', '/audit')).status).toBe(200);
    const auditor = await newKey({ role: 'admin', permissions: ['administer'] });
    expect(auditor.permissions).toEqual(['administer']);
    expect((await using(auditor, 'GET', '/audit')).status).toBe(200);
    expect(codeOf(await using(auditor, 'POST', '/agents', {}))).toEqual([403, 'forbidden']);
  });

  it("an agent sets their own status and nobody else's, and changes nothing else", async () => {
    const own = await agentKey();
    const other = await newAgent();
    const patch = (id: string, body: object) => using(own, 'PATCH', `/agents/${id}`, body);
    expect(await patch(own.agent, { status: 'away' })).toMatchObject({
      status: 200,
      body: { status: 'away' },
    });
    expect(codeOf(await patch(own.agent, { name: 'Boss' }))).toEqual([403, 'forbidden']);
    expect(codeOf(await patch(other.id, { status: 'away' }))).toEqual([403, 'forbidden']);
  });

  it('an agent begins only calls of their own, and only to what they may', async () => {
    const own = await agentKey({ permissions: ['commands', 'transfer:agent'] });
    const other = await newAgent();
    const line = { name: 'Sales', trunk: 'carrier' };
    const lineOf = (id: string, number: string) =>
      baton.done<{ id: string }>('POST', '/lines', {
        ...line,
        number,
        agents: [id],
        destination: { type: 'agent', id },
      });
    const ownLine = await lineOf(own.agent, '+31205550101');
    const otherLine = await lineOf(other.id, '+31205550102');
    const call = async (lineId: string, agent: string, target: object) =>
      codeOf(await using(own, 'POST', '/calls', { line: lineId, agent, target }));
    const colleague = { type: 'agent', id: other.id };
    const number = { type: 'number', number: '0201234567' };
    expect(await call(ownLine.id, other.id, colleague)).toEqual([403, 'forbidden']);
    expect(await call(ownLine.id, own.agent, number)).toEqual([403, 'forbidden']);
    expect(await call(otherLine.id, own.agent, colleague)).toEqual([404, 'unknown-line']);
    expect(await call(ownLine.id, own.agent, colleague)).toEqual([409, 'agent-offline']);
  });
});

describe('a number that is written in another way', () => {
  let agent: string;
  const ids = ['a-line', 'constructor'];
  const call = (line: string, number: string) =>
    baton.api<{ rule?: string }>('POST', '/calls', { line, agent, target: { type: 'number', number } });

  beforeAll(async () => {
    agent = (await newAgent()).id;
    const line = { name: 'NL', trunk: 'carrier', agents: [agent], destination: { type: 'agent', id: agent } };
    const lines = ids.map((id, index) => ({ id, number: `+3120555020${index}`, ...line }));
    await baton.done('POST', '/config', { baton: 1, lines });
  });

  it.each([
    ['09061234', 'premium'],
    ['0031906123499', 'premium'],
    ['00882161234567', 'satellite'],
    ['+870773123456', 'satellite'],
    ['*112#', 'service-code'],
    ['*1#12', 'service-code'],
  ])('is no way around the guard: %s', async (number, rule) => {
    expect(await call('a-line', number)).toMatchObject({ status: 403, body: { rule } });
  });

  it.each(['0906123499999', '+0031906123499', '+0906123499', '882161234567', '+00870773123456'])(
    'is refused if it is none: %s',
    async (number) => {
      expect(codeOf(await call('a-line', number))).toEqual([422, 'undialable-number']);
    },
  );

  it.each([
    ['an emergency number', 'a-line', '112#'],
    ['a line by the name of what every object has', 'constructor', '0612345678'],
  ])('is let through by the guard: %s', async (_, line, number) => {
    expect(codeOf(await call(line, number))).toEqual([409, 'agent-offline']);
  });
});

describe('the audit log', () => {
  it('has who did what, with what came of it, newest first', async () => {
    const key = await newKey({ role: 'supervisor', name: 'Sue' });
    const { id } = await newAgent();
    await using(key, 'PATCH', `/agents/${id}`, { status: 'busy' });
    await using(key, 'DELETE', `/agents/${id}?x=1`);
    await using(key, 'POST', '/calls/none/drop');
    const by = { id: `key:${key.id}`, name: 'Sue', role: 'supervisor' };
    expect(await audit(`&by=key:${key.id}`)).toMatchObject([
      { by, method: 'POST', path: '/api/v1/calls/none/drop', status: 404, code: 'unknown-call' },
      { by, method: 'DELETE', path: `/api/v1/agents/${id}`, status: 403, code: 'forbidden' },
      { by, method: 'PATCH', status: 200, code: null, body: { status: 'busy' } },
    ]);
  });

  it('has nothing of what was only read, nor of an answer that was repeated', async () => {
    const key = await newKey({ role: 'admin' });
    await using(key, 'GET', '/agents');
    const headers = { authorization: `Bearer ${key.key}`, 'idempotency-key': 'once' };
    const body = { name: 'Once', extension: '9999' };
    for (const _ of [1, 2]) expect((await baton.api('POST', '/agents', body, headers)).status).toBe(201);
    expect(await audit(`&by=key:${key.id}`)).toMatchObject([{ path: '/api/v1/agents', status: 201 }]);
  });

  it('has of numbers, in whatever place of a body, two digits for who may not see them', async () => {
    const auditor = await newKey({ role: 'admin', permissions: ['administer'] });
    await baton.api('POST', '/trunks/none/test-call', { number: '0633334444' });
    await baton.api('POST', '/calls/none/transfers', { mode: 'warm', target: { number: '+31611112222' } });
    await baton.api('POST', '/caller-id/preview', { contact: { number: '0655556666' }, '0677778888': 1 });
    const whole = await baton.api('GET', '/audit?limit=3');
    const masked = await using<Page<Entry>>(auditor, 'GET', '/audit?limit=3');
    for (const digits of ['33334444', '611112222', '55556666', '77778888']) {
      expect(whole.text).toContain(digits);
      expect(masked.text).not.toContain(digits);
    }
    expect(masked.body.items.map(({ body }) => body)).toEqual([
      { contact: { number: '••••66' }, '••••88': 1 },
      { mode: 'warm', target: { number: '••••22' } },
      { number: '••••44' },
    ]);
  });

  it('comes in pages', async () => {
    const key = await newKey({ role: 'supervisor' });
    for (const n of [1, 2, 3]) await using(key, 'POST', `/calls/${n}/hold`);
    const first = await baton.done<Page<Entry>>('GET', `/audit?limit=2&by=key:${key.id}`);
    const rest = await baton.done<Page<Entry>>(
      'GET',
      `/audit?limit=2&by=key:${key.id}&cursor=${first.nextCursor}`,
    );
    const paths = [...first.items, ...rest.items].map(({ path }) => path.split('/')[4]);
    expect(paths).toEqual(['3', '2', '1']);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('cannot be changed, even with the file in hand', () => {
    const store = new Database(join(dataDir, 'baton.sqlite'));
    expect(() => store.exec("UPDATE audit_log SET by_name = 'nobody'")).toThrow(/append only/);
    expect(() => store.exec('DELETE FROM audit_log')).toThrow(/append only/);
    store.close();
  });
});
