import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyProject } from '../../scripts/lib/other-node.cjs';
import { projectFiles } from '../../scripts/lib/project-files.cjs';
import { packagesToBuild } from '../../scripts/lib/server-build.cjs';

const root = path.resolve(__dirname, '../..');

jest.setTimeout(180_000);

let dir: string;
let project: string;

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-release-'));
  project = path.join(dir, 'project');
  copyProject(root, project, await projectFiles(root));
  fs.rmSync(path.join(project, '.copied'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  git('init', '--quiet');
  fs.appendFileSync(path.join(project, '.git/info/exclude'), 'node_modules\n');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '-m', 'All there is');
});
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync('git', args, { cwd: project, stdio: 'pipe' });
const release = () =>
  execFileSync(process.execPath, ['scripts/release.mjs'], { cwd: project, stdio: 'pipe', encoding: 'utf8' });
const sumIn = (said: string) => /SHA-256 ([0-9a-f]{64})$/m.exec(said)?.[1];

it('is what is committed, with its build, and the same bytes whenever it is packed', () => {
  const said = release();
  const { version } = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    version: string;
  };
  const archive = path.join(project, `baton-${version}.tar.gz`);
  execFileSync('tar', ['--extract', '--file', archive, '--directory', dir]);
  const unpacked = path.join(dir, `baton-${version}`);
  const has = (file: string) => fs.existsSync(path.join(unpacked, file));
  expect(
    ['README.md', 'package-lock.json', 'asterisk-config', 'dist.shipped/main.js'].map(has),
  ).not.toContain(false);
  expect(['node_modules', '.git', 'dist', '.asterisk', 'data'].map(has)).not.toContain(true);
  // Neither compiler nor test tools are installed beside it.
  expect(packagesToBuild(unpacked)).toBe('production');

  const first = sumIn(said);
  expect(first).toBeDefined();
  expect(sumIn(release())).toBe(first);
});

it('is refused of what is not committed, which it names', () => {
  fs.appendFileSync(path.join(project, 'README.md'), '\n');
  expect(release).toThrow(/M README\.md/);
});
