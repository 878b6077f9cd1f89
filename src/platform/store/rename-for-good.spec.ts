import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renameForGood } from './rename-for-good';
import { diskError, fileHandles } from './testing/file-handles';

let dir: string;
const at = (name: string) => join(dir, name);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'baton-rename-'));
  writeFileSync(at('work'), 'music');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

/** Follows each fsync; the `failing`th fails. @returns which inodes were synced */
async function watchDisk(failing = 0): Promise<readonly number[]> {
  const synced: number[] = [];
  jest.spyOn(await fileHandles(), 'sync').mockImplementation(async function (this: FileHandle) {
    synced.push((await this.stat()).ino);
    if (synced.length === failing) throw diskError('fsync');
  });
  return synced;
}

const inodeOf = (path: string) => statSync(path).ino;

it('has the disk take first what is in the file, then that it is there', async () => {
  const file = inodeOf(at('work'));
  const synced = await watchDisk();
  await renameForGood(at('work'), at('played'));
  expect(readFileSync(at('played'), 'utf8')).toBe('music');
  expect(synced).toEqual([file, inodeOf(dir)]);
});

it.each([1, 2])('does not say that it is done when the disk fails to take it (fsync %i)', async (nth) => {
  await watchDisk(nth);
  await expect(renameForGood(at('work'), at('played'))).rejects.toMatchObject({ code: 'EIO' });
});
