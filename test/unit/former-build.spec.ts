import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { formerBuild, freshPlace, putInPlace } from '../../scripts/lib/former-build.cjs';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-former-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function build(part: 'code' | 'packages', what: string, former: 'kept' | 'dropped'): void {
  const fresh = freshPlace(root, part);
  fs.mkdirSync(fresh);
  fs.writeFileSync(path.join(fresh, 'what'), what);
  putInPlace(root, part, former);
}

/** What is in every folder. */
function places(): Record<string, string> {
  const found = ['dist', 'dist.old', 'node_modules', 'packages.old/node_modules'].flatMap((place) => {
    const file = path.join(root, place, 'what');
    return fs.existsSync(file) ? [[place, fs.readFileSync(file, 'utf8')] as const] : [];
  });
  return Object.fromEntries(found);
}

describe('what came before', () => {
  beforeEach(() => {
    build('code', 'first', 'dropped');
    build('packages', 'first', 'dropped');
  });

  it('is dropped when nobody needs it', () => {
    build('code', 'second', 'dropped');

    expect(places()).toEqual({ dist: 'second', node_modules: 'first' });
    expect(fs.readdirSync(root).sort()).toEqual(['dist', 'node_modules']);
  });

  it('is put back, the code and what was installed with it', () => {
    build('packages', 'second', 'kept');
    build('code', 'second', 'kept');
    const former = formerBuild(root);
    expect(former.isKept()).toBe(true);

    former.exchange();

    expect(places()).toEqual({
      dist: 'first',
      node_modules: 'first',
      'dist.old': 'second',
      'packages.old/node_modules': 'second',
    });
    former.drop();
    expect(former.isKept()).toBe(false);
    expect(fs.readdirSync(root).sort()).toEqual(['dist', 'node_modules']);
  });

  it('is what a server has listened with, however many were built after it', () => {
    build('code', 'second', 'kept');
    build('code', 'third', 'kept');

    expect(places()).toMatchObject({ dist: 'third', 'dist.old': 'first' });
  });
});
