import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { startAsterisk, type EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { within } from '../support/await';
import { type Answer, type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

const PASSWORD = 'correct horse battery';

interface User {
  readonly id: string;
  readonly name: string;
}

const dir = mkdtempSync(join(tmpdir(), 'baton-sign-in-'));
const dataDir = join(dir, 'data');
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let count = 100;

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
});

// Each has its own, as failures are counted by address, and all tests come from one.
beforeEach(async () => {
  baton = await startBaton({ asterisk, dataDir });
});

afterEach(async () => {
  await baton?.stop();
});

afterAll(async () => {
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const newAgent = () =>
  baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: String((count += 1)) });
const newUser = (body: object = { role: 'supervisor' }) =>
  baton.done<User>('POST', '/users', { name: `user-${(count += 1)}`, password: PASSWORD, ...body });
const codeOf = ({ status, body }: Answer) => [status, (body as { code?: string } | undefined)?.code];

/** As a browser: no key, and what it says of the page. */
async function browse(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${baton.url}/api/v1${path}`, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: parsed, text };
}

const signIn = (name: string, password = PASSWORD, headers = {}) =>
  browse('POST', '/sign-in', headers, { name, password });

async function signedIn({ name }: User): Promise<{ readonly cookie: string }> {
  const answer = await signIn(name);
  expect(answer.status).toBe(200);
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

function openSocket(headers: Readonly<Record<string, string>>) {
  const socket = new WebSocket(`${baton.url.replace(/^http/, 'ws')}/api/v1/events`, { headers });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const outcome = new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on('error', () => undefined);
  });
  return {
    outcome: within(outcome, { withinMs: 3_000, what: 'an answer to the hand-shake' }),
    closed: () => within(closed, { withinMs: 3_000, what: 'the event socket to be closed' }),
    end: () => socket.terminate(),
  };
}

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site sends, and says who one is', async () => {
    const agent = await newAgent();
    const user = await newUser({ role: 'agent', agent: agent.id });
    const answer = await signIn(user.name.toUpperCase());
    expect(answer).toMatchObject({ status: 200, body: { name: user.name, role: 'agent', agent: agent.id } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^baton_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
  });

  it('opens what the role may, and nothing more', async () => {
    const { id } = await newAgent();
    const cookie = await signedIn(await newUser({ role: 'agent', agent: id }));
    expect((await browse('GET', '/me', cookie)).body).toMatchObject({ role: 'agent', agent: id });
    expect((await browse('PATCH', `/agents/${id}`, cookie, { status: 'away' })).status).toBe(200);
    expect(codeOf(await browse('GET', '/users', cookie))).toEqual([403, 'forbidden']);
    const other = await newAgent();
    expect(codeOf(await browse('PATCH', `/agents/${other.id}`, cookie, { status: 'away' }))).toEqual([
      403,
      'forbidden',
    ]);
    const admin = await signedIn(await newUser({ role: 'admin' }));
    expect((await browse('GET', '/users', admin)).status).toBe(200);
  });

  it('leaves no password or session in log, data folder or answer; and it is in the audit log', async () => {
    const user = await newUser();
    const { cookie } = await signedIn(user);
    const token = cookie.split('=')[1] ?? '';
    expect(token).toHaveLength(43);
    await signIn(user.name, 'another secret phrase');
    const list = await baton.api('GET', '/users?limit=200');
    const log = await baton.api<{ items: readonly object[] }>('GET', `/audit?by=user:${user.id}`);
    expect(log.body.items).toMatchObject([{ path: '/api/v1/sign-in', body: { name: user.name } }]);
    const files = readdirSync(dataDir).map((name) => join(dataDir, name));
    const contents = files
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'));
    const seen = [...contents, baton.stderr, list.text, log.text];
    expect(seen.some((text) => text.includes('$argon2id$v=19$m=19456'))).toBe(true);
    expect(list.text).not.toContain('argon2');
    for (const secret of [PASSWORD, token, 'another secret phrase']) {
      expect(seen.some((text) => text.includes(secret))).toBe(false);
    }
  });

  it('holds over a restart', async () => {
    const cookie = await signedIn(await newUser());
    await baton.stop();
    baton = await startBaton({ asterisk, dataDir });
    expect((await browse('GET', '/me', cookie)).status).toBe(200);
  });

  it('is refused in the same words whether the name or the password is wrong', async () => {
    const { name } = await newUser();
    const wrong = await signIn(name, 'not the right one');
    expect(codeOf(wrong)).toEqual([401, 'wrong-credentials']);
    expect((await signIn('nobody-at-all', 'not the right one')).text).toBe(wrong.text);
    expect(wrong.headers.get('set-cookie')).toBeNull();
  });
});

describe('a session ends', () => {
  const refused = [401, 'unauthenticated'];

  it('when its owner signs out, and with it his event socket', async () => {
    const cookie = await signedIn(await newUser());
    const socket = openSocket({ ...cookie, origin: baton.url });
    expect(await socket.outcome).toBe(101);
    const out = await browse('POST', '/sign-out', cookie);
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^baton_session=; .*Max-Age=0/);
    expect(await socket.closed()).toBe(4001);
    expect(codeOf(await browse('GET', '/me', cookie))).toEqual(refused);
  });

  it('when he gets another password, or is deleted', async () => {
    const user = await newUser();
    const first = await signedIn(user);
    await baton.done('PUT', `/users/${user.id}/password`, { password: `${PASSWORD} staple` });
    expect(codeOf(await browse('GET', '/me', first))).toEqual(refused);
    expect(codeOf(await signIn(user.name))).toEqual([401, 'wrong-credentials']);
    const again = await signIn(user.name, `${PASSWORD} staple`);
    const second = { cookie: (again.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    expect((await browse('GET', '/me', second)).status).toBe(200);
    expect((await baton.api('DELETE', `/users/${user.id}`)).status).toBe(204);
    expect(codeOf(await browse('GET', '/me', second))).toEqual(refused);
    expect(codeOf(await signIn(user.name, `${PASSWORD} staple`))).toEqual([401, 'wrong-credentials']);
  });
});

describe('a page of somebody else', () => {
  const foreign = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  it.each(foreign)('cannot use a session: %j', async (page) => {
    const { id } = await newAgent();
    const cookie = await signedIn(await newUser());
    const patch = (headers: object) =>
      browse('PATCH', `/agents/${id}`, { ...cookie, ...headers }, { status: 'away' });
    expect(codeOf(await patch(page))).toEqual([401, 'unauthenticated']);
    expect((await patch({ origin: baton.url })).status).toBe(200);
    const socket = openSocket({ ...cookie, ...page });
    expect(await socket.outcome).toBe(401);
    socket.end();
  });

  it.each(foreign)('cannot sign anybody in: %j', async (page) => {
    const { name } = await newUser();
    expect(codeOf(await signIn(name, PASSWORD, page))).toEqual([403, 'foreign-page']);
  });
});

describe('whoever guesses', () => {
  it('locks the name, whether or not somebody has it, and administrators hear of it', async () => {
    const user = await newUser();
    const events = await baton.events();
    for (const name of [user.name, 'made-up']) {
      const guesses = await Promise.all(Array.from({ length: 10 }, () => signIn(name, 'a wrong password')));
      expect(guesses.map(codeOf)).toEqual(guesses.map(() => [401, 'wrong-credentials']));
      await events.until(({ type, data }) => type === 'security.locked-out' && data['name'] === name, {
        withinMs: 2_000,
        what: `the alarm for ${name}`,
      });
    }
    // Another address would still be refused for the name; ours has used up its attempts, too.
    const right = await signIn(user.name);
    expect(codeOf(right)).toEqual([429, 'too-many-attempts']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    events.socket.close();
  });

  it('is not let in by the right password, until an administrator gives a new one', async () => {
    const user = await newUser();
    await Promise.all(Array.from({ length: 10 }, () => signIn(user.name, 'a wrong password')));
    const right = await signIn(user.name);
    expect(codeOf(right)).toEqual([429, 'locked-out']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(800);
    await baton.done('PUT', `/users/${user.id}/password`, { password: `${PASSWORD} staple` });
    expect((await signIn(user.name, `${PASSWORD} staple`)).status).toBe(200);
  });
});

describe('a user', () => {
  it.each([
    [{ role: 'agent' }, 400, 'invalid-request'],
    [{ role: 'admin', agent: 'x' }, 400, 'invalid-request'],
    [{ role: 'admin', password: 'short' }, 400, 'invalid-request'],
    [{ role: 'agent', agent: 'nobody' }, 422, 'unknown-agent'],
  ])('is not made of %j', async (body, status, code) => {
    const answer = await baton.api('POST', '/users', { name: 'x', password: PASSWORD, ...body });
    expect(codeOf(answer)).toEqual([status, code]);
  });

  it('has a name of his own, and keeps his agent', async () => {
    const agent = await newAgent();
    const user = await newUser({ role: 'agent', agent: agent.id });
    const twin = { name: user.name.toUpperCase(), password: PASSWORD, role: 'admin' };
    expect(codeOf(await baton.api('POST', '/users', twin))).toEqual([409, 'name-taken']);
    const refused = await baton.api('DELETE', `/agents/${agent.id}`);
    expect(refused).toMatchObject({ status: 409, body: { usedBy: [{ type: 'user', id: user.id }] } });
  });
});

describe('somebody else than before', () => {
  it('may what the new role may, and has to sign in again', async () => {
    const user = await newUser({ role: 'admin' });
    const before = await signedIn(user);
    const agent = await newAgent();
    const changed = await baton.done('PATCH', `/users/${user.id}`, { role: 'agent', agent: agent.id });
    expect(changed).toMatchObject({ name: user.name, role: 'agent', agent: agent.id });
    expect(await baton.done('GET', `/users/${user.id}`)).toEqual(changed);
    expect(codeOf(await browse('GET', '/me', before))).toEqual([401, 'unauthenticated']);
    const now = await signedIn(user);
    expect(codeOf(await browse('GET', '/users', now))).toEqual([403, 'forbidden']);
    expect(await baton.done('PATCH', `/users/${user.id}`, { role: 'supervisor' })).toMatchObject({
      role: 'supervisor',
      agent: null,
    });
  });

  it.each([
    [{ role: 'agent' }, 422, 'agent-and-role'],
    [{ agent: 'nobody' }, 422, 'agent-and-role'],
    [{ role: 'agent', agent: 'nobody' }, 422, 'unknown-agent'],
    [{ role: 'owner' }, 400, 'invalid-request'],
    [{ password: PASSWORD }, 400, 'invalid-request'],
  ])('is not made by %j', async (changes, status, code) => {
    const user = await newUser();
    expect(codeOf(await baton.api('PATCH', `/users/${user.id}`, changes))).toEqual([status, code]);
    expect(await baton.done('GET', `/users/${user.id}`)).toMatchObject({ role: 'supervisor', agent: null });
  });

  it('does not get a name that is taken', async () => {
    const [one, other] = [await newUser(), await newUser()];
    expect(codeOf(await baton.api('PATCH', `/users/${one.id}`, { name: other.name }))).toEqual([
      409,
      'name-taken',
    ]);
  });
});

it('is in the audit log when a password was wrong, with the name and without the password', async () => {
  const name = `guessed-${(count += 1)}`;
  await signIn(name, 'a wrong pass phrase');
  const { items } = await baton.done<{ items: readonly object[] }>(
    'GET',
    '/audit?limit=1&action=POST%20/sign-in&by=nobody',
  );
  expect(items).toMatchObject([
    { by: { id: 'nobody' }, status: 401, code: 'wrong-credentials', body: { name, password: '(secret)' } },
  ]);
});
