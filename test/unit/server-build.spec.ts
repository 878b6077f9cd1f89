import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { matchesLock } from '../../scripts/lib/node-packages.cjs';
import { demandNode } from '../../scripts/lib/node-version.cjs';
import { packagesToBuild, sourcesState } from '../../scripts/lib/server-build.cjs';

let root: string;

function write(file: string, content: unknown): void {
  fs.mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
}

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-build-'));
});

afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

describe('sourcesState', () => {
  const state = () => sourcesState(root, ['src', 'tsconfig.json', 'missing']);

  beforeEach(() => {
    write('src/a.ts', 'a');
    write('src/deep/b.ts', 'b');
    write('tsconfig.json', '{}');
  });

  it.each([
    ['an edit', () => write('src/deep/b.ts', 'bb')],
    ['a new file', () => write('src/c.ts', '')],
    ['a file that is gone', () => fs.rmSync(path.join(root, 'src/a.ts'))],
    ['a changed setting', () => write('tsconfig.json', '{ }')],
  ])('notices %s', (_name, change) => {
    const before = state();
    change();
    expect(state()).not.toBe(before);
  });

  it.each([
    ['a spec, which is not built', () => write('src/a.spec.ts', '')],
    ['a file that was unpacked anew', () => fs.utimesSync(path.join(root, 'src/a.ts'), 1, 1)],
  ])('does not mind %s', (_name, change) => {
    const before = state();
    change();
    expect(state()).toBe(before);
  });
});

describe('packagesToBuild', () => {
  const sources = ['src', 'package.json', 'package-lock.json'];

  beforeEach(() => {
    write('src/main.ts', 'a');
    write('package.json', { version: '1.0.0' });
    write('package-lock.json', {});
  });

  it.each(['dist', 'dist.shipped'])('asks for no development packages with a build in %s', (folder) => {
    write(`${folder}/.sources`, sourcesState(root, sources));
    expect(packagesToBuild(root)).toBe('production');
  });

  it.each([
    ['there is no build', () => fs.rmSync(path.join(root, 'dist.shipped'), { recursive: true })],
    ['the sources were changed', () => write('src/main.ts', 'b')],
    ['the build is of another version', () => write('package.json', { version: '1.0.1' })],
    ['its packages are others', () => write('package-lock.json', { packages: {} })],
  ])('asks for all when %s', (_name, change) => {
    write('dist.shipped/.sources', sourcesState(root, sources));
    change();
    expect(packagesToBuild(root)).toBe('all');
  });
});

describe('matchesLock', () => {
  const lock = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-win32': { version: '2.0.0', optional: true },
  };

  it.each([
    ['the same packages', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['a missing package', {}, false],
  ])('with %s', (_name, installed, expected) => {
    write('package-lock.json', { packages: lock });
    write('node_modules/.package-lock.json', { packages: installed });

    expect(matchesLock(root)).toBe(expected);
  });

  it('asks for development packages unless only production counts', () => {
    const tools = { 'node_modules/compiler': { version: '1.0.0', dev: true } };
    write('package-lock.json', { packages: { ...lock, ...tools } });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });

    expect(matchesLock(root)).toBe(false);
    expect(matchesLock(root, 'production')).toBe(true);
  });

  it('is false when nothing is installed', () => {
    write('package-lock.json', { packages: lock });
    expect(matchesLock(root)).toBe(false);
  });
});

describe('demandNode', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '24.11.0', '25.0.0', '26.1.0'])('accepts %s', (version) => {
    expect(() => demandNode(version)).not.toThrow();
  });

  it.each(['18.20.0', '20.18.3', '21.7.0', '22.12.0', '23.11.0', '24.10.0'])('refuses %s', (version) => {
    expect(() => demandNode(version)).toThrow(
      `Baton needs Node 20.19, 22.13, 24.11 (or a later one of these), or 25 or later; this is ${version}.`,
    );
  });
});
