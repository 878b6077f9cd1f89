import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';

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

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-res-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
});

/** Each test begins with an empty store. */
afterEach(async () => {
  for (const kind of ['/lines', '/agents']) {
    const { items }: Page = await baton.done('GET', kind);
    for (const { id } of items) await baton.done('DELETE', `${kind}/${id}`);
  }
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const agent = (extension: string) =>
  baton.done<Resource>('POST', '/agents', { name: `Agent ${extension}`, extension });

const lineOf = (id: string, number = '+31201234567') => ({
  name: 'Support',
  number,
  trunk: 'carrier',
  agents: [id],
  destination: { type: 'agent', id },
});

async function code(method: string, path: string, body?: unknown): Promise<readonly unknown[]> {
  const answer = await baton.api<{ code?: string } | undefined>(method, path, body);
  return [answer.status, answer.body?.code];
}

describe('an agent', () => {
  it('is made, read, changed and deleted', async () => {
    const made = await baton.api<Resource>('POST', '/agents', { name: '  Ann  ', extension: '101' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Ann', extension: '101', status: 'available', state: 'offline' },
    });
    const path = `/agents/${made.body.id}`;
    expect(await baton.done('GET', path)).toEqual(made.body);
    expect(await baton.done('PATCH', path, { status: 'away' })).toEqual({ ...made.body, status: 'away' });
    expect(await code('DELETE', path)).toEqual([204, undefined]);
    expect(await code('GET', path)).toEqual([404, 'agent-not-found']);
    expect(await code('PATCH', path, { name: 'B' })).toEqual([404, 'agent-not-found']);
    expect(await code('DELETE', path)).toEqual([404, 'agent-not-found']);
  });

  it('has an extension of its own', async () => {
    await agent('101');
    const second = await agent('102');
    expect(await code('POST', '/agents', { name: 'B', extension: '101' })).toEqual([409, 'extension-taken']);
    expect(await code('PATCH', `/agents/${second.id}`, { extension: '101' })).toEqual([
      409,
      'extension-taken',
    ]);
    expect(await code('PATCH', `/agents/${second.id}`, { extension: '102' })).toEqual([200, undefined]);
  });

  it('keeps its extension to itself when two ask for it at once', async () => {
    const asked = Array.from({ length: 10 }, () => code('POST', '/agents', { name: 'B', extension: '101' }));
    const statuses = (await Promise.all(asked)).map(([status]) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
  });

  it('is listed page by page, oldest first', async () => {
    const made: string[] = [];
    for (const extension of ['101', '102', '103', '104', '105']) made.push((await agent(extension)).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const after: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page: Page = await baton.done('GET', `/agents?limit=2${after}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(made);
    expect(await baton.done('GET', '/agents?limit=5')).not.toHaveProperty('nextCursor');
  });

  it('stays while a line needs it', async () => {
    const { id } = await agent('101');
    const line = await baton.done<Resource>('POST', '/lines', lineOf(id));
    const refused = await baton.api('DELETE', `/agents/${id}`);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'agent-in-use', usedBy: [{ type: 'line', id: line.id, name: 'Support' }] },
    });
    await baton.done('DELETE', `/lines/${line.id}`);
    expect(await code('DELETE', `/agents/${id}`)).toEqual([204, undefined]);
  });
});

describe('a line', () => {
  it('is made, read, changed and deleted', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    const made = await baton.api<Resource>('POST', '/lines', { ...lineOf(ann.id), country: 'NL' });
    expect(made).toMatchObject({
      status: 201,
      body: { ...lineOf(ann.id), country: 'NL', musicClass: 'default' },
    });
    const path = `/lines/${made.body.id}`;
    expect(await baton.done('GET', path)).toEqual(made.body);
    const changes = { agents: [bob.id, ann.id], ringTimeoutSeconds: 15, country: null };
    const { country: _, ...rest } = made.body as Resource & { country: string };
    const changed = { ...rest, agents: [bob.id, ann.id], ringTimeoutSeconds: 15 };
    expect(await baton.done('PATCH', path, changes)).toEqual(changed);
    expect(await baton.done('GET', '/lines')).toEqual({ items: [changed] });
    expect(await code('DELETE', path)).toEqual([204, undefined]);
    expect(await code('GET', path)).toEqual([404, 'line-not-found']);
  });

  it('has a number of its own, with or without a plus', async () => {
    const { id } = await agent('101');
    await baton.done('POST', '/lines', lineOf(id, '+31201234567'));
    expect(await code('POST', '/lines', lineOf(id, '31201234567'))).toEqual([409, 'number-taken']);
  });

  it('names only agents that exist', async () => {
    const { id } = await agent('101');
    const answer = await baton.api('POST', '/lines', { ...lineOf(id), agents: [id, 'nobody'] });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'unknown-agent', errors: [{ path: 'agents[1]', code: 'unknown-agent' }] },
    });
    expect(await baton.done('GET', '/lines')).toEqual({ items: [] });
  });

  it.each([
    ['number', '101&102'],
    ['number', '5@trunk'],
    ['number', '1,2'],
    ['number', '12\n34'],
    ['number', '1'.repeat(10_000)],
    ['trunk', 'x/sip:me@evil'],
    ['trunk', 'a,b'],
    ['trunk', ''],
    ['musicClass', 'a/b'],
    ['name', 'a\r\nX: y'],
    ['destination', { type: 'number', id: '1' }],
    ['destination', { type: 'agent', id: '1', and: 'more' }],
    ['agents', ['a', 'a']],
    ['ringTimeoutSeconds', 1.5],
  ])('refuses as its %s %j', async (field, value) => {
    const { id } = await agent('101');
    const answer = await baton.api('POST', '/lines', { ...lineOf(id), [field]: value });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await baton.done('GET', '/lines')).toEqual({ items: [] });
  });
});

describe("an agent's phone", () => {
  const endpoints = () => asterisk.cli('pjsip show endpoints');

  it('is known to Asterisk as soon as it is made, and forgotten with it', async () => {
    const { id } = await agent('101');
    const path = `/agents/${id}/phone`;
    expect(await code('GET', path)).toEqual([404, 'phone-not-found']);
    const made = await baton.done<{ user: string; password: string; server: object }>('PUT', path, {});
    expect(made).toMatchObject({
      user: 'phone-101',
      kind: 'sip',
      server: {
        udp: `127.0.0.1:${asterisk.sipPort}`,
        tcp: `127.0.0.1:${asterisk.sipTcpPort}`,
        ws: asterisk.wsUrl,
      },
    });
    expect(made.password.length).toBeGreaterThanOrEqual(24);
    expect(await endpoints()).toContain('phone-101');
    expect(await baton.done('GET', path)).toEqual({ user: 'phone-101', kind: 'sip', registered: false });
    expect(baton.stderr).not.toContain(made.password);
    expect(await code('DELETE', path)).toEqual([204, undefined]);
    expect(await endpoints()).not.toContain('phone-101');
    expect(await code('DELETE', path)).toEqual([404, 'phone-not-found']);
  });

  it('gets another password, and another name, when it is made again', async () => {
    const { id } = await agent('101');
    const first = await baton.done<{ password: string }>('PUT', `/agents/${id}/phone`, {});
    const second = await baton.done<{ password: string }>('PUT', `/agents/${id}/phone`, { user: 'desk-7' });
    expect(second.password).not.toBe(first.password);
    expect(await endpoints()).toContain('desk-7');
    expect(await endpoints()).not.toContain('phone-101');
    const shown = await asterisk.cli('pjsip show auth desk-7');
    expect(shown).toContain(second.password);
  });

  it('keeps to itself what must not leak, whichever kind it is', async () => {
    const { id } = await agent('101');
    for (const kind of ['web', 'sip']) {
      // Named, the phone that the agent has becomes one of this kind.
      await baton.done('PUT', `/agents/${id}/phone`, { kind, user: 'phone-101' });
      expect(await baton.done('GET', `/agents/${id}/phones`)).toMatchObject({ items: [{ kind }] });
      const settings = await asterisk.cli('pjsip show endpoint phone-101');
      const value = (name: string) => new RegExp(`^ ${name} +: (.*?) *$`, 'm').exec(settings)?.[1];
      expect({
        kind,
        webrtc: value('webrtc'),
        ice: value('ice_support'),
        context: value('context'),
        media: value('direct_media'),
        believed: [value('trust_id_inbound'), value('trust_id_outbound'), value('trust_connected_line')],
        told: [value('send_diversion'), value('send_history_info'), value('send_rpid')],
      }).toEqual({
        kind,
        webrtc: kind === 'web' ? 'yes' : 'no',
        ice: String(kind === 'web'),
        context: 'from-phones',
        media: 'false',
        believed: ['false', 'false', 'no'],
        told: ['false', 'false', 'false'],
      });
    }
  });

  it('has a user of its own', async () => {
    const [ann, bob] = [await agent('101'), await agent('102')];
    await baton.done('PUT', `/agents/${ann.id}/phone`, { user: 'desk' });
    expect(await code('PUT', `/agents/${bob.id}/phone`, { user: 'desk' })).toEqual([409, 'phone-user-taken']);
    expect(await code('PUT', '/agents/nobody/phone', {})).toEqual([404, 'agent-not-found']);
    expect(await code('PUT', `/agents/${bob.id}/phone`, { user: 'a/b' })).toEqual([400, 'invalid-request']);
  });

  it('goes with its agent', async () => {
    const { id } = await agent('101');
    await baton.done('PUT', `/agents/${id}/phone`, {});
    await baton.done('DELETE', `/agents/${id}`);
    expect(await endpoints()).not.toContain('phone-101');
  });
});
