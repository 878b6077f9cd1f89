import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findAsterisk } from '../../scripts/lib/asterisk-files.cjs';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { freePort } from '../../scripts/lib/free-ports.cjs';
import { runCommand } from '../../scripts/lib/run-command.cjs';
import { stopWithParent } from '../../scripts/lib/watchdog.cjs';
import { awaitChange, Changes } from './await';
import { Baton, type BatonProcess, type Exit } from './baton';

const ROOT = resolve(__dirname, '../..');
const LOOPBACK = '127.0.0.1';
/** Installing and building are done before; the rest is for a busy machine. */
const START_WITHIN_MS = 60_000;
const AGAIN_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

export interface NpmStartOptions {
  readonly dataDir: string;
  /** What an operator adds to Asterisk's configuration, by file. */
  readonly extraConf: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** The real `npm start`, in a process group of its own as in a terminal, with the processes that it has started. */
export class NpmStart {
  #output = '';
  #log = '';
  #exit: Exit | undefined;
  readonly #changes = new Changes();
  readonly #child: ChildProcess;
  /** Known once it has started. */
  asterisk!: EmbeddedAsterisk;
  baton!: Baton;

  /** @throws Error with what it printed, if it ends instead */
  static async begin(options: NpmStartOptions): Promise<NpmStart> {
    const additions = join(options.dataDir, 'asterisk-local');
    mkdirSync(additions, { recursive: true, mode: 0o700 });
    for (const [file, text] of Object.entries(options.extraConf)) writeFileSync(join(additions, file), text);
    const ports = {
      http: await freePort('tcp', LOOPBACK),
      sip: await freePort('udp', LOOPBACK),
      sipTcp: await freePort('tcp', LOOPBACK),
    };
    const started = new NpmStart(options.dataDir, {
      DATA_DIR: options.dataDir,
      PORT: String(await freePort('tcp', LOOPBACK)),
      ARI_PORT: String(ports.http),
      SIP_UDP_PORT: String(ports.sip),
      SIP_TCP_PORT: String(ports.sipTcp),
      SIP_BIND: LOOPBACK,
      SIP_WS_URL: `ws://${LOOPBACK}:${ports.http}/ws`,
      ...options.env,
    });
    await started.#isUp({ ...ports, rtpStart: 10_000, rtpEnd: 20_000 });
    return started;
  }

