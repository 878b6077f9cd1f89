import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { sourcesState } from '../../scripts/lib/server-build.cjs';

/**
 * The real `npm start` and `--restart-server`, with a server in place of Baton that does nothing but say that it listens. There
 * is no Asterisk, which would only stand by.
 */

const ROOT = path.resolve(__dirname, '../..');
const MINUTE = 60_000;

let root: string;
let started: ChildProcess | undefined;

const write = (file: string, text: string) => fs.writeFileSync(path.join(root, file), text);
const isThere = (file: string) => fs.existsSync(path.join(root, file));

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-project-'));
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(root, 'scripts'), { recursive: true });
  fs.mkdirSync(path.join(root, 'src'));
  write('package.json', '{ "name": "project", "version": "1.0.0" }');
  write('package-lock.json', '{ "lockfileVersion": 3, "packages": {} }');
  write('.npmrc', '');
});

afterEach(async () => {
  if (started?.exitCode === null) {
    started.kill('SIGTERM');
    await once(started, 'exit');
  }
  started = undefined;
  fs.rmSync(root, { recursive: true });
});

const environment = () => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ARI_URL: 'http://127.0.0.1:9',
  DATA_DIR: path.join(root, 'data'),
  npm_config_fetch_retries: '0',
});

function begin(): { readonly printed: (line: string) => Promise<void>; readonly lines: readonly string[] } {
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env: environment() });
  started = child;
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString('utf8')));
  const printed = async (line: string) => {
    const signal = AbortSignal.timeout(MINUTE / 2);
    try {
      while (!lines.includes(line)) await once(reader, 'line', { signal });
    } catch {
      throw new Error(`waited for ${line}; npm start printed ${lines.join('\n')}${said}`);
    }
  };
  return { printed, lines };
}

async function restartServer(): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((done) => {
    const options = { cwd: root, env: environment(), timeout: MINUTE };
    const child = execFile(
      process.execPath,
      ['scripts/start.mjs', '--restart-server'],
      options,
      (_, out, err) => done({ code: child.exitCode ?? -1, said: out + err }),
    );
  });
}

const listens = (version: string) => `
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 1000);
  process.send('listening');
  process.send('connected');
  console.log('${version} runs');`;

describe('--restart-server', () => {
  const main = (code: string) =>
    write('src/main.ts', `declare const process: any, console: any, setInterval: any;\n${code}`);

  beforeEach(() => {
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
    const compilerOptions = {
      module: 'Node16',
      target: 'ES2023',
      rootDir: 'src',
      types: ['node'],
      skipLibCheck: true,
    };
    write('tsconfig.build.json', JSON.stringify({ compilerOptions, include: ['src'] }));
  });

  it(
    'with code that can be built but does not start: the server of before runs again, and it is said',
    async () => {
      main(listens('first'));
      const { printed, lines } = begin();
      await printed('first runs');
      main(`console.log('second ends'); process.exit(3);`);

      const { code, said } = await restartServer();

      expect(said).toMatch(
        /The new server does not start: The server ended before it listened \(exit code 3\)\..* ran before run again/,
      );
      expect(code).toBe(1);
      await printed('- The server is running again');
      expect(lines.filter((line) => / (runs|ends)$/.test(line))).toEqual([
        'first runs',
        'second ends',
        'second ends',
        'second ends',
        'first runs',
      ]);
      expect(isThere('dist.old')).toBe(false);

      main(listens('third'));
      expect(await restartServer()).toMatchObject({ code: 0 });
      await printed('third runs');
      expect(isThere('dist.old')).toBe(false);
    },
    2 * MINUTE,
  );
});

describe('a build that was shipped', () => {
  /** Of development packages, which nobody answers for here. */
  const compiler = { version: '1.0.0', dev: true, resolved: 'http://127.0.0.1:9/compiler.tgz' };

  beforeEach(async () => {
    write('src/main.ts', 'this is not compiled');
    // In place of the SQLite driver: one that loads at once.
    fs.mkdirSync(path.join(root, 'driver'));
    const name = 'better-sqlite3';
    write('driver/package.json', JSON.stringify({ name, version: '1.0.0', main: 'main.js' }));
    write('driver/main.js', 'module.exports = class { close() {} };');
    await promisify(execFile)('npm', ['pack', '--silent', './driver'], { cwd: root });
    const driver = `file:${path.join(root, `${name}-1.0.0.tgz`)}`;
    const needs = { dependencies: { [name]: driver }, devDependencies: { compiler: '1.0.0' } };
    write('package.json', JSON.stringify({ name: 'project', version: '1.0.0', ...needs }));
    const packages = {
      '': { name: 'project', version: '1.0.0', ...needs },
      [`node_modules/${name}`]: { version: '1.0.0', resolved: driver },
      'node_modules/compiler': compiler,
    };
    write('package-lock.json', JSON.stringify({ name: 'project', lockfileVersion: 3, packages }));
    fs.mkdirSync(path.join(root, 'dist.shipped'));
    write('dist.shipped/main.js', listens('shipped'));
    const sources = ['src', 'package.json', 'package-lock.json'];
    write('dist.shipped/.sources', sourcesState(root, sources));
  });

  it(
    'starts without development packages, and without compiling',
    async () => {
      const { printed } = begin();
      await printed('shipped runs');
      expect(fs.readdirSync(path.join(root, 'node_modules')).filter((file) => !file.startsWith('.'))).toEqual(
        ['better-sqlite3'],
      );
    },
    MINUTE,
  );
});

describe('packages that cannot be installed', () => {
  it(
    'leave those in their place that the server runs with',
    async () => {
      const dependencies = { nowhere: '1.0.0' };
      const resolved = 'http://127.0.0.1:9/nowhere.tgz';
      write('package.json', JSON.stringify({ name: 'project', version: '1.0.0', dependencies }));
      const packages = {
        '': { name: 'project', version: '1.0.0', dependencies },
        'node_modules/nowhere': { version: '1.0.0', resolved },
      };
      write('package-lock.json', JSON.stringify({ name: 'project', lockfileVersion: 3, packages }));
      fs.mkdirSync(path.join(root, 'node_modules/former'), { recursive: true });
      write('node_modules/former/index.js', '');

      const install = new Promise<string>((done) => {
        const options = { cwd: root, env: environment(), timeout: MINUTE };
        execFile(process.execPath, ['scripts/install.mjs', '--packages-only'], options, (_, out, err) =>
          done(out + err),
        );
      });

      expect(await install).toMatch(/npm.* ci .*failed/);
      expect(isThere('node_modules/former/index.js')).toBe(true);
      expect(isThere('packages.new')).toBe(false);
    },
    MINUTE,
  );
});
