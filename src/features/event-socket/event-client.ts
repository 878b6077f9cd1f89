import type { WebSocket } from 'ws';
import { conceal } from '../../platform/access/conceal';
import type { Principal } from '../../platform/access/principal';
import type { PublishedEvent } from '../../platform/events/event';
import { mayHear } from './audience';

/** A client that has this much unread is not keeping up; a busy second is some 100 kB. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** How long a client that is being sent away may take over it. */
const FAREWELL_MS = 2_000;

/** Close codes of ours lie in the range that RFC 6455 leaves to applications. */
export const CLOSE_TOO_SLOW = 4008;
const CLOSE_KEY_ENDED = 4001;
const CLOSE_GOING_AWAY = 1001;

/** An event as JSON, written once for all clients of a kind. */
export class EventText {
  #whole: string | undefined;
  #withoutNumbers: string | undefined;

  readonly #event: Omit<PublishedEvent, 'agents'>;

  constructor({ agents: _, ...event }: PublishedEvent) {
    this.#event = event;
  }

  get real(): string {
    return (this.#whole ??= JSON.stringify(this.#event));
  }

  get concealed(): string {
    return (this.#withoutNumbers ??= JSON.stringify(conceal(this.#event)));
  }
}

/** One open event socket. */
export class EventClient {
  #answeredPing = true;
  #leaving = false;

  constructor(
    private readonly socket: WebSocket,
    /** Only this call's events; undefined for all. */
    private readonly callId: string | undefined,
    private readonly principal: Principal,
  ) {
    socket.on('pong', () => (this.#answeredPing = true));
    // Each is answered. A client that asks on and on and reads none of the answers would have us keep them all.
    socket.on('ping', () => {
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
    });
    // What comes in is not looked at; an error ends in `close`, which is where the client is let go.
    socket.on('error', () => undefined);
  }

  offer(event: PublishedEvent, text: EventText): void {
    if (this.#leaving || (this.callId !== undefined && event.callId !== this.callId)) return;
    if (!mayHear(this.principal, event)) return;
    if (this.#hasExpired(Date.now())) {
      this.#keyEnded();
      return;
    }
    if (this.socket.bufferedAmount > MAX_UNREAD_BYTES) this.#sendAway(CLOSE_TOO_SLOW, 'reads too slowly');
    else this.socket.send(this.principal.permissions.has('numbers:real') ? text.real : text.concealed);
  }

  /** Asks for a sign of life; who gave none since the last time is cut off. */
  checkAlive(nowMs: number = Date.now()): void {
    if (this.#hasExpired(nowMs)) this.#keyEnded();
    if (!this.#answeredPing) {
      this.socket.terminate();
      return;
    }
    this.#answeredPing = false;
    this.socket.ping();
  }

  /** The key of this principal counts no longer. */
  revoke(principalId: string): void {
    if (this.isOf(principalId)) this.#keyEnded();
  }

  goodbye(): void {
    this.#sendAway(CLOSE_GOING_AWAY, 'the server is stopping');
  }

  isOf(principalId: string): boolean {
    return this.principal.id === principalId;
  }

  #hasExpired(nowMs: number): boolean {
    return (this.principal.expiresAt ?? Infinity) <= nowMs;
  }

  #keyEnded(): void {
    this.#sendAway(CLOSE_KEY_ENDED, 'the key counts no longer');
  }

  #sendAway(code: number, reason: string): void {
    this.#leaving = true;
    this.socket.close(code, reason);
    // Whoever does not read will not read the close frame either.
    const cut = setTimeout(() => this.socket.terminate(), FAREWELL_MS).unref();
    this.socket.once('close', () => clearTimeout(cut));
  }
}
