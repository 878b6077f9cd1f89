import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Answer, type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
}

let dir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-http-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  baton = await startBaton({ asterisk });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The refusal's body, after its shape was checked against RFC 9457. */
function problemOf(answer: Answer, status: number, code: string): Problem {
  const problem = answer.body as Problem;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(problem).toMatchObject({ status, code, type: `urn:baton:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(problem.title).not.toBe('');
  expect(problem.detail).not.toBe('');
  expect(answer.text).not.toMatch(/node_modules|at \w+ \(|\.js:\d/);
  return problem;
}

describe('the key', () => {
  it.each([
    ['none', ''],
    ['a wrong one', 'Bearer baton_wrong'],
    ['another scheme', 'Basic YmF0b246eA=='],
    ['no scheme', 'baton_wrong'],
  ])('is asked for when the request brings %s', async (_, authorization) => {
    const answer = await baton.api('GET', '/agents', undefined, { authorization });
    problemOf(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is not taken from the address', async () => {
    const answer = await baton.api('GET', `/agents?access_token=${baton.adminKey}`, undefined, {
      authorization: '',
    });
    problemOf(answer, 401, 'unauthenticated');
  });

  it('is asked for before anything else is looked at', async () => {
    const answer = await baton.api('POST', '/agents', { nonsense: true }, { authorization: '' });
    problemOf(answer, 401, 'unauthenticated');
  });

  it('is needed for the metrics, and not for probes and documentation', async () => {
    const keyless = async (path: string) =>
      (await baton.api('GET', path, undefined, { authorization: '' })).status;
    expect(await keyless('/metrics')).toBe(401);
    expect(await keyless('/healthz')).toBe(200);
    expect(await keyless('/readyz')).toBe(200);
    expect(await keyless('/docs')).toBe(200);
    expect(await keyless('/docs-json')).toBe(200);
  });

  it('is not needed to be told the way, by the address alone or by that of the API', async () => {
    const root = await fetch(`${baton.url}/`);
    const ways = (await root.json()) as Readonly<Record<string, string>>;
    expect(ways).toMatchObject({
      name: 'Baton',
      api: '/api/v1',
      documentation: '/docs',
      events: '/api/v1/events',
    });
    expect(await (await fetch(`${baton.url}/api/v1/`)).json()).toEqual(ways);
    for (const way of ['documentation', 'openapi', 'health']) {
      expect([way, (await fetch(`${baton.url}${ways[way] ?? ''}`)).status]).toEqual([way, 200]);
    }
  });

  it('is never logged', async () => {
    const answer = await baton.api('GET', `/agents?key=${baton.adminKey}`);
    await baton.logged(new RegExp(answer.headers.get('x-request-id') ?? 'none'), 'the request in the log');
    expect(baton.stderr).not.toContain(baton.adminKey);
  });
});

describe('a refusal', () => {
  it('is a problem document on an unknown route', async () => {
    problemOf(await baton.api('GET', '/nothing-here'), 404, 'unknown-route');
    problemOf(await baton.api('DELETE', '/agents'), 404, 'unknown-route');
  });

  it('is one for an address that is not well formed', async () => {
    problemOf(await baton.api('GET', '/agents/%zz'), 400, 'malformed-address');
  });

  it.each(['{', '', '{"name":"a"', 'nonsense', '"\\u00"'])('is one for the body %j', async (body) => {
    const answer = await baton.api('POST', '/agents', body);
    problemOf(answer, 400, body === '' ? 'invalid-request' : 'malformed-json');
  });

  it('is one for a body that is too large', async () => {
    const answer = await baton.api('POST', '/agents', { name: 'x'.repeat(64 * 1024), extension: '100' });
    problemOf(answer, 413, 'body-too-large');
  });

  it('is one for a body that is not JSON', async () => {
    const answer = await baton.api('POST', '/agents', 'name=x', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    problemOf(answer, 415, 'unsupported-media-type');
  });

  it('names every field at fault, unknown ones too', async () => {
    const answer = await baton.api('POST', '/agents', { name: 'a\nb', extension: 12, isAdmin: true });
    const { errors } = problemOf(answer, 400, 'invalid-request');
    expect(errors?.map(({ path, code }) => [path, code])).toEqual([
      ['name', 'invalid-format'],
      ['extension', 'invalid-type'],
      ['isAdmin', 'unknown-field'],
    ]);
  });

  it.each([
    ['[]', 'invalid-request'],
    ['{}', 'invalid-request'],
    ['{"__proto__":{"name":"a","extension":"123"}}', 'invalid-request'],
    ['null', 'malformed-json'],
    ['"text"', 'malformed-json'],
    ['7', 'malformed-json'],
  ])('is one for the JSON %s', async (body, code) => {
    problemOf(await baton.api('POST', '/agents', body), 400, code);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'page=2', 'cursor[]=1'])(
    'is one for the query %s',
    async (query) => {
      problemOf(await baton.api('GET', `/agents?${query}`), 400, 'invalid-request');
    },
  );

  it('carries the id under which the request is logged', async () => {
    const answer = await baton.api('GET', '/agents/none');
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await baton.logged(new RegExp(`"requestId":"${id}".*"status":404`), 'the request in the log');
  });
});

describe('the description', () => {
  it('has every route of the resources and tells of the key', async () => {
    const { body } = await baton.api<{ paths: object; components: { securitySchemes: object } }>(
      'GET',
      '/docs-json',
    );
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/agents',
        '/api/v1/agents/{id}',
        '/api/v1/agents/{id}/phone',
        '/api/v1/lines',
        '/api/v1/lines/{id}',
      ]),
    );
    expect(body.components.securitySchemes).toHaveProperty('bearer');
  });
});

describe('the metrics', () => {
  it('tell of the process, of the events and of the calls', async () => {
    const { text } = await baton.api('GET', '/metrics');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toMatch(/^baton_event_clients 0$/m);
    expect(text).toMatch(/^baton_live_calls 0$/m);
    expect(text).toMatch(/^baton_call_timers \d+$/m);
  });
});
