import { setTimeout as delay } from 'node:timers/promises';
import { AriClient } from '../ari/ari-client';
import { AriError, AriHttpError } from '../ari/errors';
import type { ContactInfo } from '../ari/generated/types';
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
  /** What Asterisk calls online. */
  readonly #online = new Set<string>();
  /** By endpoint: its registered contacts that Asterisk knows nothing of yet. */
  readonly #untried = new Map<string, Set<string>>();
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
      if (event.type === 'PeerStatusChange') void this.#ask(event.endpoint.resource);
      if (event.type === 'ContactStatusChange')
        void this.#follow(event.endpoint.resource, event.contact_info);
    });
  }

  override isOnline(endpoint: string): boolean {
    return this.#online.has(endpoint) || this.#untried.has(endpoint);
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
    // What has become of them while the connection was away was not told.
    for (const endpoint of [...this.#untried.keys()]) {
      this.#change(endpoint, () => this.#untried.delete(endpoint));
    }
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

  /**
   * A phone that has just registered is asked by Asterisk whether it is there (OPTIONS), and its endpoint is called offline
   * until it has answered. Asterisk dials it all the same; whoever calls in this moment must not find nobody.
   */
  async #follow(endpoint: string, { uri, contact_status: status }: ContactInfo): Promise<void> {
    const untried = () => this.#untried.get(endpoint) ?? new Set();
    if (status === 'NonQualified') {
      this.#change(endpoint, () => this.#untried.set(endpoint, untried().add(uri)));
    }
    await this.#ask(endpoint);
    // Not before the answer: who has proved to be there would look offline until then.
    if (status !== 'NonQualified' && untried().delete(uri) && untried().size === 0) {
      this.#change(endpoint, () => this.#untried.delete(endpoint));
    }
  }

  /** The event's own copy of the endpoint can be older than the event. */
  async #ask(resource: string): Promise<void> {
    try {
      const endpoint = await this.client.ari.endpoints.get({ tech: 'PJSIP', resource });
      this.#set(resource, endpoint.state === 'online');
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) {
        this.#forget(resource);
        return;
      }
      this.#warn(error);
      if (this.client.state.name === 'up') void this.#lookUp();
    }
  }

  #set(endpoint: string, online: boolean): void {
    this.#change(endpoint, () => {
      if (online) this.#online.add(endpoint);
      else this.#online.delete(endpoint);
    });
  }

  #forget(endpoint: string): void {
    this.#change(endpoint, () => {
      this.#online.delete(endpoint);
      this.#untried.delete(endpoint);
    });
  }

  #change(endpoint: string, change: () => unknown): void {
    const before = this.isOnline(endpoint);
    change();
    if (this.isOnline(endpoint) === before) return;
    for (const listener of this.#listeners) listener(endpoint);
  }

  #warn(error: unknown): void {
    if (!(error instanceof AriError)) throw error;
    this.logger.warn({ reason: error.message }, 'The phones could not be looked up');
  }
}
