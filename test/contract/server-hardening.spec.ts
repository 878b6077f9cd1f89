import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { nameOf, routesOf } from '../abuse/routes';
import { emptyPath } from '../abuse/source';
import { type Baton, startBaton } from '../support/baton';

jest.setTimeout(60_000);

const dir = mkdtempSync(join(tmpdir(), 'baton-hardening-'));
let asterisk: EmbeddedAsterisk;
let baton: Baton;

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  // It tells of its routes only to who debugs it.
  baton = await startBaton({ asterisk, env: { LOG_LEVEL: 'debug' } });
});

afterAll(async () => {
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A request with any bytes as its body. */
async function post(body: Buffer, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<{ readonly status: number; readonly code: unknown; readonly type: unknown }>(
    (resolve, reject) => {
      const asked = request(`${baton.url}/api/v1/agents`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${baton.adminKey}`,
          'content-type': 'application/json',
          'content-length': body.length,
          ...headers,
        },
      });
      asked.on('response', (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString('utf8')));
        response.on('end', () => {
          const { code } = JSON.parse(text) as { readonly code?: string };
          resolve({ status: response.statusCode ?? 0, code, type: response.headers['content-type'] });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

const problem = (status: number, code: string) => ({ status, code, type: 'application/problem+json' });

describe('every answer', () => {
  it.each(['/healthz', '/docs', '/docs-json', '/agents', '/nothing-here', '/metrics'])(
    'of %s tells browsers to be careful, and nobody what it runs on',
    async (path) => {
      const { headers } = await baton.api('GET', path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*script-src 'self'/s);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
      expect(headers.get('content-security-policy')).toContain("object-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
      // No other page may read it.
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('without a key', () => {
  it('nothing is open but the way in, the probes and the sign-in', async () => {
    const open: string[] = [];
    const routes = await routesOf(baton);
    for (const route of routes) {
      const path = emptyPath(route).replace('/api/v1', '');
      const { status } = await baton.api(route.method, path, undefined, { authorization: '' });
      if (status !== 401) open.push(nameOf(route));
    }
    expect(routes.length).toBeGreaterThan(40);
    expect(open.sort()).toEqual([
      'GET /',
      'GET /api/v1',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/sign-in',
    ]);
  });
});

describe('a body', () => {
  it('is taken up to 64 kB, and not one byte more', async () => {
    const ofLength = (length: number) => {
      const empty = JSON.stringify({ name: '', extension: '100' });
      return Buffer.from(JSON.stringify({ name: 'x'.repeat(length - empty.length), extension: '100' }));
    };
    // Long enough to be refused for its name, which shows that it was read.
    expect(await post(ofLength(65_536))).toEqual(problem(400, 'invalid-request'));
    expect(await post(ofLength(65_537))).toEqual(problem(413, 'body-too-large'));
    expect(await post(Buffer.alloc(5_000_000, 0x20))).toEqual(problem(413, 'body-too-large'));
  });

  it('counts as what it unpacks to', async () => {
    const packed = { 'content-encoding': 'gzip' };
    expect(await post(gzipSync(Buffer.alloc(5_000_000, 0x20)), packed)).toEqual(
      problem(413, 'body-too-large'),
    );
    expect(await post(Buffer.from('no gzip'), packed)).toEqual(problem(400, 'unreadable-body'));
    expect(await post(gzipSync('{}').subarray(0, 12), packed)).toEqual(problem(400, 'unreadable-body'));
    expect(await post(gzipSync('{}'), packed)).toEqual(problem(400, 'invalid-request'));
  });

  it('is UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(await post(body)).toEqual(problem(400, 'not-utf-8'));
    const asUtf16 = { 'content-type': 'application/json; charset=utf-16' };
    expect(await post(Buffer.from('{"name":"a"}', 'utf16le'), asUtf16)).toEqual(problem(400, 'not-utf-8'));
  });

  it.each([
    ['charset=utf-7', 400],
    ['charset="UTF-32"', 400],
    ['x=1; charset = latin1', 400],
    ['charset=', 400],
    ['charset=UTF-8', 200],
    ['charset="utf-8"', 200],
  ])('is UTF-8 where it may be large as well: %s is answered %i', async (parameter, status) => {
    const headers = { 'content-type': `application/json; ${parameter}` };
    const answer = await baton.api('POST', '/config?dryRun=true', Buffer.from('{"baton":1}'), headers);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('of %s in one another is refused, with an Idempotency-Key as well', async (_, open, close) => {
    const levels = Math.floor(60_000 / (open.length + close.length));
    const body = Buffer.from(open.repeat(levels) + (open === '[' ? '' : '1') + close.repeat(levels));
    expect(await post(body)).toEqual(problem(400, 'nested-too-deeply'));
    expect(await post(body, { 'idempotency-key': `deep-${open}` })).toEqual(
      problem(400, 'nested-too-deeply'),
    );
  });
});

it('nothing of all that is an error in the log', () => {
  const told = baton.stderr.split('\n').filter((line) => /"level":[456]0/.test(line));
  // But for what administrators are to know of: who was refused.
  expect(told.filter((line) => !line.includes('"incident":"security.'))).toEqual([]);
});
