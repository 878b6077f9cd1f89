import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import {
  type EmbeddedAsterisk,
  startAsterisk,
  type StartOptions,
} from '../../scripts/lib/embedded-asterisk.cjs';

const LIBRARY = path.resolve(__dirname, '../../scripts/lib/embedded-asterisk.cjs');

/** A boot takes half a second; the rest is for a machine that is busy with other things. */
jest.setTimeout(60_000);

let dir: string;
const started: EmbeddedAsterisk[] = [];

async function start(options: Partial<StartOptions> = {}): Promise<EmbeddedAsterisk> {
  const asterisk = await startAsterisk({ dir, ...options });
  started.push(asterisk);
  return asterisk;
}

async function ari(asterisk: EmbeddedAsterisk, method: string, resource: string, body?: unknown) {
  const response = await fetch(`${asterisk.ariUrl}/ari/${resource}`, {
    method,
    headers: { authorization: basic(asterisk), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? undefined : JSON.parse(text)) as unknown };
}

interface AriEvent {
  readonly type: string;
  readonly args?: readonly string[];
  readonly dialplan_app?: string;
}

/** Opens an event socket that remembers what it heard; it is closed when the Asterisk ends. */
async function listen(asterisk: EmbeddedAsterisk, app: string, query = 'subscribeAll=false') {
  const socket = new WebSocket(`${asterisk.ariUrl.replace('http', 'ws')}/ari/events?app=${app}&${query}`, {
    headers: { authorization: basic(asterisk) },
  });
  await once(socket, 'open');
  const received: AriEvent[] = [];
  socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString()) as AriEvent));

  const next = async (count: number, wanted: (event: AriEvent) => boolean): Promise<AriEvent[]> => {
    const deadline = AbortSignal.timeout(10_000);
    for (;;) {
      const found = received.filter(wanted);
      if (found.length >= count) return found;
      await once(socket, 'message', { signal: deadline }).catch(() => {
        const seen = received.map((event) => event.dialplan_app ?? event.type).join(', ');
        throw new Error(`Got ${found.length} of ${count} events in 10 s; there were: ${seen}`);
      });
    }
  };
  return { next };
}

/** A call into the dialplan without a phone: the other half of the Local channel waits. */
async function call(asterisk: EmbeddedAsterisk, dialled: string, context: string): Promise<void> {
  const endpoint = encodeURIComponent(`Local/${dialled}@${context}`);
  const { status } = await ari(asterisk, 'POST', `channels?endpoint=${endpoint}&app=nobody`);
  expect(status).toBe(200);
}

function basic({ ariUser, ariPassword }: EmbeddedAsterisk): string {
  return `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command lines of all processes; read from /proc because a small container has no `ps`. */
function commandLines(): string[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // It ended while we were reading.
      }
    });
}

/** A process that is not our child cannot be awaited; this is the one place that has to look again and again. */
async function gone(pid: number, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (isRunning(pid)) {
    if (Date.now() > deadline) throw new Error(`Process ${pid} should be gone within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Starts an Asterisk from another Node process, so that the test can kill its parent. */
async function startInAnotherProcess(options: StartOptions) {
  const script = `require(${JSON.stringify(LIBRARY)})
    .startAsterisk(${JSON.stringify(options)})
    .then((asterisk) => { console.log(asterisk.pid); setInterval(() => undefined, 1000); });`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  return { parent, asteriskPid: Number(line) };
}

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-test-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((asterisk) => asterisk.stop()));
  fs.rmSync(dir, { recursive: true, force: true });
});

