import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

/** A request by which Baton changes something in a call. */
export interface StepRequest {
  /** From 1, since {@link StepWire.count} was called. */
  readonly n: number;
  readonly method: string;
  readonly uri: string;
}

/** What happens to Baton when a certain request comes by. */
export interface Trap {
  readonly n: number;
  /**
   * `unsent`: Asterisk never gets the request, as if Baton had died with the facts stored and nothing done.
   * `unanswered`: Asterisk gets it and does it, and Baton never learns.
   */
  readonly request: 'unsent' | 'unanswered';
  /** Called while the request is held; must be synchronous. */
  readonly spring: (request: StepRequest) => void;
}

/** Decides how long an answer of Asterisk is held back, in milliseconds; 0 lets it pass. */
type Stall = (request: StepRequest) => number;

interface RestRequest {
  readonly type: 'RESTRequest';
  readonly request_id: string;
  readonly method: string;
  readonly uri: string;
}

/** How long what Asterisk was asked may take to be answered before its end of the wire is closed, too. */
const ANSWER_MS = 2_000;

/**
 * Stands between Baton and Asterisk's ARI, understands what goes by, and can make something happen exactly at the
 * n-th request.
 *
 * Requests go over the WebSocket (REST over WebSocket, Asterisk 22.4 and later), so it is those that are counted; plain
 * HTTP is only used to look at the server before the sockets are opened.
 */
export class StepWire {
  readonly #server = http.createServer((request, response) => this.#forward(request, response));
  readonly #upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #sockets = new Set<WebSocket>();
  readonly #requests: StepRequest[] = [];
  #broken = false;
  #trap: Trap | undefined;
  #stall: Stall = () => 0;

  static async to(targetPort: number): Promise<StepWire> {
    const wire = new StepWire(targetPort);
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  private constructor(private readonly targetPort: number) {
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that have come by since {@link count}. */
  get requests(): readonly StepRequest[] {
    return this.#requests;
  }

  /** Begins to count afresh, and waits with a trap or without. */
  count(trap?: Trap): void {
    this.#requests.length = 0;
    this.#trap = trap;
  }

  /** Holds answers back from now on. */
  stall(stall: Stall): void {
    this.#stall = stall;
  }

  /** Ends every connection, and every new one at once. */
  cut(): void {
    this.#broken = true;
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Lets new connections through again. */
  mend(): void {
    this.#broken = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.#broken) {
      request.socket.destroy();
      return;
    }
    const { method, url, headers } = request;
    const far = http.request(
      { host: '127.0.0.1', port: this.targetPort, method, path: url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    far.on('error', () => request.socket.destroy());
    request.pipe(far);
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#broken) {
      socket.destroy();
      return;
    }
    const { authorization = '' } = request.headers;
    const far = new WebSocket(`ws://127.0.0.1:${this.targetPort}${request.url ?? ''}`, {
      headers: { authorization },
      perMessageDeflate: false,
    });
    far.on('error', () => socket.destroy());
    far.once('open', () =>
      this.#upgrades.handleUpgrade(request, socket, head, (near) => this.#join(near, far)),
    );
  }

  #join(near: WebSocket, far: WebSocket): void {
    const unanswered = new Map<string, StepRequest | undefined>();
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    near.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const request = readRequest(text);
      const step = request && this.#note(request);
      if (step && step.n === this.#trap?.n) {
        const { request: fate, spring } = this.#trap;
        this.#trap = undefined;
        if (fate === 'unanswered') far.send(text);
        spring(step);
        if (fate === 'unsent') return;
        // What this socket still brings is for somebody who is dead.
        near.pause();
      } else {
        far.send(text);
      }
      if (request) unanswered.set(request.request_id, step);
    });
    far.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const id = answeredBy(text);
      const step = id === undefined ? undefined : unanswered.get(id);
      if (id !== undefined) unanswered.delete(id);
      const heldMs = step ? this.#stall(step) : 0;
      if (heldMs > 0) setTimeout(() => near.send(text, () => undefined), heldMs);
      else near.send(text, () => undefined);
      if (near.readyState === WebSocket.CLOSED && unanswered.size === 0) far.close();
    });
    far.on('close', () => near.terminate());
    near.on('close', () => {
      if (unanswered.size === 0) far.close();
      // A dead client's last requests are on their way all the same: Asterisk gets to do them.
      else setTimeout(() => far.terminate(), ANSWER_MS);
    });
  }

  /** Undefined for what changes nothing in a call: looking, event filters, phones' accounts. */
  #note({ method, uri }: RestRequest): StepRequest | undefined {
    if (method === 'GET' || !/^(channels|bridges|playbacks)\b/.test(uri)) return undefined;
    const request = { n: this.#requests.length + 1, method, uri };
    this.#requests.push(request);
    return request;
  }
}

function readRequest(text: string): RestRequest | undefined {
  const message = JSON.parse(text) as { readonly type?: string };
  return message.type === 'RESTRequest' ? (message as RestRequest) : undefined;
}

function answeredBy(text: string): string | undefined {
  if (!text.includes('"RESTResponse"')) return undefined;
  const message = JSON.parse(text) as { readonly type?: string; readonly request_id?: string };
  return message.type === 'RESTResponse' ? message.request_id : undefined;
}
