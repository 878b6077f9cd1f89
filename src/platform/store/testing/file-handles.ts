import { type FileHandle, open } from 'node:fs/promises';

/** What all open files share, so that a test can have the disk fail. */
export async function fileHandles(): Promise<FileHandle> {
  const handle = await open('/dev/null', 'r');
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

/** As Node tells that the disk has failed. */
export function diskError(syscall: string): Error {
  return Object.assign(new Error(`EIO: i/o error, ${syscall}`), { code: 'EIO' });
}
