import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Refused } from '../refusals/refused';
import { refuseOnSocket } from './misbehaviour';
import { Waiting } from './waiting';

export interface ConnectionLimits {
  /** So many connections of a network may wait for their peer without anybody being known by them. */
  readonly strangersOfOneNetwork: number;
  /** And of all networks together. */
  readonly strangers: number;
  /** And of one key or user. A proxy keeps some dozens open for everybody. */
  readonly ofOnePrincipal: number;
  /** A body comes with so many bytes a second at least, on the whole. */
  readonly leastBytesPerSecond: number;
  /** For so long it may come slower, or not at all. */
  readonly graceMs: number;
  /** For so long nothing of an answer may be taken that waits to be taken. */
  readonly unreadMs: number;
  readonly lookEveryMs: number;
}

export const usualLimits: ConnectionLimits = {
  // What comes between two looks of ours is no more than the queue of the listening socket holds (511): who is pushed out
  // has had the time to send a request.
  strangersOfOneNetwork: 512,
  strangers: 2_048,
  ofOnePrincipal: 512,
  // A line over which music takes longer than this is none that somebody uploads music by.
  leastBytesPerSecond: 2_000,
  graceMs: 10_000,
  unreadMs: 30_000,
  lookEveryMs: 1_000,
};

export interface ConnectionRules {
  /** Whose key or session a request bears; undefined if nobody's. */
  readonly knownBy: (request: IncomingMessage) => string | undefined;
  /** The network that an address belongs to; undefined for a proxy of ours, behind which there is everybody. */
  readonly networkOf: (address: string) => string | undefined;
  /** Somebody holds so many that the one that waits longest was ended for the newest. */
  readonly tooMany: (holder: Holder) => void;
}

/** The holder of connections. */
export type Holder =
  | { readonly type: 'network'; readonly network: string }
  | { readonly type: 'principal'; readonly id: string }
  | { readonly type: 'everybody' };

/** A connection, and what is going on on it. */
interface Held {
  readonly socket: Socket;
  readonly network: string | undefined;
  principal: string | undefined;
  request: IncomingMessage | undefined;
  response: ServerResponse | undefined;
  /** For how long we have waited for the rest of the request, in milliseconds, and how much had come before that. */
  waitedMs: number;
  bytesBefore: number;
}

/**
 * Connections cost us something as long as they are open, and those who open them nothing. Somebody who holds too many
 * that wait for them loses the one that has waited longest, never one whose request we are carrying out; so whoever comes
 * with a request gets in, however many others are held. Those of strangers are counted by network, those of people who are
 * known by their key. A request that comes too slowly is refused.
 */
export class Connections {
  readonly #held = new Map<Socket, Held>();
  readonly #strangers: Waiting<Held>;
  readonly #ofNetwork: Waiting<Held>;
  readonly #ofPrincipal: Waiting<Held>;
  #lookedAt = performance.now();

  constructor(
    http: Server,
    private readonly rules: ConnectionRules,
    private readonly limits: ConnectionLimits = usualLimits,
  ) {
    this.#strangers = new Waiting(limits.strangers, isServed);
    this.#ofNetwork = new Waiting(limits.strangersOfOneNetwork, isServed);
    this.#ofPrincipal = new Waiting(limits.ofOnePrincipal, isServed);
    http.on('connection', (socket) => this.#opened(socket));
    // Before whoever may answer at once.
    http.prependListener('request', (request, response) => this.#asked(request, response));
    // Sockets of events are counted where they are told.
    http.on('upgrade', ({ socket }) => this.#forget(socket));
    const looking = setInterval(() => this.#look(performance.now()), limits.lookEveryMs).unref();
    http.once('close', () => clearInterval(looking));
  }

  #opened(socket: Socket): void {
    const held: Held = {
      socket,
      network: this.rules.networkOf(socket.remoteAddress ?? ''),
      principal: undefined,
      request: undefined,
      response: undefined,
      waitedMs: 0,
      bytesBefore: 0,
    };
    this.#held.set(socket, held);
    socket.once('close', () => this.#forget(socket));
    this.#waits(held);
  }

  #asked(request: IncomingMessage, response: ServerResponse): void {
    const held = this.#held.get(request.socket);
    if (!held) return;
    this.#waitsNoLonger(held);
    held.principal = this.rules.knownBy(request);
    held.request = request;
    held.response = response;
    held.waitedMs = 0;
    held.bytesBefore = held.socket.bytesRead;
    this.#waits(held);
    // Node ends it then, and sets it back with the next request. What is being taken slowly is being taken.
    response.once('prefinish', () => held.socket.setTimeout(this.limits.unreadMs));
    // From now on it is the peer's turn again, and it has waited for the least time of all.
    response.once('finish', () => {
      if (!this.#held.has(held.socket)) return;
      // One that was sent without waiting for this answer is carried out next, and may take its time.
      if (held.request !== request) held.socket.setTimeout(0);
      this.#waitsNoLonger(held);
      this.#waits(held);
    });
  }

  /** Puts it behind all that wait longer, and ends the one that waits longest where there are too many. */
  #waits(held: Held): void {
    const { network, principal } = held;
    if (principal !== undefined) {
      this.#end(this.#ofPrincipal.add(principal, held), { type: 'principal', id: principal });
      return;
    }
    if (network !== undefined) this.#end(this.#ofNetwork.add(network, held), { type: 'network', network });
    this.#end(this.#strangers.add('', held), { type: 'everybody' });
  }

  #waitsNoLonger(held: Held): void {
    const { network, principal } = held;
    if (principal !== undefined) this.#ofPrincipal.remove(principal, held);
    else {
      if (network !== undefined) this.#ofNetwork.remove(network, held);
      this.#strangers.remove('', held);
    }
  }

  #end(held: Held | undefined, holder: Holder): void {
    if (!held) return;
    this.#forget(held.socket);
    held.socket.destroy();
    this.rules.tooMany(holder);
  }

  #forget(socket: Socket): void {
    const held = this.#held.get(socket);
    if (!held) return;
    this.#held.delete(socket);
    this.#waitsNoLonger(held);
  }

  #look(now: number): void {
    // While the machine has no time for us bytes wait to be read, and whoever sent them is not slow.
    const lookedMs = Math.min(now - this.#lookedAt, 2 * this.limits.lookEveryMs);
    this.#lookedAt = now;
    for (const held of this.#held.values()) {
      if (!isAwaited(held)) continue;
      held.waitedMs += lookedMs;
      if (comesTooSlowly(held, this.limits)) this.#endSlow(held);
    }
  }

  #endSlow(held: Held): void {
    this.#forget(held.socket);
    if (held.response?.headersSent === true) {
      held.socket.destroy();
      return;
    }
    const detail = `A request comes with ${this.limits.leastBytesPerSecond} bytes a second at least.`;
    refuseOnSocket(held.socket, new Refused('request-timeout', detail));
  }
}

/** Whether it is us whom it waits for. */
function isServed({ request, response }: Held): boolean {
  return request?.complete === true && response?.writableEnded === false;
}

/** Whether we wait for more of its request. Where much has come that nobody has taken yet, it is us who are slow. */
function isAwaited({ request }: Held): boolean {
  return request?.complete === false && request.readableLength < request.readableHighWaterMark;
}

function comesTooSlowly(
  { socket, waitedMs, bytesBefore }: Held,
  { graceMs, leastBytesPerSecond }: ConnectionLimits,
): boolean {
  return socket.bytesRead - bytesBefore < ((waitedMs - graceMs) * leastBytesPerSecond) / 1_000;
}
