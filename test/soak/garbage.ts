import WebSocket from 'ws';
import { awaitChange, Changes, within } from '../support/await';
import type { Baton } from '../support/baton';

/** Lets the debugger, once it is asked for, take any free port: several servers may run here. */
export const debuggable = { NODE_OPTIONS: '--inspect-port=127.0.0.1:0' };

const SOON = { withinMs: 10_000 };

/**
 * Has the server collect its garbage, so that what it holds can be told from what it has not tidied up yet. Node's own debugger
 * does it, which every Node opens on SIGUSR1: nothing is built into the server for this.
 */
export class Garbage {
  readonly #answers = new Set<number>();
  readonly #changes = new Changes();
  #serial = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#answers.add((JSON.parse(data.toString('utf8')) as { readonly id: number }).id);
      this.#changes.tell();
    });
  }

  /** Of a server that was started {@link debuggable}. */
  static async of(baton: Baton): Promise<Garbage> {
    process.kill(baton.pid, 'SIGUSR1');
    const said = await baton.logged(/Debugger listening on ws:\S+/, 'the debugger to listen');
    const socket = new WebSocket(said.slice(said.indexOf('ws:')));
    const opened = new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    await within(opened, { ...SOON, what: 'the debugger to let us in' });
    return new Garbage(socket);
  }

  async collect(): Promise<void> {
    this.#serial += 1;
    const id = this.#serial;
    this.socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await awaitChange({
      ...SOON,
      what: 'the server to collect its garbage',
      look: () => (this.#answers.delete(id) ? true : undefined),
      watch: this.#changes.watch,
    });
  }

  close(): void {
    this.socket.close();
  }
}
