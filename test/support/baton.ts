import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { awaitChange, Changes } from './await';
import { undescribedProblem } from './described';
import { EventReader, type EventReaderOptions } from './event-reader';

/** The built server; another build of it can be named for an experiment. */
const MAIN = process.env['BATON_TEST_MAIN'] ?? resolve(__dirname, '../../dist/main.js');
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;
const LOG_WITHIN_MS = 2_000;

export interface BatonOptions {
  readonly asterisk: Pick<
    EmbeddedAsterisk,
    'ariUrl' | 'ariUser' | 'ariPassword' | 'sipPort' | 'sipTcpPort' | 'wsUrl'
  >;
  /** Where the server keeps its data; default: a folder of its own, deleted when it stops. */
  readonly dataDir?: string;
  /** Needed when `dataDir` has been used before by a start that is not of this process. */
  readonly adminKey?: string;
  /** Put before the server's own command. */
  readonly launcher?: readonly string[];
  /** On top of what is set here; PORT is 0 unless given. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed if it is JSON, undefined if there is none, else the text. */
  readonly body: T;
  readonly text: string;
}

/** Whatever test meets it: each refusal is one that its route is described with. */
function refuseUndescribed(method: string, path: string, { status, headers, body }: Answer): void {
  if (headers.get('content-type') !== 'application/problem+json') return;
  const { code } = body as { readonly code: string };
  const fault = undescribedProblem(method, path, { status, code });
  if (fault !== undefined) throw new Error(fault);
}

/** The key that a first start printed, by data folder: a later start does not print it again. */
const knownKeys = new Map<string, string>();

/** The process of a server, however it was started. */
export interface BatonProcess {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  logged(pattern: RegExp, what: string, withinMs: number): Promise<string>;
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** The real server, running as a process of its own. */
export class Baton {
  constructor(
    readonly url: string,
    readonly adminKey: string,
    private readonly process: BatonProcess,
    private readonly ownedDir: string | undefined,
  ) {}

  get pid(): number {
    return this.process.pid;
  }

  get stdout(): string {
    return this.process.stdout;
  }

  /** The log: JSON lines. */
  get stderr(): string {
    return this.process.stderr;
  }

  /** Waits for the log to say this: a request is logged once it has been answered, which may be after we have read it. */
  logged(pattern: RegExp, what: string, withinMs = LOG_WITHIN_MS): Promise<string> {
    return this.process.logged(pattern, what, withinMs);
  }

  /** As {@link api}, with a file for a body. */
  upload<T = unknown>(path: string, file: Uint8Array, contentType: string): Promise<Answer<T>> {
    return this.api('POST', path, file, { 'content-type': contentType });
  }

