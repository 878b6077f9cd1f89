import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyProject, fetchNode } from '../../scripts/lib/other-node.cjs';

let from: string;
let to: string;

beforeEach(() => {
  from = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-project-'));
  to = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'baton-copy-')), 'project');
});
afterEach(() => {
  fs.rmSync(from, { recursive: true });
  fs.rmSync(path.dirname(to), { recursive: true });
});

function write(root: string, name: string, content: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

const has = (name: string) => fs.existsSync(path.join(to, name));
const read = (name: string) => fs.readFileSync(path.join(to, name), 'utf8');

describe('copyProject', () => {
  it('copies what is listed, with its mode, and nothing else', () => {
    write(from, 'src/a.ts', 'a');
    fs.chmodSync(path.join(from, 'src/a.ts'), 0o755);
    write(from, 'data/secret', 's');

    copyProject(from, to, ['src/a.ts']);

    expect(read('src/a.ts')).toBe('a');
    expect(fs.statSync(path.join(to, 'src/a.ts')).mode & 0o777).toBe(0o755);
    expect(has('data')).toBe(false);
  });

  it('brings a copy up to date, and leaves what was installed in it', () => {
    write(from, 'src/a.ts', 'a');
    write(from, 'src/gone.spec.ts', 'fails');
    copyProject(from, to, ['src/a.ts', 'src/gone.spec.ts']);
    write(to, 'node_modules/x/index.js', 'x');

    write(from, 'src/a.ts', 'b');
    copyProject(from, to, ['src/a.ts']);

    expect(read('src/a.ts')).toBe('b');
    expect(has('src/gone.spec.ts')).toBe(false);
    expect(has('node_modules/x/index.js')).toBe(true);
  });
});

describe('fetchNode', () => {
  it.each(['latest', '24.x', '../24', '24 --registry=x', ''])(
    'refuses %p, which is no version',
    async (asked) => {
      await expect(fetchNode(asked, to, () => undefined)).rejects.toThrow('is no version of Node');
      expect(fs.existsSync(to)).toBe(false);
    },
  );

  it('takes the one that is there', async () => {
    const program = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
    write(to, program, '');

    await expect(fetchNode('24', to, () => undefined)).resolves.toBe(path.join(to, program));
  });
});