  private constructor(
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.#child = this.#npm(['start']);
    this.#child.stdout?.on('data', (data: Buffer) =>
      this.#hear(() => (this.#output += data.toString('utf8'))),
    );
    this.#child.stderr?.on('data', (data: Buffer) => this.#hear(() => (this.#log += data.toString('utf8'))));
    // It has a group of its own, so whoever breaks the tests off does not reach it.
    const watchdog = stopWithParent(this.#child.pid ?? 0, 'npm');
    this.#child.on('close', (code, signal) => {
      void watchdog.then(({ dismiss }) => dismiss());
      this.#hear(() => (this.#exit = { code, signal }));
    });
  }

  async #isUp(ports: EmbeddedAsterisk['ports']): Promise<void> {
    const url = await this.printed(/^Baton is listening on (\S+)$/m, START_WITHIN_MS);
    const key = await this.printed(/^Admin key .*(baton_\S+)$/m, START_WITHIN_MS);
    this.asterisk = this.#asteriskWith(ports);
    this.baton = new Baton(url, key, this.#serverProcess(), undefined);
  }

  /** What it said to the person at the terminal. */
  get stdout(): string {
    return this.#output;
  }

  /** Resolves with the first group of the pattern. */
  printed(pattern: RegExp, withinMs = AGAIN_WITHIN_MS): Promise<string> {
    return awaitChange({
      what: `npm start to print ${String(pattern)}`,
      withinMs,
      look: () => {
        const found = pattern.exec(this.#output);
        if (!found && this.#exit)
          throw new Error(`npm start ended (code ${this.#exit.code}): ${this.#output}${this.#log}`);
        return found?.[1] ?? found?.[0];
      },
      watch: this.#changes.watch,
      instead: () => `it printed: ${this.#output}${this.#log}`,
    });
  }

  get serverPid(): number | undefined {
    return this.#descendant('dist/main.js');
  }

  get asteriskPid(): number | undefined {
    return this.#descendant(join(this.dataDir, 'asterisk/etc/asterisk.conf'));
  }

  /** SIGKILL to the server; resolves when another one is there and has found Asterisk. */
  async killServer(): Promise<void> {
    const killed = this.serverPid;
    if (killed === undefined) throw new Error('there is no server');
    process.kill(killed, 'SIGKILL');
    await this.untilServerIsNot(killed);
  }

  /** Resolves when a server with another process id is ready. */
  async untilServerIsNot(former: number | undefined): Promise<void> {
    await this.until('another server to be ready', async () => {
      if (this.serverPid === undefined || this.serverPid === former) return false;
      return (await this.readyz()) === 200;
    });
  }

  /** The status, or undefined while nobody answers. */
  async readyz(): Promise<number | undefined> {
    return this.baton.api('GET', '/readyz').then(
      ({ status }) => status,
      () => undefined,
    );
  }

  /** `npm start -- --restart-server` in another terminal: how it ended, and what it said. */
  async restartServer(): Promise<Exit & { readonly said: string }> {
    const child = this.#npm(['start', '--', '--restart-server']);
    let said = '';
    child.stdout?.on('data', (data: Buffer) => (said += data.toString('utf8')));
    child.stderr?.on('data', (data: Buffer) => (said += data.toString('utf8')));
    return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, said })));
  }

  /** Asks again and again, as nothing reports it. */
  async until(
    what: string,
    isSo: () => Promise<boolean> | boolean,
    withinMs = AGAIN_WITHIN_MS,
  ): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!(await isSo())) {
      if (performance.now() > deadline)
        throw new Error(`waited ${withinMs} ms for ${what}; npm start printed: ${this.#output}${this.#log}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Ctrl-C, unless told otherwise: the terminal sends it to the whole group. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Exit> {
    if (!this.#exit) this.signalGroup(signal);
    return this.ended();
  }

  ended(): Promise<Exit> {
    return awaitChange({
      what: 'npm start to end',
      withinMs: STOP_WITHIN_MS,
      look: () => this.#exit,
      watch: this.#changes.watch,
    });
  }

  signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.#child.pid ?? 0), signal);
    } catch {
      // It has ended.
    }
  }

  get leftovers(): readonly string[] {
    return leftoversOf(this.dataDir);
  }

  #npm(args: readonly string[]): ChildProcess {
    return spawn('npm', [...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  #asteriskWith(ports: EmbeddedAsterisk['ports']): EmbeddedAsterisk {
    const files = findAsterisk();
    if (!files) throw new Error('no Asterisk is installed');
    const home = join(this.dataDir, 'asterisk');
    const configFile = join(home, 'etc/asterisk.conf');
    const notOurs = () => Promise.reject(new Error('this Asterisk belongs to npm start'));
    return {
      version: files.version,
      ariUrl: `http://${LOOPBACK}:${ports.http}`,
      ariUser: 'baton',
      ariPassword: readFileSync(join(this.dataDir, 'ari-password'), 'utf8').trim(),
      ports,
      sipPort: ports.sip,
      sipTcpPort: ports.sipTcp,
      wsUrl: `ws://${LOOPBACK}:${ports.http}/ws`,
      musicDir: join(home, 'music'),
      logFile: join(home, 'log/messages.log'),
      securityLog: join(home, 'log/security.log'),
      pid: this.asteriskPid ?? 0,
      exited: once(this.#child, 'close').then(() => 'with npm start'),
      cli: (command) =>
        runCommand(files.executable, [...files.leadingArgs, '-C', configFile, '-r', '-x', command]),
      // It ends with npm start.
      stop: () => Promise.resolve(),
      kill: notOurs,
    };
  }

  /** The server of the moment: after a death it is another one. */
  #serverProcess(): BatonProcess {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of another object read it
    const start = this;
    return {
      get pid() {
        return start.serverPid ?? 0;
      },
      get stdout() {
        return start.#output;
      },
      get stderr() {
        return start.#log;
      },
      logged: (pattern, what, withinMs) =>
        awaitChange({
          what,
          withinMs,
          look: () => pattern.exec(this.#log)?.[0],
          watch: this.#changes.watch,
        }),
      end: () => this.stop(),
    };
  }

  #descendant(commandHas: string): number | undefined {
    const all = processes();
    const ours = new Set([this.#child.pid ?? 0]);
    // A child may be listed before its parent.
    for (let size = 0; size !== ours.size;) {
      size = ours.size;
      for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
    }
    return all.find(
      ({ pid, command }) =>
        ours.has(pid) && command.includes(commandHas) && !command.includes('baton-watchdog'),
    )?.pid;
  }

  #hear(change: () => void): void {
    change();
    this.#changes.tell();
  }
}

/** Every process that has to do with this data folder, by its command line or its environment. */
export function leftoversOf(dataDir: string): readonly string[] {
  return processes().flatMap(({ pid, command }) =>
    pid !== process.pid && (command.includes(dataDir) || readProc(pid, 'environ').includes(dataDir))
      ? [`${pid} ${command}`]
      : [],
  );
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): readonly ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ');
    const parent = /^PPid:\s*(\d+)$/m.exec(readProc(pid, 'status'))?.[1];
    return parent === undefined || command === '' ? [] : [{ pid, parent: Number(parent), command }];
  });
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
