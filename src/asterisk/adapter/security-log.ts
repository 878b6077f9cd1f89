import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import { Logger } from '@nestjs/common';

/** So much is read at once: some 250 lines, which take a millisecond or two. */
const AT_ONCE_BYTES = 128 * 1024;
/** When more than this is waiting, it is thrown away: what a flood says is known by then. */
const MOST_BYTES = 1024 * 1024;
const EVERY_MS = 250;

interface Opened {
  readonly fd: number;
  readonly inode: number;
  /** Up to where it was read. */
  at: number;
}

export interface SecurityLogReader {
  line(line: string): void;
  /** So many bytes came faster than they could be read. */
  skipped(bytes: number): void;
}

/**
 * Reads what Asterisk writes into a file about those whom it refuses, and empties the file as it goes: most of it never gets
 * to a disk, what is left after a restart is what was not read yet, and however many strangers there are the file stays small.
 * So it must be for us alone. It may be moved away or emptied by others at any time.
 */
export class SecurityLog {
  readonly #logger = new Logger(SecurityLog.name);
  #opened: Opened | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unfinished = '';
  #complaint = '';

  constructor(
    private readonly file: string,
    private readonly reader: SecurityLogReader,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.look(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#close();
  }

  /** Reads what is there by now, up to a limit. */
  look(): void {
    try {
      const opened = (this.#opened ??= this.#open());
      if (opened) this.#readFrom(opened);
    } catch (error) {
      this.#complain(error as NodeJS.ErrnoException);
      this.#close();
    }
  }

  #open(): Opened | undefined {
    try {
      const fd = openSync(this.file, 'r+');
      return { fd, inode: fstatSync(fd).ino, at: 0 };
    } catch (error) {
      // Asterisk makes it, when it starts.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #readFrom(opened: Opened): void {
    const { fd } = opened;
    const { size } = fstatSync(fd);
    if (size < opened.at) opened.at = 0;
    const buffer = Buffer.alloc(Math.min(AT_ONCE_BYTES, size - opened.at));
    const read = readSync(fd, buffer, 0, buffer.length, opened.at);
    opened.at += read;
    this.#take(buffer.subarray(0, read));
    const waiting = fstatSync(fd).size - opened.at;
    if (waiting > MOST_BYTES) {
      this.reader.skipped(waiting);
      this.#unfinished = '';
      opened.at += waiting;
    }
    // Nothing is awaited since it was looked how long it is: only what is written within these few microseconds is lost.
    if (opened.at > 0 && fstatSync(fd).size === opened.at) {
      ftruncateSync(fd, 0);
      opened.at = 0;
    }
    if (waiting === 0 && this.#isAnother(opened)) this.#close();
  }

  #take(bytes: Buffer): void {
    const lines = (this.#unfinished + bytes.toString('utf8')).split('\n');
    this.#unfinished = (lines.pop() ?? '').slice(0, AT_ONCE_BYTES);
    for (const line of lines) if (line !== '') this.reader.line(line);
  }

  /** Whether there is a new file by that name, as after a rotation. */
  #isAnother({ inode }: Opened): boolean {
    try {
      return statSync(this.file).ino !== inode;
    } catch {
      return true;
    }
  }

  #close(): void {
    if (this.#opened) closeSync(this.#opened.fd);
    this.#opened = undefined;
    this.#unfinished = '';
  }

  /** Once, until the reason is another one. */
  #complain({ message }: NodeJS.ErrnoException): void {
    if (this.#complaint !== message)
      this.#logger.warn({ file: this.file, why: message }, "Asterisk's security log cannot be read");
    this.#complaint = message;
  }
}