describe('the embedded Asterisk', () => {
  it('boots with the project configuration and reports neither warning nor error', async () => {
    const asterisk = await start();

    expect(await ari(asterisk, 'GET', 'asterisk/info')).toMatchObject({
      status: 200,
      json: { system: { version: expect.stringMatching(/^\d+\./) as string } },
    });
    expect(fs.readFileSync(asterisk.logFile, 'utf8')).not.toMatch(/WARNING|ERROR/);
  });

  it('carries out ARI requests over its WebSocket', async () => {
    const asterisk = await start();
    const socket = new WebSocket(`${asterisk.ariUrl.replace('http', 'ws')}/ari/events?app=baton`, {
      headers: { authorization: basic(asterisk) },
    });
    await once(socket, 'open');

    socket.send(JSON.stringify({ type: 'RESTRequest', request_id: 'a', method: 'GET', uri: 'bridges' }));
    const [answer] = (await once(socket, 'message')) as [Buffer];

    expect(JSON.parse(answer.toString())).toMatchObject({
      type: 'RESTResponse',
      request_id: 'a',
      status_code: 200,
      message_body: '[]',
    });
    socket.terminate();
  });

  it('refuses a wrong password', async () => {
    const asterisk = await start();

    const answer = await ari({ ...asterisk, ariPassword: 'guess' }, 'GET', 'asterisk/info');

    expect(answer.status).toBe(401);
  });

  it('knows a phone that was pushed over ARI at once, and still after a restart', async () => {
    const before = await start();
    const push = (type: string, fields: Record<string, string>) =>
      ari(before, 'PUT', `asterisk/config/dynamic/res_pjsip/${type}/phone-1`, {
        fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })),
      });

    const pushed = [
      await push('auth', { auth_type: 'userpass', username: 'phone-1', password: 'x'.repeat(24) }),
      await push('aor', { max_contacts: '1' }),
      await push('endpoint', { auth: 'phone-1', aors: 'phone-1', context: 'from-phones', allow: 'ulaw' }),
    ];
    expect(pushed.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await ari(before, 'GET', 'endpoints/PJSIP/phone-1')).toMatchObject({ status: 200 });

    await before.stop();
    const after = await start({ ports: before.ports, ariPassword: before.ariPassword });

    expect(after.ariUrl).toBe(before.ariUrl);
    expect(await ari(after, 'GET', 'endpoints/PJSIP/phone-1')).toMatchObject({
      status: 200,
      json: { resource: 'phone-1', state: 'offline' },
    });
  });

  it('lets an application watch all phones before there is the first one', async () => {
    const asterisk = await start();
    await listen(asterisk, 'watcher');

    expect(
      await ari(asterisk, 'POST', 'applications/watcher/subscription?eventSource=endpoint:PJSIP'),
    ).toMatchObject({ status: 200 });
  });

  it('takes a trunk over ARI too: whom to recognise by address, and where to register', async () => {
    const asterisk = await start();
    const push = (type: string, fields: Record<string, string>) =>
      ari(asterisk, 'PUT', `asterisk/config/dynamic/res_pjsip/${type}/trunk-1`, {
        fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })),
      });

    await push('aor', { contact: 'sip:127.0.0.9:9' });
    await push('endpoint', { aors: 'trunk-1', context: 'from-trunk', allow: 'ulaw' });
    await push('identify', { endpoint: 'trunk-1', match: '127.0.0.9' });
    await push('registration', { server_uri: 'sip:127.0.0.9:9', client_uri: 'sip:us@127.0.0.9:9' });

    expect(await asterisk.cli('pjsip show identifies')).toContain('Match: 127.0.0.9/32');
    expect(await asterisk.cli('pjsip show registrations')).toContain('trunk-1/sip:127.0.0.9:9');
  });

  it('hands a call to Baton with its kind and what was dialled, whatever it is, and encoded', async () => {
    const asterisk = await start();
    const events = await listen(asterisk, 'baton');

    for (const dialled of ['+4930123', '1,evil']) {
      for (const context of ['from-trunk', 'from-phones']) await call(asterisk, dialled, context);
    }

    const entered = await events.next(4, (event) => event.type === 'StasisStart');
    expect(entered.map((event) => event.args).sort()).toEqual([
      ['inbound', '%2B4930123'],
      ['inbound', '1%2Cevil'],
      ['phone', '%2B4930123'],
      ['phone', '1%2Cevil'],
    ]);
  });

  it('sends a call to the last resort when Baton is not there', async () => {
    const asterisk = await start();
    const events = await listen(asterisk, 'witness', 'subscribeAll=true');

    await call(asterisk, '100', 'from-trunk');

    const [playing] = await events.next(1, (event) => event.dialplan_app === 'Playback');
    expect(playing).toMatchObject({ channel: { dialplan: { context: 'last-resort' } } });
  });

  it('lets an operator replace the last resort', async () => {
    const asterisk = await start({
      extraConf: { 'extensions.conf': '[baton-last-resort]\nexten = s,1,Wait(20)' },
    });
    const events = await listen(asterisk, 'witness', 'subscribeAll=true');

    await call(asterisk, '100', 'from-trunk');

    const [waiting] = await events.next(1, (event) => event.dialplan_app === 'Wait');
    expect(waiting).toMatchObject({ channel: { dialplan: { context: 'baton-last-resort' } } });
  });

  it('takes in what extraConf adds to a file', async () => {
    const asterisk = await start({
      extraConf: {
        'extensions.conf': '[my-context]\nexten = 1,1,Hangup()',
        'pjsip.conf': '[101](baton-phone)',
      },
    });

    expect(await asterisk.cli('dialplan show my-context')).toContain("'1' =>");
    expect(await asterisk.cli('pjsip show endpoint 101')).toMatch(/trust_id_inbound\s*: false/);
  });

  it('leaves no process behind when it is stopped', async () => {
    const asterisk = await start();

    await asterisk.stop();

    expect(isRunning(asterisk.pid)).toBe(false);
    expect(commandLines().filter((line) => line.includes(dir))).toEqual([]);
  });

  it('says so when a port that it must have is taken', async () => {
    const first = await start();
    const second = startAsterisk({
      dir: path.join(dir, 'second'),
      ports: { ...first.ports, http: first.ports.http + 1, sipTcp: first.ports.sipTcp + 1 },
    });

    await expect(second).rejects.toThrow('A SIP port of Asterisk is in use.');
  });

  it('is stopped when the process that started it is killed', async () => {
    const { parent, asteriskPid } = await startInAnotherProcess({ dir });

    parent.kill('SIGKILL');

    await gone(asteriskPid, 10_000);
  });

  it('lives on, if asked to, when the process that started it is killed', async () => {
    const { parent, asteriskPid } = await startInAnotherProcess({ dir, detached: true });

    parent.kill('SIGKILL');
    await once(parent, 'exit');

    expect(isRunning(asteriskPid)).toBe(true);
    expect(commandLines().filter((line) => line.includes('baton-watchdog') && line.includes(dir))).toEqual(
      [],
    );
    process.kill(asteriskPid, 'SIGKILL');
  });
});
