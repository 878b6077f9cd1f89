import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const LIB = resolve(__dirname, '../../scripts/lib');

/** In a process of its own, which an error that nobody handles would end, as it would end `npm start`. */
async function inNode(script: string): Promise<readonly string[]> {
  const code = `
    const { spawn } = require('node:child_process');
    const fs = require('node:fs');
    const lib = (name) => require(${JSON.stringify(LIB)} + '/' + name + '.cjs');
    const isThere = (pid) => { try { return process.kill(pid, 0); } catch { return false; } };
    (async () => { ${script} })();`;
  // Few open files may there be, so that they are soon used up.
  const run = promisify(execFile);
  const command = `ulimit -n 80; exec "$0" -e "$1"`;
  const { stdout } = await run('/bin/sh', ['-c', command, process.execPath, code], { timeout: 20_000 });
  return stdout.trim().split('\n');
}

const GUARD_A_SLEEP = `
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  const exhaust = () => { try { for (;;) fs.openSync('/dev/null', 'r'); } catch {} };
  BEFORE
  await lib('guarded-process').guard(child, { name: 'It', identity: 'sleep 60', stopWithinMs: 1000 }).then(
    ({ pid }) => { console.log('runs'); process.kill(pid); },
    (error) => console.log(error.message.replace(child.pid, 'PID')));
  console.log(isThere(child.pid) ? 'left behind' : 'gone');
  process.exit(0);`;

describe('a process that is guarded', () => {
  it('of which the program is missing is an error to whoever starts it', async () => {
    const lines = await inNode(`
      const child = spawn('/nowhere/node', []);
      await lib('guarded-process').guard(child, { name: 'It', identity: '/nowhere/node', stopWithinMs: 1000 })
        .catch((error) => console.log(error.message));`);

    expect(lines).toEqual(['It could not be started: spawn /nowhere/node ENOENT']);
  });

  it('is not left alone when there is no shell to watch it', async () => {
    const lines = await inNode(GUARD_A_SLEEP.replace('BEFORE', `process.env.PATH = '/nowhere';`));

    expect(lines).toEqual(['No watch could be set on process PID: spawn sh ENOENT', 'gone']);
  });

  it('is not left alone when too many files are open to watch it', async () => {
    const lines = await inNode(GUARD_A_SLEEP.replace('BEFORE', `lib('guarded-process'); exhaust();`));

    expect(lines).toEqual(['No watch could be set on process PID: spawn sh EMFILE', 'gone']);
  });

  it('says how it ended', async () => {
    const lines = await inNode(`
      const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
      const how = { name: 'It', identity: 'sleep 60', stopWithinMs: 1000 };
      const guarded = await lib('guarded-process').guard(child, how);
      await guarded.stop();
      console.log(await guarded.exited, isThere(guarded.pid));`);

    expect(lines).toEqual(['ended by SIGTERM false']);
  });
});

/** A server that ran, and of which the next start fails in the given way, until it is mended. */
const KEEP_A_SERVER = `
  const { startServer } = lib('server-process');
  let end;
  const first = { exited: new Promise((resolve) => (end = resolve)), stop: async () => {} };
  const last = { exited: new Promise(() => {}), stop: async () => {} };
  let starts = 0;
  const node = process.execPath;
  await lib('keep-running').keepRunning({
    name: 'The server',
    progress: (line) => {
      console.log(line);
      if (line === 'The server is running again') process.exit(0);
    },
    pause: async (ms) => console.log('pause', ms),
    start: async (stop) => {
      starts += 1;
      if (starts === 1) return first;
      if (starts === 4) return last;
      BREAK
      return startServer({}, stop);
    },
  });
  end('ended by SIGKILL');`;

describe('npm start, when the server cannot be spawned', () => {
  const again = (code: string) => [
    'The server ended (ended by SIGKILL); starting it again at once',
    `The server could not be started: spawn ${code}`,
    'The server could not be started; starting it again in 1 s',
    'pause 1000',
    `The server could not be started: spawn ${code}`,
    'The server could not be started; starting it again in 2 s',
    'pause 2000',
    'The server is running again',
  ];

  it('for another Node has taken the place of this one, goes on trying', async () => {
    const lines = await inNode(KEEP_A_SERVER.replace('BREAK', `process.execPath = '/nowhere/node';`));

    expect(lines).toEqual(again('/nowhere/node ENOENT'));
  });

  it('for too many files are open, goes on trying', async () => {
    const exhaust = `try { for (;;) fs.openSync('/dev/null', 'r'); } catch {}`;
    const lines = await inNode(KEEP_A_SERVER.replace('BREAK', exhaust));

    expect(lines.map((line) => line.replace(process.execPath, 'node'))).toEqual(again('node EMFILE'));
  });
});
