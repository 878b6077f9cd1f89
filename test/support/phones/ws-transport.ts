import WebSocket from 'ws';
import { sip, type SipJs } from './sip-js';
import type { SipLog } from './sip-log';
import { parseMessage } from './sip-log';

export interface WsTransportOptions {
  readonly url: string;
  readonly log: SipLog;
  /** What stands between the wire and the phone, wire first; the log keeps what was on the wire. */
  readonly edges: readonly Edge[];
}

/** May change a message on its way, or answer it itself and return undefined. */
export interface Edge {
  incoming?(text: string, reply: (text: string) => void): string | undefined;
  outgoing?(text: string): string;
}

type Logger = unknown;

/**
 * SIP over WebSocket (RFC 7118) for SIP.js, on the `ws` package and not on a browser's global, with every
 * message and its time in a log.
 */
export class WsTransport implements SipJs.Transport {
  readonly protocol = 'WS';
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;

  #socket: WebSocket | undefined;
  #current: SipJs.TransportState = sip.TransportState.Disconnected;
  readonly #changed = new sip.EmitterImpl<SipJs.TransportState>();

  constructor(
    _logger: Logger,
    private readonly options: WsTransportOptions,
  ) {}

  get state(): SipJs.TransportState {
    return this.#current;
  }

  get stateChange(): SipJs.Emitter<SipJs.TransportState> {
    return this.#changed;
  }

  isConnected(): boolean {
    return this.#current === sip.TransportState.Connected;
  }

  async connect(): Promise<void> {
    const socket = new WebSocket(this.options.url, 'sip');
    this.#socket = socket;
    this.#become(sip.TransportState.Connecting);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      const asked = this.#current === sip.TransportState.Disconnecting;
      this.#become(sip.TransportState.Disconnected);
      this.onDisconnect?.(asked ? undefined : new Error(`The server closed the WebSocket (${code})`));
    });
    this.#become(sip.TransportState.Connected);
    this.onConnect?.();
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    this.#become(sip.TransportState.Disconnecting);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.close(1000);
    // A server that was killed never answers the closing handshake.
    const impatience = setTimeout(() => socket.terminate(), 500);
    await closed;
    clearTimeout(impatience);
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error('Not connected'));
    const { edges } = this.options;
    this.#write(edges.reduceRight((text, edge) => edge.outgoing?.(text) ?? text, message));
    return Promise.resolve();
  }

  #write(text: string): void {
    this.options.log.add(parseMessage(text, 'out', performance.now()));
    this.#socket?.send(text);
  }

  #receive(text: string): void {
    // Keep-alives are bare line ends (RFC 5626 section 3.5.1).
    if (text.trim() === '') return;
    this.options.log.add(parseMessage(text, 'in', performance.now()));
    let passed: string | undefined = text;
    for (const edge of this.options.edges) {
      if (passed === undefined) return;
      if (edge.incoming) passed = edge.incoming(passed, (reply) => this.#write(reply));
    }
    if (passed !== undefined) this.onMessage?.(passed);
  }

  #become(state: SipJs.TransportState): void {
    this.#current = state;
    this.#changed.emit(state);
  }
}
