import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { awaitChange, within } from '../support/await';
import { startBaton } from '../support/baton';
import { Phone } from '../support/phones/phone';

jest.setTimeout(60_000);

const MEGABYTE = 1024 * 1024;
/** Messages 2 MB and four times that, the console 0.5, the last run 0.25; what is written until the next look is the rest. */
const LOG_BYTES = 12 * MEGABYTE;
const PACKETS = 3_000;
const AT_ONCE = 50;

let dir: string;
const started: EmbeddedAsterisk[] = [];

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-log-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((asterisk) => asterisk.stop()));
  fs.rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedAsterisk> {
  const asterisk = await startAsterisk({ dir: path.join(dir, 'asterisk') });
  started.push(asterisk);
  return asterisk;
}

const logDir = () => path.join(dir, 'asterisk/log');
const read = (name: string) => fs.readFileSync(path.join(logDir(), name), 'utf8');
/** Of all that is no security event: those are the server's to read, and it empties them. */
const bytes = () =>
  fs
    .readdirSync(logDir())
    .filter((name) => name !== 'security.log')
    .reduce((sum, name) => sum + fs.statSync(path.join(logDir(), name)).size, 0);

const KINDS: Readonly<Record<string, (n: number, port: number) => string>> = {
  'INVITE of nobody': (n, port) => message('INVITE', n, port),
  'REGISTER of nobody': (n, port) => message('REGISTER', n, port),
  'OPTIONS of nobody': (n, port) => message('OPTIONS', n, port),
  'unknown method': (n, port) => message('FROBNICATE', n, port),
  'no Call-ID': (n, port) => message('INVITE', n, port).replace(/Call-ID.*\r\n/, ''),
  'bad CSeq': (n, port) => message('INVITE', n, port).replace('CSeq: 1', 'CSeq: zzz'),
  'broken header': (n) => `INVITE sip:x SIP/2.0\r\nbroken${n}\r\n\r\n`,
  'no SIP': (n) => `GET /${n} HTTP/1.1\r\n\r\n`,
};

function message(method: string, n: number, port: number): string {
  return [
    `${method} sip:${n}@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${method}${n};rport`,
    'Max-Forwards: 70',
    `From: <sip:${n}@127.0.0.1>;tag=${n}`,
    `To: <sip:${n}@127.0.0.1>`,
    `Call-ID: ${method}-${n}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:x@127.0.0.1:${port}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/**
 * Sends packets of every kind, and waits until Asterisk has read them. After some of them it is asked, and goes
 * on when it has answered that: so none is lost for want of room while the machine is busy.
 */
async function flood(asterisk: EmbeddedAsterisk): Promise<void> {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const send = (packet: string) => socket.send(packet, asterisk.sipPort, '127.0.0.1');
  let asked = 0;
  const read = async () => {
    const question = message('OPTIONS', 1_000_000 + asked++, port);
    const [callId] = /Call-ID: .*/.exec(question) ?? [];
    const answered = new Promise<void>((resolve) => {
      const listen = (answer: Buffer) => {
        if (!answer.includes(`${callId}\r\n`)) return;
        socket.off('message', listen);
        resolve();
      };
      socket.on('message', listen);
    });
    send(question);
    await within(answered, { withinMs: 10_000, what: 'Asterisk to answer after the packets before' });
  };
  for (const make of Object.values(KINDS)) {
    for (let n = 0; n < PACKETS / Object.keys(KINDS).length; n++) {
      send(make(n, port));
      if (n % AT_ONCE === 0) await read();
    }
    await read();
  }
  socket.close();
}

/** Asterisk writes its logs in a thread of their own, some time after it has answered. */
async function untilWritten(file: string, bytes: number): Promise<void> {
  const size = () => fs.statSync(file).size;
  await awaitChange({
    what: `${path.basename(file)} to have ${bytes} bytes`,
    withinMs: 10_000,
    look: () => (size() > bytes ? true : undefined),
    watch: (changed) => {
      const watcher = fs.watch(file, changed);
      return () => watcher.close();
    },
    instead: () => `there are ${size()}`,
  });
}

it('strangers write nothing into the log: they are in the security log, which the server empties', async () => {
  const asterisk = await start();
  const before = bytes();
  await flood(asterisk);
  await untilWritten(asterisk.securityLog, PACKETS * 100);
  expect(bytes() - before).toBe(0);
});

it('a phone that registers again and again writes nothing', async () => {
  const asterisk = await start();
  const baton = await startBaton({ asterisk, dataDir: path.join(dir, 'data') });
  try {
    const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Anna', extension: '201' });
    const account = await baton.done<{ user: string; password: string }>('PUT', `/agents/${id}/phone`, {});
    const register = async () => {
      const { user, password } = account;
      await (await Phone.register({ wsUrl: asterisk.wsUrl, user, password, name: 'anna' })).destroy();
    };
    // The first reads what was pushed.
    await register();
    const before = bytes();
    for (let n = 0; n < 10; n++) await register();
    expect(read('messages.log').slice(before)).not.toContain('stir_shaken');
    expect(bytes() - before).toBe(0);
  } finally {
    await baton.stop();
  }
});

it('is bounded whatever is written, with the newest lines and those of the last run', async () => {
  const first = await start();
  await first.cli('logger show channels');
  fs.appendFileSync(first.logFile, '[then] ERROR: the last words of the first run\n');
  await started.pop()?.kill();

  const second = await start();
  expect(read('messages.log')).toContain('the last words of the first run');
  // As Asterisk does it, so that it is known to be emptied under an open file.
  const writer = fs.openSync(second.logFile, 'a');
  const line = `[now] ERROR: ${'x'.repeat(1_000)}\n`;
  for (let written = 0; written < 30 * MEGABYTE; written += 200 * line.length) {
    fs.writeSync(writer, line.repeat(200));
    await pause(2);
  }
  fs.writeSync(writer, '[now] ERROR: the newest line\n');
  fs.closeSync(writer);
  const deadline = performance.now() + 5_000;
  while (bytes() > LOG_BYTES && performance.now() < deadline) await pause(50);

  expect(bytes()).toBeLessThan(LOG_BYTES);
  expect(bytes()).toBeGreaterThan(2 * MEGABYTE);
  expect(read('messages.log') + read('messages.log.1')).toContain('the newest line');
  expect(read('last-run.log')).toContain('the last words of the first run');
  // Asterisk goes on writing into the same file.
  await second.cli('module load no_such_module.so').catch(() => undefined);
  expect(read('messages.log')).toContain('no_such_module');
});
