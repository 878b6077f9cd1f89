import { setTimeout as delay } from 'node:timers/promises';
import { AriClient } from '../ari/ari-client';
import { AriError, AriHttpError } from '../ari/errors';
import { type AriLogger } from '../ari/logger';
import { ApiError } from '../http/problem';

/** How often an Asterisk without endpoints is asked whether it has one now. */
const firstPhoneEveryMs = 500;
/** After a look-up that failed though the connection stands. */
const againAfterMs = 1_000;

/** Which SIP endpoints have a phone registered. */
export abstract class PbxEndpoints {
  abstract isOnline(endpoint: string): boolean;
  /**
   * Whether Asterisk has such an endpoint, online or not.
   * @throws ApiError 503 `asterisk-unavailable`
   */
  abstract exists(endpoint: string): Promise<boolean>;
  /** Resolves when it is known for the first time who is online: until then everybody looks offline. */
  abstract known(): Promise<void>;
  abstract onChange(listener: (endpoint: string) => void): void;
  /** Told after each start and each loss of the connection, when it is known again who is online. */
  abstract onKnown(listener: () => void): void;
}

/**
 * Follows registrations over an application of its own: a subscription to endpoints also brings every channel
 * event of every phone, which the calls' application must not get twice. Its filter lets only these through.
 */
export class EndpointWatch extends PbxEndpoints {
  readonly #online = new Set<string>();
  readonly #listeners: ((endpoint: string) => void)[] = [];
  readonly #onKnown: (() => void)[] = [];
  #round = 0;
  #tellKnown: () => void = () => undefined;
  readonly #known = new Promise<void>((resolve) => (this.#tellKnown = resolve));

  constructor(
    private readonly client: AriClient,
    private readonly app: string,
    private readonly logger: AriLogger,
  ) {
    super();
    client.on('up', () => void this.#lookUp());
    client.on('event', (event) => {
      if (event.type === 'ContactStatusChange' || event.type === 'PeerStatusChange') {
        void this.#ask(event.endpoint.resource);
      }
    });
  }

  override isOnline(endpoint: string): boolean {
    return this.#online.has(endpoint);
  }

  override known(): Promise<void> {
    return this.#known;
  }

  override async exists(resource: string): Promise<boolean> {
    try {
      await this.client.ari.endpoints.get({ tech: 'PJSIP', resource });
      return true;
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return false;
      const detail = 'Asterisk cannot be asked for its endpoints at the moment.';
      throw new ApiError(503, 'asterisk-unavailable', detail, { retryAfterSeconds: 5, cause: error });
    }
  }

  override onChange(listener: (endpoint: string) => void): void {
    this.#listeners.push(listener);
  }

  override onKnown(listener: () => void): void {
    this.#onKnown.push(listener);
  }

  /**
   * Until it has worked, or is begun anew: without it everybody looks offline, and contacts go to the last resort while
   * agents wait for them.
   */
  async #lookUp(): Promise<void> {
    const round = (this.#round += 1);
    // Lost in between: the next `up` asks for everything again.
    const isWanted = () => round === this.#round && this.client.state.name === 'up';
    for (;;) {
      try {
        await this.#subscribe();
        return;
      } catch (error) {
        this.#warn(error);
        if (isWanted()) await delay(againAfterMs, undefined, { ref: false });
        if (!isWanted()) return;
      }
    }
  }

  async #subscribe(): Promise<void> {
    const { endpoints } = this.client.ari;
    await this.#subscribeToPhones();
    const present = await endpoints.listByTech({ tech: 'PJSIP' });
    const known = new Set(present.map((endpoint) => endpoint.resource));
    for (const endpoint of present) this.#set(endpoint.resource, endpoint.state === 'online');
    for (const endpoint of [...this.#online]) if (!known.has(endpoint)) this.#set(endpoint, false);
    this.#tellKnown();
    for (const listener of this.#onKnown) listener();
  }

  /** Asterisk refuses the subscription (422) for as long as it has not a single PJSIP endpoint. */
  async #subscribeToPhones(): Promise<void> {
    const request = { applicationName: this.app, eventSource: ['endpoint:PJSIP'] };
    for (;;) {
      try {
        return await this.client.ari.applications.subscribe(request).then(() => undefined);
      } catch (error) {
        if (!(error instanceof AriHttpError && error.status === 422)) throw error;
        this.#tellKnown();
        await delay(firstPhoneEveryMs, undefined, { ref: false });
      }
    }
  }

  /** The event's own copy of the endpoint can be older than the event. */
  async #ask(resource: string): Promise<void> {
    try {
      const endpoint = await this.client.ari.endpoints.get({ tech: 'PJSIP', resource });
      this.#set(resource, endpoint.state === 'online');
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) {
        this.#set(resource, false);
        return;
      }
      this.#warn(error);
      if (this.client.state.name === 'up') void this.#lookUp();
    }
  }

  #set(endpoint: string, online: boolean): void {
    if (this.#online.has(endpoint) === online) return;
    if (online) this.#online.add(endpoint);
    else this.#online.delete(endpoint);
    for (const listener of this.#listeners) listener(endpoint);
  }

  #warn(error: unknown): void {
    if (!(error instanceof AriError)) throw error;
    this.logger.warn({ reason: error.message }, 'The phones could not be looked up');
  }
}
