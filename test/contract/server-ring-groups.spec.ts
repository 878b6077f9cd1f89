import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import type { BatonEvent } from '../support/event-reader';

jest.setTimeout(60_000);

interface Resource {
  readonly id: string;
}
interface Page {
  readonly items: readonly Resource[];
  readonly nextCursor?: string;
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

const start = () => startBaton({ asterisk, dataDir: join(dir, 'data') });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-groups-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await start();
});

/** Each test begins with an empty store. */
afterEach(async () => {
  const { items }: Page = await baton.done('GET', '/ring-groups?limit=200');
  for (const { id } of items) await baton.done('PATCH', `/ring-groups/${id}`, { noAnswer: null });
  for (const { id } of items) await baton.done('DELETE', `/ring-groups/${id}`);
  const agents: Page = await baton.done('GET', '/agents');
  for (const { id } of agents.items) await baton.done('DELETE', `/agents/${id}`);
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const agent = (extension: string) =>
  baton.done<Resource>('POST', '/agents', { name: `Agent ${extension}`, extension });

const member = (id: string) => ({ type: 'agent', id });
const ordered = (...members: readonly object[]) => ({ strategy: 'ordered', ringSeconds: 20, members });
const number = { type: 'number', number: '+31612345678' };

const group = (name: string, more: object = {}) =>
  baton.done<Resource>('POST', '/ring-groups', { name, layers: [ordered(number)], ...more });

const handingOnTo = (id: string) => ({ noAnswer: { type: 'ring-group', id } });

async function code(method: string, path: string, body?: unknown): Promise<readonly unknown[]> {
  const answer = await baton.api<{ code?: string } | undefined>(method, path, body);
  return [answer.status, answer.body?.code];
}

describe('a ring group', () => {
  it('needs no more than a name and layers', async () => {
    const made = await baton.api<Resource>('POST', '/ring-groups', {
      name: '  Sales ',
      layers: [ordered(number)],
    });
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/./) as string } });
    const { id: _, ...settings } = made.body;
    expect(settings).toEqual({
      name: 'Sales',
      active: true,
      rounds: 1,
      wrapUpSeconds: 0,
      confirm: false,
      skip: { onCall: true, notRegistered: true, wrapUp: true, away: true },
      noAnswer: null,
      layers: [ordered(number)],
    });
  });

  it('is made, read, changed and deleted', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const given = {
      name: 'Sales',
      active: false,
      namePrefix: 'Sales',
      musicClass: 'jazz',
      rounds: 3,
      wrapUpSeconds: 30,
      confirm: true,
      skip: { onCall: false, notRegistered: true, wrapUp: false, away: true },
      noAnswer: { type: 'last-resort' },
      layers: [
        {
          strategy: 'simultaneous',
          ringSeconds: 25,
          members: [
            { ...member(ann.id), ringSeconds: 10 },
            { ...member(bob.id), delaySeconds: 5 },
          ],
        },
        { strategy: 'weighted', ringSeconds: 15, members: [{ ...number, weight: 7 }, member(ann.id)] },
      ],
    };
    const made = await baton.api<Resource>('POST', '/ring-groups', given);
    expect(made.status).toBe(201);
    const path = `/ring-groups/${made.body.id}`;
    expect(made.body).toEqual({ id: made.body.id, ...given });
    expect(await baton.done('GET', path)).toEqual(made.body);

    const changes = {
      active: true,
      musicClass: null,
      skip: { onCall: true },
      noAnswer: { type: 'agent', id: bob.id },
      layers: [ordered(member(bob.id))],
    };
    const { musicClass: _, ...rest } = given;
    const changed = {
      id: made.body.id,
      ...rest,
      ...changes,
      musicClass: undefined,
      skip: { ...given.skip, onCall: true },
    };
    expect(await baton.done('PATCH', path, changes)).toEqual(changed);
    expect(await baton.done('GET', '/ring-groups')).toEqual({ items: [changed] });
    expect(await code('DELETE', path)).toEqual([204, undefined]);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined;
      expect(await code(method, path, body)).toEqual([404, 'ring-group-not-found']);
    }
  });

  it('is told of on the event stream', async () => {
    const events = await baton.events();
    const made = await group('Sales');
    const changed = await baton.done<Resource>('PATCH', `/ring-groups/${made.id}`, { active: false });
    await baton.done('DELETE', `/ring-groups/${made.id}`);
    const told = async (type: string) => {
      const fits = (event: BatonEvent) => event.type === type;
      return (await events.until(fits, { withinMs: 2_000, what: `the event ${type}` })).data;
    };
    expect(await told('ring-group.created')).toEqual(made);
    expect(await told('ring-group.updated')).toEqual(changed);
    expect(await told('ring-group.deleted')).toEqual({ id: made.id });
    events.close();
  });

  it('is as it was after a restart', async () => {
    const ann = await agent('101');
    const made = await group('Sales', { layers: [ordered(member(ann.id), number)] });
    await baton.stop();
    baton = await start();
    expect(await baton.done('GET', `/ring-groups/${made.id}`)).toEqual(made);
  });

  it('is listed page by page', async () => {
    const made: string[] = [];
    for (const name of ['A', 'B', 'C']) made.push((await group(name)).id);
    const first: Page = await baton.done('GET', '/ring-groups?limit=2');
    const second: Page = await baton.done('GET', `/ring-groups?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...made].sort());
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('is made once by a command that is repeated', async () => {
    const make = () =>
      baton.api(
        'POST',
        '/ring-groups',
        { name: 'Sales', layers: [ordered(number)] },
        { 'idempotency-key': 'once' },
      );
    const [first, second] = [await make(), await make()];
    expect(second.body).toEqual(first.body);
    expect(await baton.done('GET', '/ring-groups')).toEqual({ items: [first.body] });
  });

  it('names only agents and groups that exist', async () => {
    const { id } = await agent('101');
    const body = {
      name: 'Sales',
      layers: [ordered(number), ordered(member(id), member('nobody'))],
      noAnswer: { type: 'agent', id: 'nobody' },
    };
    expect(await baton.api('POST', '/ring-groups', body)).toMatchObject({
      status: 422,
      body: {
        code: 'unknown-agent',
        errors: [
          { path: 'layers[1].members[1].id', code: 'unknown-agent' },
          { path: 'noAnswer.id', code: 'unknown-agent' },
        ],
      },
    });
    const lost = { name: 'Sales', layers: [], ...handingOnTo('nobody') };
    expect(await baton.api('POST', '/ring-groups', lost)).toMatchObject({
      status: 422,
      body: { code: 'unknown-ring-group', errors: [{ path: 'noAnswer.id', code: 'unknown-ring-group' }] },
    });
    expect(await baton.done('GET', '/ring-groups')).toEqual({ items: [] });
  });

  it('is refused when it leads back to itself, over however many others', async () => {
    const a = await group('A');
    const b = await group('B', handingOnTo(a.id));
    const c = await group('C', handingOnTo(b.id));
    const own = await baton.api('PATCH', `/ring-groups/${a.id}`, handingOnTo(a.id));
    expect(own).toMatchObject({ status: 422, body: { code: 'ring-group-cycle' } });
    expect(await baton.api('PATCH', `/ring-groups/${a.id}`, handingOnTo(c.id))).toMatchObject({
      status: 422,
      body: {
        code: 'ring-group-cycle',
        detail: 'Nobody would ever be reached: A → C → B → A.',
        path: [
          { id: a.id, name: 'A' },
          { id: c.id, name: 'C' },
          { id: b.id, name: 'B' },
          { id: a.id, name: 'A' },
        ],
        errors: [{ path: 'noAnswer.id', code: 'ring-group-cycle' }],
      },
    });
    expect(await baton.done('GET', `/ring-groups/${a.id}`)).toEqual(a);
  });

  it('is refused when two close a circle at the same moment', async () => {
    const [a, b] = [await group('A'), await group('B')];
    const both = await Promise.all([
      code('PATCH', `/ring-groups/${a.id}`, handingOnTo(b.id)),
      code('PATCH', `/ring-groups/${b.id}`, handingOnTo(a.id)),
    ]);
    expect(both.map(([status]) => status).sort()).toEqual([200, 422]);
  });

  it('rings for an hour at most', async () => {
    const members = Array.from({ length: 10 }, (_, at) => ({ type: 'number', number: `10${at}` }));
    const layers = [{ strategy: 'ordered', ringSeconds: 90, members }];
    const { id } = await group('Sales', { layers, rounds: 4 });
    expect(await code('PATCH', `/ring-groups/${id}`, { rounds: 5 })).toEqual([422, 'ring-group-too-long']);
  });

  it('stays while another hands on to it', async () => {
    const a = await group('A');
    const b = await group('B', handingOnTo(a.id));
    expect(await baton.api('DELETE', `/ring-groups/${a.id}`)).toMatchObject({
      status: 409,
      body: { code: 'ring-group-in-use', usedBy: [{ type: 'ring-group', id: b.id, name: 'B' }] },
    });
    await baton.done('DELETE', `/ring-groups/${b.id}`);
    expect(await code('DELETE', `/ring-groups/${a.id}`)).toEqual([204, undefined]);
  });

  it('keeps the agents it names', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const { id } = await group('Sales', {
      layers: [ordered(number), ordered(member(ann.id))],
      noAnswer: { type: 'agent', id: bob.id },
    });
    for (const named of [ann, bob]) {
      expect(await baton.api('DELETE', `/agents/${named.id}`)).toMatchObject({
        status: 409,
        body: { code: 'agent-in-use', usedBy: [{ type: 'ring-group', id, name: 'Sales' }] },
      });
    }
    await baton.done('PATCH', `/ring-groups/${id}`, { layers: [], noAnswer: null });
    expect(await code('DELETE', `/agents/${ann.id}`)).toEqual([204, undefined]);
  });

  it.each([
    ['name', ''],
    ['name', 'a\r\nX: y'],
    ['namePrefix', 'a\u0000'],
    ['namePrefix', 'x'.repeat(21)],
    ['musicClass', 'a/b'],
    ['active', 'yes'],
    ['rounds', 0],
    ['rounds', 6],
    ['wrapUpSeconds', 601],
    ['confirm', null],
    ['skip', { onCall: true, other: true }],
    ['noAnswer', { type: 'last-resort', id: 'x' }],
    ['noAnswer', { type: 'number', number: '5@trunk' }],
    ['noAnswer', { type: 'nobody' }],
    ['layers', null],
    ['other', 1],
  ])('refuses as its %s %j', async (field, value) => {
    const body = { name: 'Sales', layers: [ordered(number)], [field]: value };
    expect(await code('POST', '/ring-groups', body)).toEqual([400, 'invalid-request']);
    expect(await baton.done('GET', '/ring-groups')).toEqual({ items: [] });
  });

  it.each([
    { strategy: 'loudest' },
    { ringSeconds: 4 },
    { ringSeconds: 121 },
    { members: [] },
    { more: 1 },
    { members: [{ type: 'number', number: '101&102' }] },
    { members: [{ type: 'number', number: '1,2' }] },
    { members: [{ ...number, id: 'x' }] },
    { members: [{ ...number, weight: 0 }] },
    { members: [{ ...number, weight: 1.5 }] },
  ])('refuses a layer with %j', async (change) => {
    const body = { name: 'Sales', layers: [{ ...ordered(number), ...change }] };
    expect(await code('POST', '/ring-groups', body)).toEqual([400, 'invalid-request']);
  });

  it('has at most 10 layers and 100 members', async () => {
    const numbers = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ type: 'number', number: `1${at}` }));
    const all = (count: number) => ({ strategy: 'simultaneous', ringSeconds: 20, members: numbers(count) });
    await group('Sales', { layers: [all(50), all(50)] });
    for (const layers of [[all(51)], [all(50), all(50), all(1)], Array.from({ length: 11 }, () => all(1))]) {
      expect(await code('POST', '/ring-groups', { name: 'Sales', layers })).toEqual([400, 'invalid-request']);
    }
  });

  it('says which member would never ring, or twice at once', async () => {
    const members = [number, { type: 'number', number: '12', delaySeconds: 20 }, { ...number, weight: 2 }];
    const answer = await baton.api('POST', '/ring-groups', { name: 'Sales', layers: [ordered(...members)] });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: [{ path: 'layers[0].members[1].delaySeconds' }, { path: 'layers[0].members[2].number' }],
      },
    });
  });
});
