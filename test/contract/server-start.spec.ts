import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, environmentFor, startBaton, startInVain } from '../support/baton';

jest.setTimeout(60_000);

let dir: string;
let asterisk: EmbeddedAsterisk;
let dataDir: string;
const running: Baton[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-start-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
});

beforeEach(() => {
  dataDir = mkdtempSync(join(dir, 'data-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((baton) => baton.stop()));
});

afterAll(async () => {
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Baton> {
  const baton = await startBaton({ asterisk, dataDir, env });
  running.push(baton);
  return baton;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** One line for each fault, nothing else: no stack, no second message. */
function lines(text: string): readonly string[] {
  const all = text.trimEnd().split('\n');
  // What was logged before it gave up is JSON.
  return all.filter((line) => !line.startsWith('{'));
}

describe('the first start', () => {
  it('prints where it listens, and the admin key', async () => {
    const baton = await start();
    expect(baton.stdout).toMatch(
      /^Baton is listening on http:\/\/127\.0\.0\.1:\d+\nAdmin key \(.*\): baton_[\w-]{43}\n$/,
    );
    expect((await baton.api('GET', '/agents')).status).toBe(200);
  });

  it('keeps of the key only its hash, and everything for the owner only', async () => {
    const baton = await start();
    const files = readdirSync(dataDir);
    expect(files).toEqual(expect.arrayContaining(['admin-key.sha256', 'baton.sqlite']));
    for (const file of files) {
      expect([file, statSync(join(dataDir, file)).mode & 0o077]).toEqual([file, 0]);
      expect(readFileSync(join(dataDir, file)).includes(baton.adminKey)).toBe(false);
    }
    expect(baton.stderr).not.toContain(baton.adminKey);
  });
});

describe('a later start', () => {
  it('takes the same key and does not print it', async () => {
    const { adminKey } = await start();
    await running.pop()?.stop();
    const baton = await start();
    expect(baton.stdout).toMatch(/^Baton is listening on \S+\n$/);
    expect(baton.adminKey).toBe(adminKey);
    expect((await baton.api('GET', '/agents')).status).toBe(200);
  });

  it('prints the key if the first start failed before it could', async () => {
    await startInVain({ ...environmentFor(asterisk), DATA_DIR: dataDir, HOST: '192.0.2.1' });
    const baton = await start();
    expect(baton.stdout).toContain('Admin key');
  });

  it('takes ADMIN_KEY in place of the stored key', async () => {
    const { adminKey: stored } = await start();
    await running.pop()?.stop();
    const baton = await start({ ADMIN_KEY: 'a-key-of-my-own-0123456789' });
    expect(baton.stdout).not.toContain('Admin key');
    const withStored = { authorization: `Bearer ${stored}` };
    expect((await baton.api('GET', '/agents', undefined, withStored)).status).toBe(401);
    const withMine = { authorization: 'Bearer a-key-of-my-own-0123456789' };
    expect((await baton.api('GET', '/agents', undefined, withMine)).status).toBe(200);
  });

  it('finds what was stored before a crash', async () => {
    const baton = await start();
    await baton.done('POST', '/agents', { name: 'Ann', extension: '101' });
    await running.pop()?.kill('SIGKILL');
    const again = await start();
    expect(await again.done('GET', '/agents')).toMatchObject({ items: [{ extension: '101' }] });
  });
});

it('speaks in the clear to what is not loopback when it is told that this is meant', async () => {
  // Not loopback by its address, and yet this machine.
  const ARI_URL = asterisk.ariUrl.replace('127.0.0.1', '0.0.0.0');
  const refused = await startInVain({ ...environmentFor(asterisk), DATA_DIR: dataDir, ARI_URL });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^baton: ARI_URL: /) as string });
  const baton = await start({ ARI_URL, ARI_ALLOW_PLAINTEXT: 'true' });
  expect((await baton.api('GET', '/readyz')).status).toBe(200);
});

describe('a start that cannot be', () => {
  async function inVain(env: Readonly<Record<string, string>>) {
    return startInVain({ ...environmentFor(asterisk), DATA_DIR: dataDir, ...env });
  }

  async function expectOneLine(env: Readonly<Record<string, string>>, line: RegExp): Promise<void> {
    const { code, stdout, stderr } = await inVain(env);
    expect(lines(stderr)).toEqual([expect.stringMatching(line)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  }

  it('says that the port is in use', async () => {
    const other = createServer();
    const port = await listening(other);
    await expectOneLine({ PORT: String(port) }, /^baton: PORT: \d+ on 127\.0\.0\.1 is already in use$/);
    other.close();
  });

  it('does not disturb the server that has the port', async () => {
    const baton = await start();
    await expectOneLine({ PORT: new URL(baton.url).port, DATA_DIR: join(dir, 'other') }, /in use$/);
    expect((await baton.api('GET', '/readyz')).status).toBe(200);
    expect(baton.stderr).not.toContain('took the application over');
  });

  it.each(['http://10.0.0.5:8088', 'http://pbx.example:8088'])(
    'says that the password of ARI would go in the clear to %s',
    async (url) => {
      await expectOneLine({ ARI_URL: url }, /^baton: ARI_URL: .*https:\/\/.*ARI_ALLOW_PLAINTEXT=true/);
    },
  );

  it('has a line for each bad setting', async () => {
    const { code, stderr } = await inVain({ PORT: '99999', ARI_APP: 'a,b', ARI_PASSWORD: '' });
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^baton: PORT: /),
      expect.stringMatching(/^baton: ARI_PASSWORD: /),
      expect.stringMatching(/^baton: ARI_APP: /),
    ]);
    expect(code).toBe(1);
  });

  it('says that another server uses the data folder', async () => {
    await start();
    await expectOneLine({}, /^baton: DATA_DIR: another Baton is already using .* \(data-dir-in-use\)$/);
  });

  it('says that the data folder cannot be used', async () => {
    await expectOneLine({ DATA_DIR: '/dev/null/data' }, /^baton: DATA_DIR: cannot use \/dev\/null\/data: /);
  });

  it('says that the host is not ours', async () => {
    await expectOneLine(
      { HOST: '192.0.2.1' },
      /^baton: HOST: 192\.0\.2\.1 is not an address of this machine$/,
    );
  });
});

describe('an Asterisk that cannot be used yet', () => {
  /** `url` is where a web server says what it is told to. */
  async function webServer(
    answer: RequestListener,
  ): Promise<{ readonly server: Server; readonly url: string }> {
    const server = createServer(answer);
    return { server, url: `http://127.0.0.1:${await listening(server)}` };
  }

  const readyz = async (baton: Baton) => (await baton.api<{ checks: unknown }>('GET', '/readyz')).body.checks;

  async function untilReady(baton: Baton, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while ((await baton.api('GET', '/readyz')).status !== 200) {
      if (performance.now() > deadline) throw new Error(`not ready after ${withinMs} ms: ${baton.stderr}`);
    }
  }

  it('is waited for, and said: HTTP works, configuration too, and it is ready when Asterisk comes', async () => {
    const later = await startAsterisk({ dir: join(dir, 'later') });
    const { ports, ariPassword } = later;
    await later.stop();
    const baton = await start({ ARI_URL: later.ariUrl, ARI_PASSWORD: ariPassword });

    expect(baton.stdout).toContain(
      'Not ready for calls yet: nothing answers at ARI_URL; waiting for Asterisk.',
    );
    expect(baton.stderr).toMatch(/Waiting for Asterisk\. Nothing answers at /);
    expect((await baton.api('GET', '/healthz')).status).toBe(200);
    expect(await readyz(baton)).toEqual({
      asterisk: {
        status: 'down',
        code: 'asterisk-unreachable',
        reason: 'nothing answers at ARI_URL; waiting for Asterisk',
      },
      store: { status: 'up' },
    });
    const { items } = await baton.done<{ items: unknown }>('GET', '/incidents?type=asterisk.away');
    expect(items).toMatchObject([{ type: 'asterisk.away', data: { code: 'asterisk-unreachable' } }]);

    const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Ann', extension: '101' });
    expect(await baton.api('PUT', `/agents/${id}/phone`, {})).toMatchObject({
      status: 503,
      body: { code: 'asterisk-unavailable' },
    });
    expect((await baton.api('GET', `/agents/${id}/phone`)).status).toBe(404);

    const came = await startAsterisk({ dir: join(dir, 'later'), ports, ariPassword });
    try {
      await untilReady(baton, 2_000);
      expect((await baton.api('PUT', `/agents/${id}/phone`, {})).status).toBe(200);
      expect(await baton.done('GET', '/incidents?type=asterisk.back')).toMatchObject({
        items: [{ count: 1 }],
      });
    } finally {
      await running.pop()?.stop();
      await came.stop();
    }
  });

  it('that was lost is reconnected to within 2 s after it answers again, however long it was away', async () => {
    const it = await startAsterisk({ dir: join(dir, 'lost') });
    const env = { ARI_URL: it.ariUrl, ARI_PASSWORD: it.ariPassword, LOG_LEVEL: 'debug' };
    const baton = await start(env);
    await it.kill();
    // As long as the pauses between attempts could grow.
    await baton.logged(/"attempt":1\d,/, 'the eleventh attempt', 20_000);
    const again = await startAsterisk({
      dir: join(dir, 'lost'),
      ports: it.ports,
      ariPassword: it.ariPassword,
    });
    await untilReady(baton, 2_000);
    await running.pop()?.stop();
    await again.stop();
  });

  it('says that what answers at ARI_URL is no Asterisk, or one that is too old, or refuses us', async () => {
    const web = await webServer((_request, response) => response.end('<html>'));
    const old = await webServer((_request, response) => {
      response.setHeader('content-type', 'application/json').setHeader('server', 'Asterisk/16.28.0');
      response.end(JSON.stringify({ system: { version: '16.28.0' } }));
    });
    const cases = [
      [{ ARI_URL: web.url }, 'asterisk-not-found', /Waiting for Asterisk\. .*not as ARI/],
      [{ ARI_URL: old.url }, 'asterisk-too-old', /Waiting for Asterisk\. Asterisk 16\.28\.0 is too old/],
      [{ ARI_PASSWORD: 'wrong' }, 'asterisk-refuses-credentials', /Waiting .* refused ARI user \\"baton\\"/],
      [{ ARI_USER: 'nobody' }, 'asterisk-refuses-credentials', /Waiting .* refused ARI user \\"nobody\\"/],
    ] as const;
    for (const [env, code, line] of cases) {
      const baton = await start(env);
      expect(baton.stderr).toMatch(line);
      expect(await readyz(baton)).toMatchObject({ asterisk: { status: 'down', code } });
      expect(baton.stderr + JSON.stringify(await readyz(baton))).not.toContain('wrong');
      expect(await running.pop()?.stop()).toEqual({ code: 0, signal: null });
    }
    web.server.close();
    old.server.close();
  });
});

describe('the end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('is orderly on %s, with exit code 0', async (signal) => {
    const baton = await start();
    const events = await baton.events();
    running.pop();
    expect(await baton.kill(signal)).toEqual({ code: 0, signal: null });
    expect(await events.closed({ withinMs: 1_000 })).toMatchObject({ code: 1001 });
  });

  it('waits for a request that is under way, and no longer', async () => {
    const baton = await start();
    running.pop();
    // A client that sends half a body and stays.
    const request = fetch(`${baton.url}/api/v1/agents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${baton.adminKey}`, 'content-type': 'application/json' },
      body: new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('{"name":')) }),
      duplex: 'half',
    }).then(
      () => 'answered',
      () => 'cut off',
    );
    expect(await baton.stop()).toEqual({ code: 0, signal: null });
    expect(await request).toBe('cut off');
  });
});
