import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import { within } from '../support/await';
import { Phone } from '../support/phones/phone';
import { type Secret, secretsIn } from '../support/secrets';
import { World } from '../support/world';

/** What a person would choose, with signs that look different wherever they are sent. */
const passwordOf = (what: string) => `${what} = horse/battery+"staple"ö`;
const RESTRICTED_KEY = 'restricted_key_of_the_reader_0123456789';

interface Account {
  readonly user: string;
  readonly password: string;
}

interface Read {
  readonly where: string;
  readonly text: string;
}

/** Sends everything that takes or gives a secret, as it should be and in the ways it goes wrong. */
class Drive {
  readonly secrets: Secret[] = [];

  constructor(private readonly world: World) {
    this.keep('the admin key', world.baton.adminKey);
    this.keep('the restricted key', RESTRICTED_KEY);
    this.keep("ARI's password", world.asterisk.ariPassword);
  }

  keep(what: string, value: string): string {
    this.secrets.push({ what, value });
    return value;
  }

  async #send(method: string, path: string, body?: unknown, headers = {}) {
    return this.world.baton.api<Readonly<Record<string, string>>>(method, path, body, headers);
  }

  /** As a browser: with a cookie, and without a key. */
  async #browse(cookie: string, method: string, path: string, body?: unknown): Promise<number> {
    const { status } = await fetch(`${this.world.baton.url}/api/v1${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return status;
  }

  async keys(): Promise<void> {
    const made = await this.#send('POST', '/api-keys', { name: 'Sue', role: 'supervisor' });
    const key = this.keep('an API key', made.body['key'] ?? '');
    const bearer = { authorization: `Bearer ${key}` };
    const odd = { 'idempotency-key': 'of-a-key' };
    await this.#send('POST', '/api-keys', { name: 'Sue', role: 'supervisor', key }, odd);
    await this.#send('GET', '/agents', undefined, bearer);
    await this.#send('GET', `/agents?key=${key}&access_token=${encodeURIComponent(key)}`, undefined, bearer);
    await this.#send('GET', '/agents', undefined, { authorization: `Basic ${btoa(`admin:${key}`)}` });
    await this.#send('GET', '/agents', undefined, { authorization: '', 'x-api-key': key });
    await this.#send('POST', '/agents', { name: 'A', extension: '1', apiKey: key, token: key }, bearer);
    await this.#socket({ headers: bearer });
    await this.#socket({}, ['baton.v1', `bearer.${key}`]);
    await this.#socket({}, [`bearer.${key}`]);
    await this.#socket({}, [], `?key=${key}`);
    await this.#send('DELETE', `/api-keys/${made.body['id']}`);
    await this.#send('GET', '/agents', undefined, bearer);
    await this.#send('GET', '/agents', undefined, { authorization: `Bearer ${RESTRICTED_KEY}` });
  }

  async users(): Promise<void> {
    const password = this.keep('a password', passwordOf('first'));
    const second = this.keep('a new password', passwordOf('second'));
    const wrong = this.keep('a wrong password', passwordOf('wrong'));
    const anna = { name: 'Anna', role: 'supervisor' };
    const { id } = (await this.#send('POST', '/users', { ...anna, password })).body;
    await this.#send('POST', '/users', { ...anna, password });
    for (const field of ['passwd', 'passphrase', 'Password', 'pwd', 'secret'])
      await this.#send('POST', '/users', { ...anna, [field]: password });
    await this.#send('POST', '/users', { ...anna, password: [password], nested: { password } });
    await this.#send('POST', '/users', { ...anna, password }, { 'idempotency-key': 'of-a-user' });
    await this.#send('POST', '/users', `{"password":${JSON.stringify(password)},`);
    await this.#send('POST', '/users', JSON.stringify(password));
    await this.#send('POST', '/users', `password=${encodeURIComponent(password)}`, {
      'content-type': 'text/plain',
    });
    await this.#send('POST', '/users', `{"password":"${password}"${' '.repeat(70_000)}}`);
    await this.#send('PUT', `/users/${id}/password`, { password: password.slice(0, 5), was: 'x' });

    const cookie = await this.#signIn({ name: 'anna', password });
    await this.#signIn({ name: 'anna', password: wrong });
    await this.#signIn({ name: 'nobody', password: wrong });
    await this.#signIn({ name: 'anna', password, remember: true });
    await this.#signIn({ name: 'anna', password }, { origin: 'http://evil.example' });
    await this.#signIn(`{"name":"anna","password":${JSON.stringify(password)}`);
    expect(await this.#browse(cookie, 'GET', '/me')).toBe(200);
    await this.#browse(cookie, 'GET', '/users');
    await this.#browse(cookie, 'PUT', `/users/${id}/password`, { password: second });
    await this.#socket({ headers: { cookie } });
    await this.#socket({ headers: { cookie, origin: 'http://evil.example' } });
    await this.#browse(cookie, 'POST', '/sign-out');
    await this.#browse(cookie, 'GET', '/me');
    await this.#send('PUT', `/users/${id}/password`, { password: second });
    await this.#send('PUT', '/users/none/password', { password: second });
    await this.#signIn({ name: 'anna', password: second });
    await this.#send('DELETE', `/users/${id}`);
  }

  async phones(): Promise<void> {
    const agent = await this.world.unregisteredAgent('Ann');
    this.keep("a phone's password", agent.phone.password);
    await this.#register(agent.phone);
    const put = (body: object) =>
      this.#send('PUT', `/agents/${agent.id}/phone`, body, { 'idempotency-key': 'of-a-phone' });
    const next = (await put({})).body as unknown as Account;
    this.keep("a phone's new password", next.password);
    await put({ password: next.password });
    await put({ user: next.user, secret: next.password });
    await this.#register(agent.phone);
    await this.#register(next);
    await this.#send('GET', `/agents/${agent.id}/phone`);
    await this.#send('DELETE', `/agents/${agent.id}/phone`);
    await this.#register(next);
  }

  async #register(account: Account): Promise<void> {
    const { wsUrl } = this.world.asterisk;
    await Phone.register({ wsUrl, ...account }).then(
      (phone) => phone.destroy(),
      () => undefined,
    );
  }

  async #signIn(body: unknown, headers = {}): Promise<string> {
    const answer = await this.#send('POST', '/sign-in', body, { authorization: '', ...headers });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (cookie !== undefined) this.keep('a session', cookie.split('=')[1] ?? '');
    return cookie ?? '';
  }

  async #socket(options: WebSocket.ClientOptions, protocols: string[] = [], query = ''): Promise<void> {
    const address = `${this.world.baton.url.replace(/^http/, 'ws')}/api/v1/events${query}`;
    const socket = new WebSocket(address, protocols, options);
    const done = new Promise<void>((resolve) => {
      socket.once('open', () => resolve());
      socket.on('error', () => resolve());
    });
    await within(done, { withinMs: 3_000, what: 'an answer to the hand-shake' });
    socket.terminate();
  }
}

/** Everything that somebody may read later. */
async function readAll(world: World, callId: string): Promise<readonly Read[]> {
  const { baton, asterisk } = world;
  const answers = [
    '/audit?limit=200',
    '/api-keys',
    '/users',
    '/agents',
    '/calls?state=all',
    `/calls/${callId}/timeline`,
  ];
  const texts = await Promise.all(
    answers.map(async (where) => ({ where, text: (await baton.api('GET', where)).text })),
  );
  const past = await baton.events({ since: 0 });
  past.close();
  const folder = join(world.dir, 'data');
  const kept = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ where: `data/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
  return [
    ...texts,
    ...kept,
    { where: 'metrics', text: (await baton.api('GET', '/metrics')).text },
    { where: 'events', text: JSON.stringify([...world.events.all, ...past.all]) },
    { where: "the server's log", text: baton.stderr },
    { where: "the server's command line", text: readFileSync(`/proc/${baton.pid}/cmdline`, 'utf8') },
    { where: "Asterisk's log", text: readFileSync(asterisk.logFile, 'utf8') },
  ];
}

it('keeps every secret out of logs, audit, events, timelines and its own files', async () => {
  const world = await World.start({ env: { LOG_LEVEL: 'trace', RESTRICTED_KEY } });
  try {
    const drive = new Drive(world);
    const anna = await world.agent('anna');
    const { id } = await world.conversation('contact', '0612345678', anna);
    await drive.keys();
    await drive.users();
    await drive.phones();
    await world.verb(id, 'drop');
    await world.untilOver(id);

    const read = await readAll(world, id);
    const found = read.flatMap(({ where, text }) =>
      secretsIn(text, drive.secrets).map((secret) => `${where}: ${secret}`),
    );
    expect(found).toEqual([]);
    // What was searched is really there, and so is what was searched for.
    const empty = read.filter(({ text }) => text === '').map(({ where }) => where);
    expect(empty).toEqual(['data/lock.sqlite']);
    expect(drive.secrets.filter(({ value }) => value.length < 12)).toEqual([]);
    const whats = new Set(drive.secrets.map(({ what }) => what));
    expect([...whats]).toEqual(expect.arrayContaining(['a session', 'an API key', "a phone's new password"]));
    const [audit] = read;
    expect(audit?.text).toContain('"(secret)"');
    // Told once, to whoever started it.
    expect(world.baton.stdout.split(world.baton.adminKey)).toHaveLength(2);
    expect(secretsIn(world.baton.stdout.replace(world.baton.adminKey, ''), drive.secrets)).toEqual([]);
  } finally {
    await world.stop();
  }
}, 90_000);
