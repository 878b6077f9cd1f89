import { AriConfigurationError } from './errors';

export interface AriEndpointOptions {
  /** where Asterisk's HTTP server is: `http://127.0.0.1:8088`, with its prefix if it has one, with or without `/ari` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Where ARI is and how to be let in. The password lives here alone, is not enumerable, and leaves only as an
 * `Authorization` header: a URL ends up in logs.
 */
export class AriEndpoint {
  /** ends with `/ari`, carries no credentials: fit for messages */
  readonly url: string;
  readonly user: string;
  readonly #authorization: string;

  /** @throws {AriConfigurationError} */
  constructor(options: AriEndpointOptions) {
    this.url = baseUrl(options.url);
    this.user = options.user;
    const credentials = Buffer.from(`${options.user}:${options.password}`, 'utf8').toString('base64');
    this.#authorization = `Basic ${credentials}`;
  }

  headers(): Record<string, string> {
    return { authorization: this.#authorization };
  }

  /** The event WebSocket of an application. */
  socketUrl(app: string): string {
    return `${this.url.replace(/^http/, 'ws')}/events?app=${encodeURIComponent(app)}`;
  }
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AriConfigurationError(
      'ARI_URL must be an http:// or https:// address, like http://127.0.0.1:8088.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new AriConfigurationError('ARI_URL must not carry credentials: set ARI_USER and ARI_PASSWORD.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new AriConfigurationError('ARI_URL must not have a query or a fragment.');
  }
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  return `${url.origin}${path.endsWith('/ari') ? path : `${path}/ari`}`;
}
