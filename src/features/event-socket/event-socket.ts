import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Counter, Gauge, Registry } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Principal } from '../../platform/access/principal';
import type { PublishedEvent } from '../../platform/events/event';
import { EventBus } from '../../platform/events/event-bus';
import { API_PREFIX } from '../../platform/http/api-prefix';
import { tooLong } from '../../platform/http/lengths';
import { invalidRequest } from '../../platform/http/validation';
import { Refused } from '../../platform/refusals/refused';
import { AccessService } from '../sign-in/access.service';
import { RejectedKeys } from '../sign-in/rejected-keys';
import { EventClient, EventText } from './event-client';
import { keyOf, SUBPROTOCOL } from './event-handshake';
import { refuseUpgrade } from './refuse-upgrade';
import type { StreamOpened } from './stream-events';

const PING_EVERY_MS = 15_000;
/**
 * Each is told of everything that happens. An agent has one a window; a program that has lost count of those that it opened
 * is told so, before all others hear late.
 */
const MAX_SOCKETS_OF_ONE = 200;
const PATH = `/${API_PREFIX}/events`;

const query = z.strictObject({
  callId: z.string().min(1).max(64).optional(),
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

interface Admitted {
  readonly principal: Principal;
  readonly query: z.output<typeof query>;
}

/**
 * The live event socket. After the hand-shake comes `stream.opened` with the position (`seq`) and whether a replay that
 * was asked for is complete, then what `since` asks for, then what happens.
 */
@Injectable()
export class EventSocket implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(EventSocket.name);
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Nothing that a client sends is of use to us.
    maxPayload: 4096,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #clients = new Set<EventClient>();
  readonly #sent: Counter;
  #pinging: NodeJS.Timeout | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly bus: EventBus,
    private readonly access: AccessService,
    private readonly rejected: RejectedKeys,
    private readonly adapter: HttpAdapterHost,
    metrics: Registry,
  ) {
    this.#sent = new Counter({ name: 'baton_events_total', help: 'Events published', registers: [metrics] });
    const clients = this.#clients;
    new Gauge({
      name: 'baton_event_clients',
      help: 'Open event sockets',
      registers: [metrics],
      collect() {
        this.set(clients.size);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.#server.on('wsClientError', (_error, socket) => {
      refuseUpgrade(socket, new Refused('bad-handshake', 'This is no hand-shake of a WebSocket.'));
    });
    const http = this.adapter.httpAdapter.getHttpServer() as Server;
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#onUpgrade(request, socket, head);
    });
    this.#unsubscribe = this.bus.subscribe((event) => this.#onEvent(event));
    this.access.onRevoked((id) => this.#clients.forEach((client) => client.revoke(id)));
    this.#pinging = setInterval(
      () => this.#clients.forEach((client) => client.checkAlive()),
      PING_EVERY_MS,
    ).unref();
  }

  onModuleDestroy(): void {
    this.bus.tell();
    this.#unsubscribe();
    clearInterval(this.#pinging);
    this.#clients.forEach((client) => client.goodbye());
  }

  #onEvent(event: PublishedEvent): void {
    this.#sent.inc();
    if (this.#clients.size === 0) return;
    const text = new EventText(event);
    for (const client of this.#clients) client.offer(event, text);
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      const { principal, query } = this.#admit(request);
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        this.#welcome(webSocket, principal, query),
      );
    } catch (error) {
      if (!(error instanceof Refused)) this.#logger.error({ err: error }, 'unforeseen error in a hand-shake');
      refuseUpgrade(socket, error);
    }
  }

  /** @throws Refused if there is no such socket, the key is missing or wrong, the query is, or there are too many. */
  #admit(request: IncomingMessage): Admitted {
    const refusal = tooLong(request);
    if (refusal) throw refusal;
    const base = 'http://localhost';
    const address = request.url ?? '';
    if (!URL.canParse(address, base))
      throw new Refused('malformed-address', 'The address is not well formed.');
    const url = new URL(address, base);
    if (url.pathname !== PATH) throw new Refused('unknown-route', 'There is no socket at this address.');
    const key = keyOf(request.headers['sec-websocket-protocol']);
    const principal =
      key === undefined ? this.access.principalOfRequest(request.headers) : this.access.principalOf(key);
    if (!principal) {
      if (key !== undefined || request.headers.authorization !== undefined) this.rejected.tell(request);
      throw new Refused(
        'unauthenticated',
        'Send a valid key as "Authorization: Bearer <key>", or as the subprotocols "baton.v1, bearer.<key>".',
      );
    }
    const parsed = query.safeParse(Object.fromEntries(url.searchParams));
    if (!parsed.success) throw invalidRequest(parsed.error);
    if ([...this.#clients].filter((client) => client.isOf(principal.id)).length >= MAX_SOCKETS_OF_ONE) {
      const detail = `There are ${MAX_SOCKETS_OF_ONE} event sockets of this key or user already; close some of them.`;
      throw new Refused('too-many-sockets', detail);
    }
    return { principal, query: parsed.data };
  }

  #welcome(socket: WebSocket, principal: Principal, { callId, since }: Admitted['query']): void {
    const client = new EventClient(socket, callId, principal);
    const { events, complete } = this.bus.since(since ?? this.bus.position);
    const opened: StreamOpened = {
      seq: since !== undefined && complete ? since : this.bus.position - events.length,
      type: 'stream.opened',
      time: new Date().toISOString(),
      data: { complete },
    };
    socket.send(JSON.stringify(opened));
    for (const event of events) client.offer(event, new EventText(event));
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
  }
}
