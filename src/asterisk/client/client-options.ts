import type { AriEndpointOptions } from './endpoint';
import { AriConfigurationError } from './errors';
import type { AriLogger } from './logger';
import type { AriEventFilter, AriRequestDone } from './operation';

export interface AriClientOptions extends AriEndpointOptions {
  /** name of the Stasis application whose events are received */
  readonly app: string;
  readonly logger: AriLogger;
  /** `auto` (default) asks the server; the others are for tests and measurements */
  readonly transport?: 'auto' | 'websocket' | 'http';
  /** sockets for requests, over the WebSocket transport; 3 */
  readonly requestSockets?: number;
  /** connections at most, over the HTTP transport; 8 */
  readonly httpConnections?: number;
  /** 1,500: a dead peer is noticed after two to three of it */
  readonly pingIntervalMs?: number;
  /** for each step of connecting; 4,000 */
  readonly connectTimeoutMs?: number;
  /** for each request that does not say otherwise; 10,000 */
  readonly requestTimeoutMs?: number;
  /** how long `start` waits for an Asterisk that is still booting; 30,000 */
  readonly bootTimeoutMs?: number;
  /** the first wait before reconnecting is at most this; 100 */
  readonly reconnectBaseMs?: number;
  /** every wait before reconnecting is at most this; 1,000: calls wait in Asterisk meanwhile, and an attempt costs next to nothing */
  readonly reconnectCapMs?: number;
  /** how long to leave the application to another client that took it over; 30,000 */
  readonly replacedDelayMs?: number;
  /** set again after every reconnect */
  readonly eventFilter?: AriEventFilter;
  /** of the store whose server this is, eight letters: the application is taken from no other Baton; absent: from anybody */
  readonly identity?: string;
  /** told of each request when it has its answer, or has none; must not throw */
  readonly onRequest?: (done: AriRequestDone) => void;
}

const DEFAULTS = {
  transport: 'auto',
  requestSockets: 3,
  httpConnections: 8,
  pingIntervalMs: 1_500,
  connectTimeoutMs: 4_000,
  requestTimeoutMs: 10_000,
  bootTimeoutMs: 30_000,
  reconnectBaseMs: 100,
  reconnectCapMs: 1_000,
  replacedDelayMs: 30_000,
} as const;

/** All but what has a place of its own: the endpoint keeps the password, and nothing else does. */
export type AriSettings = Required<
  Omit<AriClientOptions, keyof AriEndpointOptions | 'eventFilter' | 'identity' | 'onRequest'>
> & {
  readonly eventFilter: AriEventFilter | undefined;
  readonly identity: string | undefined;
};

/** @throws {AriConfigurationError} */
export function readSettings(options: AriClientOptions): AriSettings {
  const { url: _url, user: _user, password: _password, onRequest: _onRequest, ...given } = options;
  const settings = { ...DEFAULTS, eventFilter: undefined, identity: undefined, ...given };
  // a comma would subscribe one socket to two applications
  if (!/^[\w.-]{1,100}$/.test(settings.app)) {
    throw new AriConfigurationError('ARI_APP must be 1 to 100 letters, digits, dots, dashes or underscores.');
  }
  if (settings.requestSockets < 1 || settings.httpConnections < 1) {
    throw new AriConfigurationError('At least one connection for requests is needed.');
  }
  return settings;
}
