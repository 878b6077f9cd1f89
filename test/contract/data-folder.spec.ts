import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, environmentFor, startBaton, startInVain } from '../support/baton';

jest.setTimeout(180_000);

const COLLECTED_WITHIN_MS = 10_000;
/** Runs the server's own command with a collection that can be asked for. */
const COLLECTING = [
  '/bin/sh',
  '-c',
  'shift; exec "$0" --expose-gc --require "$COLLECTING" "$@"',
  process.execPath,
];
const preload = resolve(__dirname, '../support/collecting.cjs');

let dir: string;
let dataDir: string;
let asterisk: EmbeddedAsterisk;
let baton: Baton | undefined;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-folder-'));
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
});
beforeEach(() => {
  dataDir = mkdtempSync(join(dir, 'data-'));
});
afterEach(async () => {
  await baton?.stop();
  baton = undefined;
});
afterAll(async () => {
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<Baton> {
  baton = await startBaton({ asterisk, dataDir, launcher: COLLECTING, env: { COLLECTING: preload } });
  return baton;
}

async function expectRefused(): Promise<void> {
  const { code, stdout, stderr } = await startInVain({ ...environmentFor(asterisk), DATA_DIR: dataDir });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(`baton: DATA_DIR: another Baton is already using ${dataDir} (data-dir-in-use)\n`);
}

async function collect(server: Baton): Promise<void> {
  process.kill(server.pid, 'SIGUSR2');
  await server.logged(/^collected$/m, 'the collection', COLLECTED_WITHIN_MS);
}

it('is one server’s alone, also after everything that nobody holds was collected', async () => {
  const first = await start();
  await expectRefused();
  await collect(first);
  await expectRefused();
  expect((await first.api('GET', '/readyz')).status).toBe(200);
  expect(first.stderr).not.toContain('took the application over');
});

it('is let go of at once by a server that is killed, and by one that stops', async () => {
  await collect(await start());
  await baton?.kill('SIGKILL');
  await collect(await start());
  await baton?.stop();
  expect((await (await start()).api('GET', '/readyz')).status).toBe(200);
});
