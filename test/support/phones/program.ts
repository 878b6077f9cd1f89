import { type ChildProcess, spawn } from 'node:child_process';
import { awaitChange, Changes, type Within } from '../await';

export interface ProgramOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Killed after this time, so that a forgotten one does not outlive its test. */
  readonly atMostMs: number;
}

const KEPT_OUTPUT = 20_000;

/** A child process of a test: bounded, its output at hand for messages, and surely gone in the end. */
export class Program {
  readonly changes = new Changes();
  readonly #child: ChildProcess;
  #text = '';
  #exit: { readonly code: number | null; readonly signal: string | null } | undefined;

  constructor(private readonly options: ProgramOptions) {
    const { file, args, cwd, atMostMs } = options;
    this.#child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), atMostMs);
    const read = (chunk: Buffer) => {
      this.#text = (this.#text + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
      this.changes.tell();
    };
    this.#child.stdout?.on('data', read);
    this.#child.stderr?.on('data', read);
    this.#child.once('error', (error) => read(Buffer.from(`${error.message}\n`)));
    this.#child.once('close', (code, signal) => {
      clearTimeout(limit);
      this.#exit = { code, signal };
      this.changes.tell();
    });
  }

  /** The last 20,000 characters of what it wrote. */
  get output(): string {
    return this.#text;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  /** Resolves with the exit code; null when it was killed. */
  async exited({ withinMs }: Within): Promise<number | null> {
    const { code } = await awaitChange({
      what: `${this.options.name} to end`,
      withinMs,
      watch: this.changes.watch,
      look: () => this.#exit,
      instead: () => `it runs; its last words: ${this.lastWords()}`,
    });
    return code;
  }

  /** The end of its output, for messages. */
  lastWords(): string {
    return this.#text.trimEnd().split('\n').slice(-8).join('\n');
  }

  /** Ends it at once and without a word, as if its power was cut. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited({ withinMs: 2000 });
  }

  /** Ends it: politely, and after `withinMs` not. */
  async stop({ withinMs }: Within = { withinMs: 2000 }): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    try {
      await this.exited({ withinMs });
    } catch {
      this.#child.kill('SIGKILL');
      await this.exited({ withinMs: 2000 });
    }
  }
}
