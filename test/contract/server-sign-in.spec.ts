import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
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

// Each has its own, as failures are counted by address, and all tests come from one. We are its proxy, where it matters.
beforeEach(async () => {
  baton = await startBaton({ asterisk, dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
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

/** As a proxy passes somebody on. */
const by = (address: string) => ({ 'x-forwarded-for': address });
const guesses = (name: string, times: number, address?: string) =>
  Promise.all(
    Array.from({ length: times }, () =>
      signIn(name, 'a wrong password', address === undefined ? {} : by(address)),
    ),
  );
/** Comes to an end only if it is one that the server could not take. */
const busy = async (answer: Promise<Answer>): Promise<Answer> => {
  const known = await answer;
  return known.status === 503 ? known : new Promise(() => undefined);
};
const incidentsOf = async (type: string) =>
  (
    await baton.done<{ items: readonly { source: string | null; data: Record<string, unknown> }[] }>(
      'GET',
      `/incidents?type=${type}&limit=200`,
    )
  ).items;

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

  it('when its owner signs out, and with it the event socket', async () => {
    const cookie = await signedIn(await newUser());
    const socket = openSocket({ ...cookie, origin: baton.url });
    expect(await socket.outcome).toBe(101);
    const out = await browse('POST', '/sign-out', cookie);
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^baton_session=; .*Max-Age=0/);
    expect(await socket.closed()).toBe(4001);
    expect(codeOf(await browse('GET', '/me', cookie))).toEqual(refused);
  });

  it('when its owner gets another password, or is deleted', async () => {
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
      const answers = await guesses(name, 10);
      expect(answers.map(codeOf)).toEqual(answers.map(() => [401, 'wrong-credentials']));
      await events.until(({ type, data }) => type === 'security.locked-out' && data['name'] === name, {
        withinMs: 2_000,
        what: `the alarm for ${name}`,
      });
    }
    // Both names are locked for us; our address has used up its attempts, too.
    const right = await signIn(user.name);
    expect(codeOf(right)).toEqual([429, 'too-many-attempts']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    events.socket.close();
  });

  it('is not let in by the right password, until an administrator gives a new one', async () => {
    const user = await newUser();
    await guesses(user.name, 10);
    const right = await signIn(user.name);
    expect(codeOf(right)).toEqual([429, 'locked-out']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(800);
    await baton.done('PUT', `/users/${user.id}/password`, { password: `${PASSWORD} staple` });
    expect((await signIn(user.name, `${PASSWORD} staple`)).status).toBe(200);
  });
});

describe('a stranger', () => {
  it('locks a name for their own network only, and leaves a trace of where they were', async () => {
    const user = await newUser();
    await guesses(user.name, 10, '198.51.100.66');
    expect(codeOf(await signIn(user.name, PASSWORD, by('198.51.100.66')))).toEqual([429, 'locked-out']);
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
    const [incident] = await incidentsOf('security.locked-out');
    expect(incident).toMatchObject({ source: '198.51.100.66', data: { name: user.name } });
    const { items } = await baton.done<{ items: readonly object[] }>('GET', '/audit?address=198.51.100.66');
    expect(items).toHaveLength(10);
    expect(items[0]).toMatchObject({ address: '198.51.100.66', code: 'wrong-credentials' });
  });

  it('who guesses from everywhere does not lock out its owner either', async () => {
    const user = await newUser();
    for (let network = 1; network <= 10; network += 1) await guesses(user.name, 6, `198.51.${network}.1`);
    const stranger = await guesses(user.name, 3, '203.0.113.1');
    expect(stranger.map(({ status }) => status).sort()).toEqual([401, 401, 429]);
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
    const told = await incidentsOf('security.name-besieged');
    expect(told).toMatchObject([{ source: null, data: { name: user.name } }]);
  });

  it('who guesses from ever further networks has no more than so many tries, and its owner has a home over a restart', async () => {
    const user = await newUser();
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
    await baton.stop();
    baton = await startBaton({ asterisk, dataDir, env: { TRUSTED_PROXIES: '127.0.0.1' } });
    const answers: Answer[] = [];
    for (let network = 0; network < 60; network += 1)
      answers.push(...(await guesses(user.name, 2, `2001:db8:${network.toString(16)}::1`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(100);
    const stranger = await signIn(user.name, PASSWORD, by('2001:db8:ffff::1'));
    expect(codeOf(stranger)).toEqual([429, 'locked-out']);
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
  });

  it('waits until nobody else does, and is sent away when many wait', async () => {
    const user = await newUser();
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
    const done: string[] = [];
    const strangers = Array.from({ length: 150 }, async (_, nth) => {
      const answer = await signIn(`nobody-${nth}`, 'a wrong password', by(`198.51.100.${nth}`));
      done.push('stranger');
      return answer;
    });
    // The first who was sent away: all places are taken.
    expect(codeOf(await Promise.race(strangers.map(busy)))).toEqual([503, 'passwords-busy']);
    const owner = await signIn(user.name, PASSWORD, by('192.0.2.1'));
    done.push('owner');
    expect(owner.status).toBe(200);
    const answers = await Promise.all(strangers);
    expect(done.slice(done.indexOf('owner')).length).toBeGreaterThan(20);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]));
    for (const { status, headers } of answers)
      if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is not believed about where they are', async () => {
    await baton.stop();
    baton = await startBaton({ asterisk, dataDir });
    const user = await newUser();
    for (let nth = 0; nth < 10; nth += 1) await guesses(user.name, 1, `198.51.100.${nth}`);
    expect(codeOf(await signIn(user.name, PASSWORD, by('192.0.2.1')))).toEqual([429, 'locked-out']);
    const [incident] = await incidentsOf('security.locked-out');
    expect(incident).toMatchObject({ source: '127.0.0.1', data: { name: user.name } });
    await baton.logged(/TRUSTED_PROXIES/, 'the hint at the setting');
  });

  it('is not believed by what they write before the proxy writes where they are', async () => {
    const user = await newUser();
    await guesses(user.name, 10, '192.0.2.1, 198.51.100.66');
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
    expect(codeOf(await signIn(user.name, PASSWORD, by('127.0.0.1, 198.51.100.66')))).toEqual([
      429,
      'locked-out',
    ]);
  });
});

describe('who has signed in', () => {
  const change = (cookie: object, currentPassword: string, newPassword: string) =>
    browse('PUT', '/me/password', { ...cookie, origin: baton.url }, { currentPassword, newPassword });
  const NEXT = `${PASSWORD} staple`;

  it('changes the own password, which ends all other sessions and no one else their own', async () => {
    const user = await newUser();
    const [here, there] = [await signedIn(user), await signedIn(user)];
    const other = await signedIn(await newUser());
    expect((await change(here, PASSWORD, NEXT)).status).toBe(204);
    expect((await browse('GET', '/me', here)).status).toBe(200);
    expect(codeOf(await browse('GET', '/me', there))).toEqual([401, 'unauthenticated']);
    expect((await browse('GET', '/me', other)).status).toBe(200);
    expect(codeOf(await signIn(user.name))).toEqual([401, 'wrong-credentials']);
    expect((await signIn(user.name, NEXT)).status).toBe(200);
    const { items } = await baton.done<{ items: readonly object[] }>('GET', `/audit?by=user:${user.id}`);
    expect(items).toContainEqual(
      expect.objectContaining({
        action: 'PUT /me/password',
        status: 204,
        address: '127.0.0.1',
        body: { currentPassword: '(secret)', newPassword: '(secret)' },
      }),
    );
  });

  it.each(['agent', 'supervisor', 'admin'])('may do so as %s', async (role) => {
    const agent = role === 'agent' ? { agent: (await newAgent()).id } : {};
    const cookie = await signedIn(await newUser({ role, ...agent }));
    expect((await change(cookie, PASSWORD, NEXT)).status).toBe(204);
  });

  it('has to know the one that counts, and cannot guess it', async () => {
    const user = await newUser();
    const cookie = await signedIn(user);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => change(cookie, 'a wrong password', NEXT)),
    );
    expect(answers.map(codeOf)).toEqual(answers.map(() => [403, 'wrong-password']));
    expect(codeOf(await change(cookie, PASSWORD, NEXT))).toEqual([429, 'locked-out']);
    expect(codeOf(await signIn(user.name))).toEqual([429, 'locked-out']);
    expect((await signIn(user.name, PASSWORD, by('192.0.2.1'))).status).toBe(200);
  });

  it('is not made to by a page of somebody else', async () => {
    const user = await newUser();
    const cookie = await signedIn(user);
    const body = { currentPassword: PASSWORD, newPassword: NEXT };
    const page = { ...cookie, origin: 'http://evil.example' };
    expect(codeOf(await browse('PUT', '/me/password', page, body))).toEqual([401, 'unauthenticated']);
    expect((await signIn(user.name)).status).toBe(200);
  });

  it('has one of two changes at the same moment, and no other', async () => {
    const user = await newUser();
    const cookie = await signedIn(user);
    const other = 'four quiet purple trams';
    const answers = await Promise.all([change(cookie, PASSWORD, NEXT), change(cookie, PASSWORD, other)]);
    const made = answers.map(({ status }) => status);
    expect([...made].sort()).toEqual([204, 409]);
    const [right, wrong] = made[0] === 204 ? [NEXT, other] : [other, NEXT];
    expect((await signIn(user.name, right)).status).toBe(200);
    expect((await signIn(user.name, wrong)).status).toBe(401);
  });

  it('a key has none', async () => {
    const body = { currentPassword: PASSWORD, newPassword: NEXT };
    expect(codeOf(await baton.api('PUT', '/me/password', body))).toEqual([403, 'no-password']);
    const { key } = await baton.done<{ key: string }>('POST', '/api-keys', { name: 'k', role: 'supervisor' });
    const headers = { authorization: `Bearer ${key}` };
    expect(codeOf(await baton.api('PUT', '/me/password', body, headers))).toEqual([403, 'no-password']);
  });
});

