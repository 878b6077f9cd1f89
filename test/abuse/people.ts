import type { Baton } from '../support/baton';

/** An asker: what they send to be known, and what they may. */
export interface Person {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly permissions: readonly string[];
}

/** Something that looks like a key, or was one. */
export interface FalseKey {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Put behind the address. */
  readonly query?: string;
}

export interface People {
  readonly admin: Person;
  /** Agents with a key each, by name: they reach their own calls only. */
  readonly agents: Readonly<Record<string, Person>>;
  readonly supervisor: Person;
  /** Everybody who may less than everything. */
  readonly limited: readonly Person[];
  /** Signed in with a password; a browser sends the cookie along whoever had the idea. */
  readonly signedIn: Person;
  readonly falseKeys: readonly FalseKey[];
  /** Keys, passwords and cookies that are real: no answer may hold one. */
  readonly secrets: readonly string[];
}

interface Key {
  readonly id: string;
  readonly key: string;
  readonly permissions: readonly string[];
}

const PASSWORD = 'seventeen green bottles';

/** Gives everybody a key. @param agentIds by name */
export async function gather(baton: Baton, agentIds: Readonly<Record<string, string>>): Promise<People> {
  const made: Key[] = [];
  const keyOf = async (name: string, body: object): Promise<Person> => {
    const key = await baton.done<Key>('POST', '/api-keys', { name, ...body });
    made.push(key);
    return { name, headers: bearer(key.key), permissions: key.permissions };
  };
  const agents: Record<string, Person> = {};
  for (const [name, agent] of Object.entries(agentIds))
    agents[name] = await keyOf(name, { role: 'agent', agent });
  const supervisor = await keyOf('supervisor', { role: 'supervisor' });
  const [anyAgent = ''] = Object.values(agentIds);
  const limited = [
    ...Object.values(agents),
    supervisor,
    await keyOf('reader', { role: 'supervisor', permissions: ['supervise'] }),
    await keyOf('auditor', { role: 'admin', permissions: ['administer'] }),
    await keyOf('agent without rights', { role: 'agent', agent: anyAgent, permissions: [] }),
  ];

  const expiresAt = Date.now() + 1_000;
  const expiring = await baton.done<Key>('POST', '/api-keys', {
    name: 'expired',
    role: 'admin',
    expiresAt: new Date(expiresAt).toISOString(),
  });
  const revoked = await baton.done<Key>('POST', '/api-keys', { name: 'revoked', role: 'admin' });
  await baton.done('DELETE', `/api-keys/${revoked.id}`);

  await baton.done('POST', '/users', { name: 'boss', password: PASSWORD, role: 'admin' });
  const cookie = await signIn(baton, 'boss');
  const over = await signIn(baton, 'boss');
  await fetch(`${baton.url}/api/v1/sign-out`, { method: 'POST', headers: { cookie: over } });

  // Used until then, as one that counts would be.
  while (Date.now() <= expiresAt) await baton.api('GET', '/me', undefined, bearer(expiring.key));
  const cookies = [cookie, over].map((text) => text.split('=')[1] ?? '');
  return {
    admin: { name: 'admin', headers: bearer(baton.adminKey), permissions: ['administer'] },
    agents,
    supervisor,
    limited,
    signedIn: { name: 'boss', headers: { cookie }, permissions: ['administer'] },
    falseKeys: falseKeysLike(baton.adminKey, expiring.key, revoked.key, over),
    secrets: [baton.adminKey, PASSWORD, ...made.map(({ key }) => key), ...cookies],
  };
}

async function signIn(baton: Baton, name: string): Promise<string> {
  const answer = await baton.api('POST', '/sign-in', { name, password: PASSWORD }, { authorization: '' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${name} could not sign in: ${answer.status} ${answer.text}`);
  return cookie;
}

function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}

function falseKeysLike(
  key: string,
  expired: string,
  revoked: string,
  oldCookie: string,
): readonly FalseKey[] {
  const last = key.endsWith('a') ? 'b' : 'a';
  const basic = Buffer.from(`admin:${key}`).toString('base64');
  const header = (what: string, authorization: string): FalseKey => ({ what, headers: { authorization } });
  return [
    { what: 'no key', headers: {} },
    header('an empty key', ''),
    header('Bearer and nothing', 'Bearer'),
    header('a made-up key', 'Bearer baton_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
    header('a key with another last letter', `Bearer ${key.slice(0, -1)}${last}`),
    header('a key that is too short', `Bearer ${key.slice(0, -1)}`),
    header('a key that is too long', `Bearer ${key}a`),
    header('a key in lower case', `Bearer ${key.toLowerCase()}`),
    header('two keys', `Bearer ${key} ${key}`),
    header('a key in quotes', `Bearer "${key}"`),
    header('a key without its scheme', key),
    header('a key as a password', `Basic ${basic}`),
    header('an expired key', `Bearer ${expired}`),
    header('a revoked key', `Bearer ${revoked}`),
    header('a very long key', `Bearer ${'A'.repeat(6_000)}`),
    header('a wrong key that begins another', 'Bearer undefined'),
    header('SQL', "Bearer '||1=1--"),
    { what: 'a key in the address', headers: {}, query: `access_token=${key}&api_key=${key}&key=${key}` },
    {
      what: 'a key in another header',
      headers: { 'x-api-key': key, 'proxy-authorization': `Bearer ${key}` },
    },
    { what: 'a key as a cookie', headers: { cookie: `baton_session=${key}; authorization=Bearer ${key}` } },
    { what: 'a made-up cookie', headers: { cookie: `baton_session=${'A'.repeat(43)}` } },
    { what: 'a session that is over', headers: { cookie: oldCookie } },
    { what: 'a session under another name', headers: { cookie: oldCookie.replace('baton_', 'Baton_') } },
    {
      what: 'word of a proxy',
      headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-user': 'admin', 'x-real-ip': '127.0.0.1' },
    },
  ];
}
