import { type FileHandle, open, stat } from 'node:fs/promises';
import { StoreFailure } from './store-failure';

/**
 * Tells when what was committed is on the disk, so that not even a power cut undoes it. SQLite writes a commit to its log
 * and leaves it to the system when the disk gets it (`synchronous=NORMAL`); steps of a call do not wait for the disk, but an
 * answer does. One confirmation serves all who wait.
 */
export class DiskConfirmation {
  #committed = 0;
  #confirmed = 0;
  #running: Promise<void> | undefined;
  #doubted = false;
  #log: FileHandle | undefined;

  private constructor(
    private readonly file: string,
    /** Which file it was when it was opened. */
    private readonly inode: number,
  ) {}

  static async of(file: string): Promise<DiskConfirmation> {
    return new DiskConfirmation(file, (await stat(file)).ino);
  }

  /**
   * The disk has failed to take the log. Asked again it may say that it has it, as the system asks it for each page only once: from
   * then on nothing counts until all of the log is in the file, and the log begins anew.
   */
  get isDoubted(): boolean {
    return this.#doubted;
  }

  /** All that was committed so far is in the file, on the disk, and nothing in the log. */
  believe(): void {
    this.#doubted = false;
    this.#confirmed = this.#committed;
  }

  /** Something was committed. */
  note(): void {
    this.#committed += 1;
  }

  /** Until all that was committed so far is on the disk. @throws StoreFailure `not-on-disk`, `gone` */
  async wait(): Promise<void> {
    const awaited = this.#committed;
    while (this.#confirmed < awaited) {
      this.#running ??= this.#confirm().finally(() => (this.#running = undefined));
      await this.#running;
    }
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => undefined);
    await this.#log?.close();
    this.#log = undefined;
  }

  async #confirm(): Promise<void> {
    const confirming = this.#committed;
    if (this.#doubted) throw new StoreFailure('not-on-disk');
    try {
      // Writing goes on into files that were deleted or moved away, and nothing says so.
      const [store, log] = await Promise.all([stat(this.file), stat(`${this.file}-wal`)]);
      const known = await this.#log?.stat();
      if (store.ino !== this.inode) throw new StoreFailure('gone');
      if (known?.ino !== log.ino) {
        await this.#log?.close();
        this.#log = await open(`${this.file}-wal`, 'r');
      }
      await this.#log?.datasync().catch((error: unknown) => {
        this.#doubted = true;
        throw error;
      });
    } catch (error) {
      if (error instanceof StoreFailure) throw error;
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new StoreFailure(isGone ? 'gone' : 'not-on-disk', { cause: error });
    }
    this.#confirmed = Math.max(this.#confirmed, confirming);
  }
}
