import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { AriEndpoint } from './endpoint';
import { AriBadRequest, AriConnectionLost } from './errors';
import { describeFailure, refusal, unreachable } from './failure';
import { Heartbeat } from './heartbeat';
import { renderQuery } from './operation';
import type { RestResponseFrame } from './pending-requests';
import { PendingRequests } from './pending-requests';
import type { AriRequest, AriResponse } from './transport';

export interface AriSocketOptions {
  readonly endpoint: AriEndpoint;
  /** the Stasis application this socket speaks for; a second socket for the same one takes it over */
  readonly app: string;
  readonly connectTimeoutMs: number;
  readonly pingIntervalMs: number;
}

/** What a socket tells. `message` is any JSON that is not the answer to a request. */
export interface AriSocketListener {
  message(message: unknown): void;
  malformed(text: string): void;
  /** once, last */
  closed(reason: string): void;
}

/** Larger frames make Asterisk close the socket with 1009 (res_http_websocket.c, MAXIMUM_FRAME_SIZE). */
const MAX_FRAME_BYTES = 65_535;
/** `2` and an interval of 1.5 s: a dead peer is noticed after 3.0 to 4.5 s. */
const PATIENCE_IDLE = 2;
/** A socket's pings wait behind its requests (one thread), so a slow step looks like silence. */
const PATIENCE_BUSY = 20;
const CLOSE_GRACE_MS = 200;

/** One WebSocket to Asterisk: carries the events of an application, and requests where the server takes them. */
export class AriSocket {
  readonly #ws: WebSocket;
  readonly #listener: AriSocketListener;
  readonly #pending = new PendingRequests();
  readonly #pingIntervalMs: number;
  #heartbeat: Heartbeat | undefined;
  #closed = false;

  /**
   * @throws {AriUnreachable | AriAuthenticationError | AriNotAnAriServer | AriNotReady}
   */
  static async connect(options: AriSocketOptions, listener: AriSocketListener): Promise<AriSocket> {
    const ws = new WebSocket(options.endpoint.socketUrl(options.app), {
      headers: options.endpoint.headers(),
      handshakeTimeout: options.connectTimeoutMs,
      perMessageDeflate: false,
      followRedirects: false,
    });
    // Made before the first byte can arrive: an event that rides in the packet of the handshake is not missed.
    const socket = new AriSocket(ws, options, listener);
    try {
      await opened(ws, options.endpoint);
    } catch (error) {
      socket.close('not opened');
      throw error;
    }
    return socket;
  }

  private constructor(ws: WebSocket, options: AriSocketOptions, listener: AriSocketListener) {
    this.#ws = ws;
    this.#listener = listener;
    this.#pingIntervalMs = options.pingIntervalMs;
    ws.on('open', () => this.#startHeartbeat());
    ws.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    ws.on('pong', () => this.#heartbeat?.heard());
    ws.on('close', (code) => this.#lose(`the socket was closed (${code})`));
    ws.on('error', (error) => this.#lose(describeFailure(error)));
  }

  /** requests whose answer has not come, timed out ones included */
  get outstanding(): number {
    return this.#pending.outstanding;
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** @throws {AriTimeout | AriConnectionLost | AriBadRequest | AriBadResponse} */
  async request(request: AriRequest, timeoutMs: number): Promise<AriResponse> {
    if (this.#closed) throw new AriConnectionLost('the socket is closed');
    const { id, answer } = this.#pending.add(
      `${request.method} ${decodeURIComponent(request.path)}`,
      timeoutMs,
    );
    const frame = renderFrame(id, request);
    if (Buffer.byteLength(frame) > MAX_FRAME_BYTES) {
      this.#pending.fail(
        id,
        new AriBadRequest(`${request.method} ${request.path}: larger than Asterisk takes`),
      );
    } else {
      // A failed write closes the socket, and with it everything pending.
      this.#ws.send(frame, () => undefined);
    }
    return answer;
  }

  /** Closes without telling the listener. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#heartbeat?.stop();
    this.#pending.failAll(new AriConnectionLost(reason));
    // A dead peer never completes a closing handshake: ask for it, and do not wait for it.
    this.#ws.close();
    setTimeout(() => this.#ws.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** An attempt that fails is told by `connect`; only what was open can be lost. */
  #lose(reason: string): void {
    const wasOpen = this.#heartbeat !== undefined && !this.#closed;
    this.close(reason);
    if (wasOpen) this.#listener.closed(reason);
  }

  #startHeartbeat(): void {
    this.#heartbeat = new Heartbeat(this.#pingIntervalMs, {
      ping: () => this.#ping(),
      patience: () => (this.outstanding > 0 ? PATIENCE_BUSY : PATIENCE_IDLE),
      onDead: () => this.#lose('Asterisk does not answer any more'),
    });
  }

  #ping(): void {
    // Never an unsolicited PONG: Asterisk mishandles it (asterisk/asterisk issue 2085).
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  #receive(text: string): void {
    this.#heartbeat?.heard();
    if (this.#closed) return;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.#listener.malformed(text);
      return;
    }
    if (isRestResponse(message)) this.#pending.settle(message);
    else this.#listener.message(message);
  }
}

function renderFrame(id: string, request: AriRequest): string {
  return JSON.stringify({
    type: 'RESTRequest',
    request_id: id,
    method: request.method,
    uri: `${request.path.slice(1)}${renderQuery(request.query)}`,
    ...(request.body === undefined
      ? {}
      : { content_type: 'application/json', message_body: JSON.stringify(request.body) }),
  });
}

function isRestResponse(message: unknown): message is RestResponseFrame {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'RESTResponse'
  );
}

function opened(ws: WebSocket, endpoint: AriEndpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', (error) => reject(unreachable(endpoint, error)));
    ws.once('unexpected-response', (_, response: IncomingMessage) => {
      response.destroy();
      reject(refusal(endpoint, response.statusCode ?? 0));
    });
  });
}
