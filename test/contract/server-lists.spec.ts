import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

interface Item {
  readonly id: string;
  readonly name: string;
}
interface Page {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
const ids = new Map<string, string>();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-lists-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
  const make = async (path: string, body: { readonly name: string; readonly [field: string]: unknown }) => {
    const { id } = await baton.done<Item>('POST', path, body);
    ids.set(body.name, id);
    return id;
  };
  const [cem, ann] = [
    await make('/agents', { name: 'Çem', extension: '103' }),
    await make('/agents', { name: 'ann', extension: '101', status: 'away' }),
  ];
  await make('/agents', { name: 'Bob', extension: '102' });
  const destination = { type: 'agent', id: ann };
  const line = { trunk: 'carrier', agents: [cem, ann], destination };
  await make('/lines', { ...line, name: 'Sales', number: '+31201234567' });
  await make('/lines', { ...line, name: 'help', number: '+31207654321', trunk: 'other', agents: [] });
  const layers = [{ strategy: 'ordered', ringSeconds: 20, members: [{ type: 'agent', id: ann }] }];
  await make('/ring-groups', { name: 'Night', layers });
  await make('/ring-groups', { name: 'day', layers, active: false });
  await make('/users', { name: 'zoe', password: 'correct horse battery', role: 'admin' });
  await make('/users', { name: 'abe', password: 'correct horse battery', role: 'supervisor' });
  await make('/api-keys', { name: 'Wall board', role: 'supervisor' });
  await make('/api-keys', { name: 'console', role: 'admin' });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const names = async (path: string) => (await baton.done<Page>('GET', path)).items.map(({ name }) => name);

it.each([
  ['/agents', ['Çem', 'ann', 'Bob']],
  ['/agents?sort=-created', ['Bob', 'ann', 'Çem']],
  ['/agents?sort=name', ['ann', 'Bob', 'Çem']],
  ['/agents?sort=-extension', ['Çem', 'Bob', 'ann']],
  ['/agents?q=ç', ['Çem']],
  ['/agents?q=10&status=available', ['Çem', 'Bob']],
  ['/agents?line=(Sales)&sort=name', ['ann', 'Çem']],
  ['/agents?line=(help)', []],
  ['/agents?line=nobody', []],
  ['/lines?sort=name', ['help', 'Sales']],
  ['/lines?q=765', ['help']],
  ['/lines?trunk=carrier', ['Sales']],
  ['/ring-groups?sort=name', ['day', 'Night']],
  ['/ring-groups?active=true', ['Night']],
  ['/ring-groups?q=DAY&active=false', ['day']],
  ['/users?sort=name', ['abe', 'zoe']],
  ['/users?role=admin', ['zoe']],
  ['/api-keys?sort=-name', ['Wall board', 'console']],
  ['/api-keys?q=BOARD', ['Wall board']],
])('GET %s has %j', async (path, expected) => {
  const asked = path.replace(/\((\w+)\)/, (_, name: string) => ids.get(name) ?? '');
  expect(await names(asked)).toEqual(expected);
});

it.each([
  '/agents?sort=-name',
  '/lines?sort=name',
  '/ring-groups?sort=name',
  '/users?sort=-name',
  '/api-keys?sort=name',
  '/audit?sort=time',
])('GET %s is the same page by page', async (path) => {
  const whole = (await baton.done<Page>('GET', path)).items;
  const paged: Item[] = [];
  let cursor = '';
  do {
    const page: Page = await baton.done('GET', `${path}&limit=1${cursor && `&cursor=${cursor}`}`);
    paged.push(...page.items);
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  expect(paged).toEqual(whole);
});

it.each([
  ['/agents?sort=colour', 'sort'],
  ['/agents?colour=red', 'colour'],
  ['/agents?status=asleep', 'status'],
  ['/agents?q=', 'q'],
  ['/agents?cursor=abc', 'cursor'],
  ['/lines?active=true', 'active'],
  ['/ring-groups?active=yes', 'active'],
  ['/users?sort=password_hash', 'sort'],
  ['/calls?from=yesterday', 'from'],
  ['/calls?number=abc', 'number'],
  ['/calls?sort=contact', 'sort'],
  ['/audit?to=1', 'to'],
])('GET %s is refused, naming %s', async (path, field) => {
  const { status, body } = await baton.api<{ errors: readonly { path: string }[] }>('GET', path);
  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [field]]);
});

it('finds what was done in the audit log', async () => {
  const audit = async (query: string) =>
    (await baton.done<{ items: readonly { path: string; time: string }[] }>('GET', `/audit?${query}`)).items;
  const ann = `/api/v1/agents/${ids.get('ann')}`;
  await baton.done('PATCH', `/agents/${ids.get('ann')}`, { status: 'away' });
  const [patched] = await audit('action=PATCH%20/agents/:id');
  expect(patched).toMatchObject({ path: ann });
  expect(await audit(`path=${ann}`)).toEqual([patched]);
  expect(await audit(`path=${ann}&to=${patched?.time}`)).toEqual([]);
  expect(await audit(`path=${ann}&from=${patched?.time}`)).toEqual([patched]);
  expect(await audit('action=POST%20/lines&sort=time')).toHaveLength(2);
});

it('does not let anybody find calls by a number that they may not see', async () => {
  const { key } = await baton.done<{ key: string }>('POST', '/api-keys', {
    name: 'two digits',
    role: 'supervisor',
    permissions: ['supervise'],
  });
  const headers = { authorization: `Bearer ${key}` };
  expect((await baton.api('GET', '/calls?state=all', undefined, headers)).status).toBe(200);
  const refused = await baton.api('GET', '/calls?state=all&number=31612345678', undefined, headers);
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await baton.done('GET', '/calls?state=all&number=31612345678')).toEqual({ items: [] });
});

it('keeps a line while the guard has rules for it, and says so', async () => {
  const guard = await baton.done<{ roles: { agent: object } }>('GET', '/settings/guard');
  const id = ids.get('help') ?? '';
  await baton.done('PUT', '/settings/guard', { ...guard, lines: { [id]: guard.roles.agent } });
  const refused = await baton.api('DELETE', `/lines/${id}`);
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'line-in-use', usedBy: [{ type: 'settings', id: 'guard' }] },
  });
  await baton.done('PUT', '/settings/guard', guard);
  expect((await baton.api('DELETE', `/lines/${id}`)).status).toBe(204);
});
