import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AriClient } from '../client/ari-client';
import type { AriRequestDone } from '../client/operation';

/** `calls`: the calls'. `phones`: the one that follows registrations and trunks, and sets lamps. */
type Connection = 'calls' | 'phones';

type Watched = Pick<AriClient, 'state' | 'counters' | 'on'>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What an operator measures of both connections to Asterisk. */
@Injectable()
export class AriMetrics {
  readonly #clients = new Map<Connection, Watched>();
  readonly #requests: Histogram<'resource' | 'result'>;
  readonly #events: Counter<'connection'>;
  readonly #reconnects: Counter<'connection'>;

  constructor(metrics: Registry) {
    const registers = [metrics];
    const labelNames = ['connection'] as const;
    const clients = this.#clients;
    this.#requests = new Histogram({
      name: 'baton_ari_request_seconds',
      help: 'Requests to Asterisk until the answer, by the resource of ARI and the result',
      labelNames: ['resource', 'result'],
      buckets: SECONDS,
      registers,
    });
    this.#events = new Counter({
      name: 'baton_ari_events_total',
      help: 'Events that Asterisk has sent and that were passed on',
      labelNames,
      registers,
    });
    this.#reconnects = new Counter({
      name: 'baton_ari_reconnects_total',
      help: 'How often the connection was there again after a loss',
      labelNames,
      registers,
    });
    new Gauge({
      name: 'baton_ari_connected',
      help: '1 while Asterisk can be used over this connection, otherwise 0',
      labelNames,
      registers,
      collect() {
        for (const [connection, { state }] of clients) this.set({ connection }, state.name === 'up' ? 1 : 0);
      },
    });
    new Counter({
      name: 'baton_ari_event_faults_total',
      help: 'Events that came to nothing: malformed, of an unknown type, or a listener threw',
      labelNames: ['connection', 'fault'],
      registers,
      collect() {
        this.reset();
        for (const [connection, { counters }] of clients) {
          const { malformed, unknown, listenerFailures } = counters;
          this.inc({ connection, fault: 'malformed' }, malformed);
          this.inc({ connection, fault: 'unknown-type' }, sum(unknown.values()));
          this.inc({ connection, fault: 'listener' }, listenerFailures);
        }
      },
    });
  }

  /** For `AriClientOptions.onRequest`. */
  readonly requested = ({ resource, result, tookMs }: AriRequestDone): void => {
    this.#requests.observe({ resource, result }, tookMs / 1000);
  };

  /** @returns the client */
  watch<Client extends Watched>(connection: Connection, client: Client): Client {
    this.#clients.set(connection, client);
    this.#events.inc({ connection }, 0);
    this.#reconnects.inc({ connection }, 0);
    client.on('event', () => this.#events.inc({ connection }));
    client.on('up', ({ reconnected }) => {
      if (reconnected) this.#reconnects.inc({ connection });
    });
    return client;
  }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