  /** `path` is below /api/v1 unless it names an address outside it (`/healthz`). Sends the admin key by default. */
  async api<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.#address(path), {
      method,
      headers: {
        authorization: `Bearer ${this.adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: written(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: parse(response, text) as T,
      text,
    };
    refuseUndescribed(method, path, answer);
    return answer;
  }

  /** As {@link api}, for what must succeed: the body of the answer. @throws Error on a status from 400 on */
  async done<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.api<T>(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  events(options: EventReaderOptions = {}): Promise<EventReader> {
    return EventReader.open(this.url, this.adminKey, options);
  }

  /** SIGTERM. @throws WaitedInVain if it takes longer than the 5 s that are promised */
  async stop(): Promise<Exit> {
    const exit = await this.process.end('SIGTERM');
    this.#cleanUp();
    return exit;
  }

  /** As a crash: no farewell. The data folder stays, unless it was made for this start only. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
    const exit = await this.process.end(signal);
    this.#cleanUp();
    return exit;
  }

  #cleanUp(): void {
    if (this.ownedDir !== undefined) rmSync(this.ownedDir, { recursive: true, force: true });
  }

  #address(path: string): string {
    return this.url + (/^\/(healthz|readyz|metrics|docs)/.test(path) ? path : `/api/v1${path}`);
  }
}

function written(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Starts the server and waits until it says that it listens.
 * @throws Error with what it printed, if it ends instead
 */
export async function startBaton(options: BatonOptions): Promise<Baton> {
  const ownedDir = options.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'baton-data-')) : undefined;
  const dataDir = options.dataDir ?? ownedDir ?? '';
  const env = { ...environmentFor(options.asterisk), DATA_DIR: dataDir, ...options.env };
  const server = new ServerProcess(env, options.launcher);
  const url = await server.printed(/^Baton is listening on (\S+)$/m, 'the server to listen');
  const adminKey = options.adminKey ?? options.env?.['ADMIN_KEY'] ?? knownKeys.get(dataDir);
  const key = adminKey ?? (await server.printed(/^Admin key .*(baton_\S+)$/m, 'the server to print its key'));
  knownKeys.set(dataDir, key);
  return new Baton(url, key, server, ownedDir);
}

/** Runs the server when it is expected not to start, and says how it ended. */
export async function startInVain(
  env: Readonly<Record<string, string>>,
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const server = new ServerProcess(env);
  const exit = await server.exited(START_WITHIN_MS, 'the server to give up');
  return { ...exit, stdout: server.stdout, stderr: server.stderr };
}

/** The environment that makes a server use this Asterisk. */
export function environmentFor(asterisk: BatonOptions['asterisk']): Record<string, string> {
  return {
    PORT: '0',
    ARI_URL: asterisk.ariUrl,
    ARI_USER: asterisk.ariUser,
    ARI_PASSWORD: asterisk.ariPassword,
    SIP_UDP_PORT: String(asterisk.sipPort),
    SIP_TCP_PORT: String(asterisk.sipTcpPort),
    SIP_WS_URL: asterisk.wsUrl,
  };
}

class ServerProcess implements BatonProcess {
  stdout = '';
  stderr = '';
  #exit: Exit | undefined;
  readonly #changes = new Changes();
  readonly #child: ChildProcess;

  constructor(env: Readonly<Record<string, string>>, launcher: readonly string[] = []) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` first.`);
    const [command = process.execPath, ...rest] = [
      ...launcher,
      process.execPath,
      '--enable-source-maps',
      MAIN,
    ];
    // Not the project's folder, where a developer's .env may lie; and nothing of a developer's environment.
    this.#child = spawn(command, rest, {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const endWithUs = () => this.#child.kill('SIGKILL');
    process.once('exit', endWithUs);
    this.#child.stdout?.on('data', (data: Buffer) =>
      this.#hear(() => (this.stdout += data.toString('utf8'))),
    );
    this.#child.stderr?.on('data', (data: Buffer) =>
      this.#hear(() => (this.stderr += data.toString('utf8'))),
    );
    // `close` rather than `exit`: everything that it printed has been read by then.
    this.#child.on('close', (code, signal) => {
      process.off('exit', endWithUs);
      this.#hear(() => (this.#exit = { code, signal }));
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server could not be spawned');
    return this.#child.pid;
  }

  logged(pattern: RegExp, what: string, withinMs: number): Promise<string> {
    return awaitChange({
      what,
      withinMs,
      look: () => pattern.exec(this.stderr)?.[0],
      watch: this.#changes.watch,
    });
  }

  async printed(pattern: RegExp, what: string): Promise<string> {
    return awaitChange({
      what,
      withinMs: START_WITHIN_MS,
      look: () => {
        const found = pattern.exec(this.stdout)?.[1];
        if (found === undefined && this.#exit) {
          throw new Error(`the server ended (${JSON.stringify(this.#exit)}): ${this.stdout}${this.stderr}`);
        }
        return found;
      },
      watch: this.#changes.watch,
      instead: () => `it printed: ${this.stdout}${this.stderr}`,
    });
  }

  exited(withinMs: number, what: string): Promise<Exit> {
    return awaitChange({ what, withinMs, look: () => this.#exit, watch: this.#changes.watch });
  }

  async end(signal: NodeJS.Signals): Promise<Exit> {
    if (!this.#exit) this.#child.kill(signal);
    try {
      return await this.exited(STOP_WITHIN_MS, `the server to end after ${signal}`);
    } catch (error) {
      this.#child.kill('SIGKILL');
      throw error;
    }
  }

  #hear(change: () => void): void {
    change();
    this.#changes.tell();
  }
}

function parse(response: Response, text: string): unknown {
  if (text === '') return undefined;
  return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
}
