import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const BALLAST = 'ballast';
const PIECE = Buffer.alloc(65_536, 1);
/** Mounts, says so, and keeps the mount for as long as its input is open. */
const KEEP = 'mount -t tmpfs -o size="$2" tmpfs "$1" && echo mounted && cat';

/**
 * A disk of its own for a folder, so small that it can be filled: a tmpfs in a mount namespace of its own, which needs no
 * rights. Only programs that are started by its launcher see it; it goes with the test.
 */
export class SmallDisk {
  private constructor(
    private readonly keeper: ChildProcess,
    /** The folder, as it is seen from outside. */
    readonly path: string,
    /** Put before a command, has it see the disk. */
    readonly launcher: readonly string[],
  ) {}

  static async mount(folder: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const command = ['-Urm', 'sh', '-c', KEEP, 'sh', folder, `${megabytes}m`];
    const keeper = spawn('unshare', command, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [said] = (await Promise.race([once(keeper.stdout, 'data'), once(keeper, 'exit')])) as [unknown];
    if (!String(said).startsWith('mounted') || keeper.pid === undefined)
      throw new Error(
        'no small disk could be mounted: is unshare of util-linux there, and may it make user namespaces?',
      );
    const pid = String(keeper.pid);
    const launcher = ['nsenter', '-t', pid, '-U', '-m', '--preserve-credentials', '--wd=/'];
    return new SmallDisk(keeper, join('/proc', pid, 'root', folder), launcher);
  }

  /** Until there is not a byte left. */
  fill(): void {
    const file = openSync(join(this.path, BALLAST), 'a');
    try {
      for (let piece = PIECE; piece.length > 0;) {
        try {
          if (writeSync(file, piece) < piece.length) piece = piece.subarray(0, piece.length >> 1);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          piece = piece.subarray(0, piece.length >> 1);
        }
      }
    } finally {
      closeSync(file);
    }
    const { bavail } = statfsSync(this.path);
    if (bavail > 0) throw new Error(`${bavail} blocks of the small disk are left`);
  }

  free(): void {
    rmSync(join(this.path, BALLAST), { force: true });
  }

  async unmount(): Promise<void> {
    const gone = once(this.keeper, 'exit');
    this.keeper.stdin?.end();
    await gone;
  }
}
