import type { AriSocketOptions } from './ari-socket';
import { AriSocket } from './ari-socket';
import type { BackoffOptions } from './backoff';
import { fullJitter } from './backoff';
import { AriBadRequest, AriConnectionLost } from './errors';
import { requestsApp } from './holders';
import { Lanes, leastOutstanding } from './lanes';
import type { AriLogger } from './logger';
import type { AriRequest, AriRequestOptions, AriResponse, AriTransport } from './transport';
import { MAX_BODY_BYTES } from './transport';

export interface SocketTransportOptions extends AriSocketOptions {
  /** how many sockets; each is a thread in Asterisk */
  readonly size: number;
  readonly identity: string | undefined;
  readonly requestTimeoutMs: number;
  readonly backoff: BackoffOptions;
  readonly logger: AriLogger;
  /** told once, when no socket is left */
  readonly onLost: (reason: string) => void;
}

/**
 * REST over WebSocket, on a few sockets of their own.
 *
 * Asterisk works through a socket's requests one after another on the thread that reads it, and addChannel,
 * removeChannel and setVariable wait for the channel's own thread. So requests go to the socket that has the least to
 * do, and the socket of the events carries none. REST is not tied to the socket's application: the sockets register
 * under names of their own (`requestsApp`), which no channel ever enters.
 *
 * A socket that is lost fails what was pending on it and is opened again; the others go on meanwhile.
 */
export class SocketTransport implements AriTransport {
  readonly kind = 'websocket';
  readonly #options: SocketTransportOptions;
  readonly #sockets = new Map<number, AriSocket>();
  readonly #lanes = new Lanes<AriSocket>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #closedBecause: string | undefined;

  /**
   * Resolves when every socket is open.
   * @throws {AriUnreachable | AriAuthenticationError | AriNotAnAriServer | AriNotReady}
   */
  static async open(options: SocketTransportOptions): Promise<SocketTransport> {
    const transport = new SocketTransport(options);
    const slots = Array.from({ length: options.size }, (_, index) => index + 1);
    try {
      await Promise.all(slots.map((slot) => transport.#connect(slot)));
    } catch (error) {
      transport.close('not opened');
      throw error;
    }
    return transport;
  }

  private constructor(options: SocketTransportOptions) {
    this.#options = options;
  }

  async request(request: AriRequest, options: AriRequestOptions = {}): Promise<AriResponse> {
    if (request.body !== undefined && Buffer.byteLength(JSON.stringify(request.body)) > MAX_BODY_BYTES) {
      throw new AriBadRequest(
        `${request.method} ${request.path}: the body is larger than ${MAX_BODY_BYTES} bytes`,
      );
    }
    const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs;
    const { lane } = options;
    if (lane === undefined) return this.#orFail(this.#choose()).request(request, timeoutMs);
    const socket = this.#orFail(
      this.#lanes.take(
        lane,
        (known) => known.isOpen,
        () => this.#choose(),
      ),
    );
    try {
      return await socket.request(request, timeoutMs);
    } finally {
      this.#lanes.release(lane, socket);
    }
  }

  close(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    for (const timer of this.#retries) clearTimeout(timer);
    for (const socket of this.#sockets.values()) socket.close(reason);
    this.#sockets.clear();
  }

  #choose(): AriSocket | undefined {
    return leastOutstanding([...this.#sockets.values()]);
  }

  #orFail(socket: AriSocket | undefined): AriSocket {
    if (socket === undefined) throw new AriConnectionLost(this.#closedBecause ?? 'no socket is open');
    return socket;
  }

  async #connect(slot: number): Promise<void> {
    const { endpoint, identity, connectTimeoutMs, pingIntervalMs, logger } = this.#options;
    const app = requestsApp(this.#options.app, identity, slot);
    const socket = await AriSocket.connect(
      { endpoint, app, connectTimeoutMs, pingIntervalMs },
      {
        message: () => undefined, // nothing happens in these applications
        malformed: () => logger.warn({ app }, 'Asterisk sent something that is not JSON'),
        closed: (reason) => this.#lost(slot, reason),
      },
    );
    if (this.#closedBecause !== undefined) socket.close(this.#closedBecause);
    else this.#sockets.set(slot, socket);
  }

  #lost(slot: number, reason: string): void {
    this.#sockets.delete(slot);
    if (this.#closedBecause !== undefined) return;
    if (this.#sockets.size === 0) {
      this.close(reason);
      this.#options.onLost(reason);
      return;
    }
    this.#options.logger.warn({ slot, reason }, 'A request socket to Asterisk is lost; opening it again');
    this.#reopen(slot, 0);
  }

  #reopen(slot: number, attempt: number): void {
    const timer = setTimeout(
      () => {
        this.#retries.delete(timer);
        this.#connect(slot).then(
          () => this.#options.logger.info({ slot }, 'A request socket to Asterisk is open again'),
          () => {
            if (this.#closedBecause === undefined) this.#reopen(slot, attempt + 1);
          },
        );
      },
      fullJitter(attempt, this.#options.backoff, Math.random()),
    );
    this.#retries.add(timer);
  }
}
