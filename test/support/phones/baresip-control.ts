import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { awaitChange, Changes, type Within } from '../await';

/** What baresip reports of itself: `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` … */
export interface BaresipEvent {
  /** When it came in, performance.now() milliseconds. */
  readonly at: number;
  readonly type: string;
  /** The other side's URI, of events of a call. */
  readonly peer: string;
  /** Free text: a status, a reason. */
  readonly param: string;
}

interface Response {
  readonly token: string;
  readonly ok: boolean;
  readonly data: string;
}

/** baresip's ctrl_tcp module: JSON in netstrings, `<length>:<json>,`. */
export class BaresipControl extends Changes {
  readonly events: BaresipEvent[] = [];
  readonly #givenOut = new Map<string, number>();
  readonly #responses = new Map<string, Response>();
  #buffered = Buffer.alloc(0);

  private constructor(private readonly socket: Socket) {
    super();
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.tell());
  }

  /** @throws when nobody listens there (yet) */
  static async connect(port: number): Promise<BaresipControl> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new BaresipControl(socket);
  }

  /** Runs a command of baresip's menu, such as `dial`. Resolves with what it answered. @throws when it fails */
  async command(command: string, params = '', { withinMs }: Within = { withinMs: 2000 }): Promise<string> {
    const token = randomUUID();
    const json = JSON.stringify({ command, params, token });
    this.socket.write(`${Buffer.byteLength(json)}:${json},`);
    const { ok, data } = await awaitChange({
      what: `baresip's answer to ${command}`,
      withinMs,
      watch: this.watch,
      look: () => this.#responses.get(token),
    });
    if (!ok) throw new Error(`baresip refused ${command} ${params}: ${data}`);
    return data;
  }

  /** The next event of this type, each being given out once. */
  async event(type: string, { withinMs }: Within): Promise<BaresipEvent> {
    const from = this.#givenOut.get(type) ?? 0;
    return await awaitChange({
      what: `baresip to report ${type}`,
      withinMs,
      watch: this.watch,
      look: () => {
        const index = this.events.findIndex((event, n) => n >= from && event.type === type);
        if (index < 0) return undefined;
        this.#givenOut.set(type, index + 1);
        return this.events[index];
      },
      instead: () => `it reported ${this.events.map((event) => event.type).join(', ') || 'nothing'}`,
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#buffered = Buffer.concat([this.#buffered, chunk]);
    for (;;) {
      const colon = this.#buffered.indexOf(':');
      if (colon < 0) return;
      const length = Number(this.#buffered.toString('ascii', 0, colon));
      const end = colon + 1 + length;
      if (this.#buffered.length <= end) return;
      this.#take(this.#buffered.toString('utf8', colon + 1, end));
      this.#buffered = this.#buffered.subarray(end + 1);
    }
  }

  #take(json: string): void {
    const message = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const text = (key: string) => (typeof message[key] === 'string' ? message[key] : '');
    if (message['response'] === true) {
      const token = text('token');
      this.#responses.set(token, { token, ok: message['ok'] === true, data: text('data') });
    } else {
      const at = performance.now();
      this.events.push({ at, type: text('type'), peer: text('peeruri'), param: text('param') });
    }
    this.tell();
  }
}
