import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

interface Resource {
  readonly id: string;
}
interface Problem {
  readonly code?: string;
  readonly rule?: string;
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
}
interface Rules {
  readonly premium: string;
}
interface Guard {
  readonly roles: Readonly<Record<'admin' | 'supervisor' | 'agent', Rules>>;
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let agent: string;
let line: string;
let initial: Guard;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-numbers-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
  ({ id: agent } = await baton.done<Resource>('POST', '/agents', { name: 'Ann', extension: '201' }));
  ({ id: line } = await baton.done<Resource>('POST', '/lines', lineOf('+31205550000')));
  initial = await baton.done<Guard>('GET', '/settings/guard');
});

afterEach(async () => {
  await baton.done('PUT', '/settings/guard', initial);
  await baton.done('PATCH', `/lines/${line}`, { fallback: null, number: '+31205550000' });
  const { items } = await baton.done<{ items: readonly Resource[] }>('GET', '/ring-groups');
  for (const { id } of items) await baton.done('DELETE', `/ring-groups/${id}`);
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const lineOf = (number: string, more: object = {}) => ({
  name: 'Sales',
  number,
  trunk: 'carrier',
  destination: { type: 'agent', id: agent },
  ...more,
});
const to = (number: string) => ({ type: 'number', number });
const groupOf = (members: readonly object[], more: object = {}) => ({
  name: 'Group',
  layers: [{ strategy: 'ordered', ringSeconds: 20, members }],
  ...more,
});
const ann = () => ({ type: 'agent', id: agent });

async function answer(method: string, path: string, body: object) {
  const { status, body: problem } = await baton.api<Problem>(method, path, body);
  return { status, code: problem.code, rule: problem.rule, paths: problem.errors?.map(({ path: at }) => at) };
}

const forbidden = (rule: string, path: string) => ({
  status: 422,
  code: 'forbidden-number',
  rule,
  paths: [path],
});

describe('a number that Baton would dial by itself', () => {
  it.each([
    ['09061234', 'premium'],
    ['+447012345678', 'premium'],
    ['+491805123456', 'shared-cost'],
    ['+8821612345678', 'satellite'],
    ['008821612345678', 'satellite'],
    ['*21*0612345678#', 'service-code'],
    ['11833', 'short-number'],
  ])('is not set where nobody may dial it: %s', async (number, rule) => {
    const member = forbidden(rule, 'layers[0].members[1].number');
    expect(await answer('POST', '/ring-groups', groupOf([ann(), to(number)]))).toEqual(member);
    const leads = groupOf([ann()], { noAnswer: to(number) });
    expect(await answer('POST', '/ring-groups', leads)).toEqual(forbidden(rule, 'noAnswer.number'));
    if (/[*#]/.test(number)) return;
    const fallback = { fallback: to(number) };
    expect(await answer('PATCH', `/lines/${line}`, fallback)).toEqual(forbidden(rule, 'fallback.number'));
  });

  it.each(['+31205550000', '0031205550000', '0205550000', '205550000', '31205550000'])(
    'is not one of our own lines, however it is written: %s',
    async (number) => {
      const own = { status: 422, code: 'own-number' };
      expect(await answer('POST', '/ring-groups', groupOf([to(number)]))).toMatchObject(own);
      expect(await answer('PATCH', `/lines/${line}`, { fallback: to(number) })).toMatchObject(own);
      const other = lineOf('+31205550001', { fallback: to(number) });
      expect(await answer('POST', '/lines', other)).toMatchObject(own);
    },
  );

  it('is not taken for a new line either, nor given to one that is there', async () => {
    await baton.done('POST', '/ring-groups', groupOf([to('0205550002')]));
    const own = { status: 422, code: 'own-number', paths: ['number'] };
    expect(await answer('POST', '/lines', lineOf('+31205550002'))).toMatchObject(own);
    expect(await answer('PATCH', `/lines/${line}`, { number: '+31205550002' })).toMatchObject(own);
    const { items } = await baton.done<{ items: readonly object[] }>('GET', '/lines');
    expect(items).toHaveLength(1);
  });

  it('is nobody whom one calls for help', async () => {
    const help = { status: 422, code: 'emergency-number' };
    expect(await answer('POST', '/ring-groups', groupOf([to('112')]))).toMatchObject(help);
    expect(await answer('POST', '/ring-groups', groupOf([to('+112')]))).toMatchObject(help);
    expect(await answer('PATCH', `/lines/${line}`, { fallback: to('112') })).toMatchObject(help);
  });

  it.each(['061234567890123', '+999123456', '+0031612345678'])('is a number: %s', async (number) => {
    expect(await answer('POST', '/ring-groups', groupOf([to(number)]))).toMatchObject({
      status: 422,
      code: 'undialable-number',
    });
  });

  it.each(['0612345678', '+31612345678', '004930123456', '116117'])(
    'is otherwise what one likes: %s',
    async (number) => {
      expect((await answer('POST', '/ring-groups', groupOf([to(number)]))).status).toBe(201);
    },
  );

  it('that was set before it was forbidden does not keep its group from being changed', async () => {
    const { id } = await baton.done<Resource>('POST', '/ring-groups', groupOf([to('+4930123456')]));
    const { admin } = initial.roles;
    const roles = { ...initial.roles, admin: { ...admin, blockedCountries: ['DE'] } };
    await baton.done('PUT', '/settings/guard', { ...initial, roles });
    expect((await answer('PATCH', `/ring-groups/${id}`, { name: 'Other' })).status).toBe(200);
    const layers = groupOf([to('+4930123456'), to('+4930123457')]).layers;
    expect(await answer('PATCH', `/ring-groups/${id}`, { layers })).toMatchObject({
      rule: 'blocked-country',
      paths: ['layers[0].members[1].number'],
    });
  });
});

describe('an import', () => {
  const file = (more: object) => ({ baton: 1, ...more });
  const premium = { id: 'g1', ...groupOf([to('09061234')]) };

  it('is held to the same, with what else it brings', async () => {
    expect(await answer('POST', '/config', file({ ringGroups: [premium] }))).toMatchObject({
      code: 'forbidden-number',
      rule: 'premium',
    });
    const own = { id: 'g2', ...groupOf([to('0205550000')]) };
    expect(await answer('POST', '/config', file({ ringGroups: [own] }))).toMatchObject({
      code: 'own-number',
    });
    const both = {
      ringGroups: [{ id: 'g3', ...groupOf([to('0205550003')]) }],
      lines: [{ id: 'l3', ...lineOf('+31205550003'), agents: [], musicClass: 'default' }],
    };
    expect(await answer('POST', '/config', file(both))).toMatchObject({ code: 'own-number' });
    expect(await baton.done('GET', '/ring-groups')).toEqual({ items: [] });
  });

  it('may bring the rules that allow it', async () => {
    const { admin } = initial.roles;
    const guard = { ...initial, roles: { ...initial.roles, admin: { ...admin, premium: 'allowed' } } };
    const brought = file({ ringGroups: [premium], settings: { guard } });
    expect((await answer('POST', '/config', brought)).status).toBe(200);
  });
});
