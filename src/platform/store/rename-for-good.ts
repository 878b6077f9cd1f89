import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts a file in its place so that not even a power cut undoes it: what is in it, and that it is there. What a name stands for is in
 * the folder, which the disk gets by itself only sooner or later (fsync(2)).
 * @throws NodeJS.ErrnoException; EIO, ENOSPC and the like are failures of the store
 */
export async function renameForGood(from: string, to: string): Promise<void> {
  await sync(from);
  await rename(from, to);
  await sync(dirname(to));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
