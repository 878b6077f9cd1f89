import { AriSocket } from './ari-socket';
import type { BackoffOptions } from './backoff';
import type { AriEndpoint } from './endpoint';
import { AriApplicationTaken, AriConnectionLost, AriError, AriTimeout } from './errors';
import { sentFilter } from './event-filter';
import { AriOperations } from './generated/operations';
import { findHolder } from './holders';
import { HttpTransport } from './http-transport';
import { mayBeLarge } from './large-answers';
import type { AriLogger } from './logger';
import type { AriEventFilter, OperationSpec } from './operation';
import { buildRequest, callThrough, readResult } from './operation';
import { probe } from './probe';
import { restOverWebSocket } from './server-version';
import { SocketTransport } from './socket-transport';
import type { AriRequest, AriTransport } from './transport';

export interface AriSessionOptions {
  readonly endpoint: AriEndpoint;
  readonly app: string;
  readonly transport: 'auto' | 'websocket' | 'http';
  readonly requestSockets: number;
  readonly httpConnections: number;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly backoff: BackoffOptions;
  readonly eventFilter: AriEventFilter | undefined;
  readonly identity: string | undefined;
  readonly logger: AriLogger;
}

export interface AriSessionListener {
  message(message: unknown): void;
  malformed(): void;
  /** once, and not for a session that was closed */
  lost(reason: string): void;
}

const FILTER_EVENTS: OperationSpec = {
  method: 'PUT',
  path: '/applications/{applicationName}/eventFilter',
  query: [],
  body: { name: 'filter', shape: 'whole' },
  result: 'json',
};
const PING: AriRequest = { method: 'GET', path: '/asterisk/ping', query: [], accept: 'json' };
/** A server that does not know requests over the WebSocket does not answer them at all. */
const TRIAL_TIMEOUT_MS = 1_000;

/**
 * One stretch of being connected, from the first look at the server to the loss of it.
 *
 * The way for requests is opened first and the events' socket last: from the first event on, requests can be made.
 * What arrives before `deliver` is called is kept in order, so that "up" comes before the first event.
 */
export class AriSession {
  /** where requests go, save those whose answer only HTTP can carry */
  readonly transport: AriTransport;
  readonly version: string;
  readonly #http: AriTransport;
  readonly #listener: AriSessionListener;
  #events: AriSocket | undefined;
  #early: unknown[] | undefined = [];
  #lostBecause: string | undefined;
  #closed = false;

  /** @throws {AriError} why the server cannot be used, now or at all */
  static async open(options: AriSessionOptions, listener: AriSessionListener): Promise<AriSession> {
    const http = new HttpTransport({ ...options, connections: options.httpConnections });
    // whatever is open by then must go when a later step fails
    let session: AriSession | undefined;
    let transport: AriTransport | undefined;
    let lostMeanwhile: string | undefined;
    const onLost = (reason: string): void => {
      lostMeanwhile = reason;
      session?.lose(reason);
    };
    try {
      const version = await probe(options.endpoint, http, options.connectTimeoutMs);
      // Before anything of ours is there to be taken for ours.
      if (options.identity !== undefined) await demandFree(options.app, options.identity, http);
      transport = await openTransport(options, version, http, onLost);
      session = new AriSession(version, transport, http, listener);
      await session.#connectEvents(options);
      if (lostMeanwhile !== undefined) throw new AriConnectionLost(lostMeanwhile);
      return session;
    } catch (error) {
      session?.close('not opened');
      transport?.close('not opened');
      http.close('not opened');
      throw error;
    }
  }

  private constructor(
    version: string,
    transport: AriTransport,
    http: AriTransport,
    listener: AriSessionListener,
  ) {
    this.version = version;
    this.transport = transport;
    this.#http = http;
    this.#listener = listener;
  }

  /** Only HTTP carries binary answers, and large ones. */
  transportFor(request: AriRequest): AriTransport {
    return request.accept === 'binary' || mayBeLarge(request) ? this.#http : this.transport;
  }

  /** Lets the events through, those first that have been waiting. */
  deliver(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.#listener.message(message);
    if (this.#lostBecause !== undefined) this.lose(this.#lostBecause);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events?.close(reason);
    this.transport.close(reason);
    this.#http.close(reason);
  }

  /** Ends the session, and says so as soon as anybody can have heard that it began. */
  lose(reason: string): void {
    if (this.#early !== undefined) {
      this.#lostBecause ??= reason;
      return;
    }
    if (this.#closed) return;
    this.close(reason);
    this.#listener.lost(reason);
  }

  async #connectEvents(options: AriSessionOptions): Promise<void> {
    this.#events = await AriSocket.connect(options, {
      message: (message) => {
        if (this.#early !== undefined) this.#early.push(message);
        else if (!this.#closed) this.#listener.message(message);
      },
      malformed: () => this.#listener.malformed(),
      closed: (reason) => this.lose(reason),
    });
    if (options.eventFilter !== undefined) await this.#filterEvents(options.app, options.eventFilter);
    if (this.#lostBecause !== undefined) throw new AriConnectionLost(this.#lostBecause);
  }

  /** The filter belongs to the application's registration, and a lost socket may have ended that. */
  async #filterEvents(app: string, filter: AriEventFilter): Promise<void> {
    const request = buildRequest(FILTER_EVENTS, { applicationName: app, filter: sentFilter(filter) });
    readResult(FILTER_EVENTS, request, await this.transportFor(request).request(request));
  }
}

/** @throws {AriApplicationTaken} */
async function demandFree(app: string, identity: string, http: AriTransport): Promise<void> {
  const holder = await findHolder(new AriOperations(callThrough(() => http)), app);
  if (holder !== undefined) throw new AriApplicationTaken(app, holder, identity);
}

async function openTransport(
  options: AriSessionOptions,
  version: string,
  http: AriTransport,
  onLost: (reason: string) => void,
): Promise<AriTransport> {
  const has = options.transport === 'auto' ? restOverWebSocket(version) : 'yes';
  if (options.transport === 'http' || has === 'no') return http;
  const sockets = await SocketTransport.open({ ...options, size: options.requestSockets, onLost });
  if (has === 'yes' || (await answers(sockets))) return sockets;
  sockets.close('this server takes requests over HTTP only');
  return http;
}

async function answers(transport: AriTransport): Promise<boolean> {
  try {
    return (await transport.request(PING, { timeoutMs: TRIAL_TIMEOUT_MS })).status === 200;
  } catch (error) {
    if (error instanceof AriTimeout || error instanceof AriConnectionLost) return false;
    throw error instanceof AriError ? error : new AriConnectionLost('the trial request failed');
  }
}
