import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { awaitChange, Changes } from '../support/await';

/** One SIP message that Asterisk sent, as seen on the wire. */
export interface WireMessage {
  readonly callId: string;
  readonly text: string;
}

/**
 * A second witness that none of our code stands behind: tshark on the loopback, with a capture filter on the test's own
 * port. Without tshark or the right to capture it says so, and the phones' own logs stand alone.
 */
export class Witness {
  private constructor(
    private readonly port: number,
    private readonly file: string,
    private readonly capture: ChildProcess | undefined,
    /** Why there is none. */
    readonly absent: string | undefined,
  ) {}

  static async listen(port: number, file: string): Promise<Witness> {
    const args = ['-i', 'lo', '-f', `tcp port ${port}`, '-w', file, '-q', '-B', '32'];
    const child = spawn('dumpcap', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let over: string | undefined;
    const changes = new Changes();
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString('utf8');
      changes.tell();
    });
    child.on('error', (error) => {
      over = error.message;
      changes.tell();
    });
    child.on('exit', () => {
      process.off('exit', endWithUs);
      const lines = said.trim().split('\n');
      // What went wrong, before the advice that it has.
      over ??=
        [/permission/i, /^dumpcap: /].map((it) => lines.find((line) => it.test(line))).find(Boolean) ??
        lines.at(-1) ??
        'it ended';
      changes.tell();
    });
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    await awaitChange({
      what: 'dumpcap to capture or to say why not',
      withinMs: 10_000,
      watch: changes.watch,
      look: () => (over !== undefined || said.includes('File:') ? true : undefined),
    });
    return over === undefined
      ? new Witness(port, file, child, undefined)
      : new Witness(port, file, undefined, over);
  }

  /** All SIP messages from Asterisk to phones. The capture ends with it. */
  async messages(): Promise<readonly WireMessage[]> {
    if (!this.capture) return [];
    await this.#untilWritten();
    await this.stop();
    const fields = ['sip.Call-ID', 'sip.Request-Line', 'sip.Status-Line', 'sip.msg_hdr'].flatMap((field) => [
      '-e',
      field,
    ]);
    const filter = `sip && tcp.srcport == ${this.port}`;
    const args = ['-r', this.file, '-d', `tcp.port==${this.port},http`, '-Y', filter, '-T', 'fields'];
    const format = ['-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=|'];
    const { stdout } = await promisify(execFile)('tshark', [...args, ...format, ...fields], {
      maxBuffer: 256 * 1024 * 1024,
    });
    // Several messages in one packet stand side by side in each field; the headers of all of them are searched anyway.
    return stdout.split('\n').flatMap((line) => {
      const [callIds = '', ...rest] = line.split('\t');
      const text = rest.join('\r\n');
      return callIds === '' ? [] : callIds.split('|').map((callId) => ({ callId, text }));
    });
  }

  /** What was captured lies in buffers for a while: a request of our own comes last, and is waited for in the file. */
  async #untilWritten(): Promise<void> {
    const marker = `end-of-capture-${randomUUID()}`;
    await fetch(`http://127.0.0.1:${this.port}/${marker}`);
    await awaitChange({
      what: 'the capture to be written to its end',
      withinMs: 10_000,
      watch: (changed) => {
        const timer = setInterval(changed, 50);
        return () => clearInterval(timer);
      },
      look: () => (readFileSync(this.file).includes(marker) ? true : undefined),
    });
  }

  async stop(): Promise<void> {
    if (!this.capture || this.capture.exitCode !== null || this.capture.signalCode !== null) return;
    const exited = once(this.capture, 'exit');
    this.capture.kill('SIGINT');
    await exited;
  }
}
