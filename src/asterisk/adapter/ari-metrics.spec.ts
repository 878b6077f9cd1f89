import { Registry } from 'prom-client';
import { countsOf } from '../../platform/observability/testing/samples';
import type { AriClient, AriClientState, AriCounters } from '../client/ari-client';
import { AriMetrics } from './ari-metrics';

type Callback = (value: { readonly reconnected: boolean }) => unknown;

/** A connection that comes and goes as the test says. */
class Connection {
  state: AriClientState = { name: 'connecting' };
  counters: AriCounters = { unknown: new Map(), malformed: 0, listenerFailures: 0, reconnects: 0 };
  readonly #listeners: (readonly [name: string, callback: Callback])[] = [];

  readonly on: AriClient['on'] = (name, callback) => {
    this.#listeners.push([name, callback as unknown as Callback]);
    return () => undefined;
  };

  tell(name: 'up' | 'event', reconnected = false): void {
    for (const [of, callback] of this.#listeners) if (of === name) callback({ reconnected });
  }

  up(reconnected: boolean): void {
    this.state = { name: 'up', version: '22.10.1', transport: 'websocket' };
    this.tell('up', reconnected);
  }
}

let registry: Registry;
let metrics: AriMetrics;
let calls: Connection;
let phones: Connection;

beforeEach(() => {
  registry = new Registry();
  metrics = new AriMetrics(registry);
  calls = metrics.watch('calls', new Connection());
  phones = metrics.watch('phones', new Connection());
});

it('tells which connection is there', async () => {
  expect(await countsOf(registry, 'baton_ari_connected')).toEqual([]);
  calls.up(false);
  expect(await countsOf(registry, 'baton_ari_connected')).toEqual(['calls: 1']);
  phones.up(false);
  calls.state = { name: 'down', reason: 'lost', code: 'ari-connection-lost' };
  expect(await countsOf(registry, 'baton_ari_connected')).toEqual(['phones: 1']);
});

it('counts how often a connection was there again, but not its first time', async () => {
  calls.up(false);
  phones.up(false);
  calls.up(true);
  calls.up(true);
  expect(await countsOf(registry, 'baton_ari_reconnects_total')).toEqual(['calls: 2']);
});

it('counts events, and what came to nothing: once, however often it is asked', async () => {
  phones.tell('event');
  calls.counters = {
    ...calls.counters,
    unknown: new Map([['Something', 2]]),
    malformed: 3,
    listenerFailures: 1,
  };
  const faults = ['calls listener: 1', 'calls malformed: 3', 'calls unknown-type: 2'];
  for (let times = 0; times < 2; times += 1)
    expect(await countsOf(registry, 'baton_ari_event_faults_total')).toEqual(faults);
  expect(await countsOf(registry, 'baton_ari_events_total')).toEqual(['phones: 1']);
});

it('measures requests', async () => {
  metrics.requested({ resource: 'channels', result: 'done', tookMs: 3 });
  metrics.requested({ resource: 'bridges', result: 'ari-http', tookMs: 2 });
  expect(await countsOf(registry, 'baton_ari_request_seconds')).toEqual([
    'bridges ari-http: 1',
    'channels done: 1',
  ]);
});