describe('a password that anybody would try', () => {
  const refused = [422, 'easily-guessed'];
  const fault = (path: string) => ({ body: { errors: [{ path, code: 'easily-guessed' }] } });

  it('is not given to anybody', async () => {
    const given = { name: 'anna smith', role: 'supervisor' };
    for (const password of ['password1234', 'anna smith 1234', 'baton-baton-baton', 'qwertyuiop12']) {
      const answer = await baton.api('POST', '/users', { ...given, password });
      expect(codeOf(answer)).toEqual(refused);
      expect(answer).toMatchObject(fault('password'));
      expect(answer.text).not.toContain(password);
    }
    const user = await newUser();
    const answer = await baton.api('PUT', `/users/${user.id}/password`, {
      password: `${user.name} ${user.name}`,
    });
    expect(codeOf(answer)).toEqual(refused);
    expect((await signIn(user.name)).status).toBe(200);
  });

  it('is not taken by anybody', async () => {
    const user = await newUser();
    const headers = { ...(await signedIn(user)), origin: baton.url };
    const body = { currentPassword: PASSWORD, newPassword: 'letmeinletmein' };
    const answer = await browse('PUT', '/me/password', headers, body);
    expect(codeOf(answer)).toEqual(refused);
    expect(answer).toMatchObject(fault('newPassword'));
    expect((await signIn(user.name)).status).toBe(200);
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

  it('has a name of its own, and keeps its agent', async () => {
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
