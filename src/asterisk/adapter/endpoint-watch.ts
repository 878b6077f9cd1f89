import { PbxEndpoints } from '../../features/phones/endpoints';
import { Refused } from '../../platform/refusals/refused';
import type { AriClient } from '../client/ari-client';
import { AriError, AriHttpError } from '../client/errors';
import type { ContactInfo } from '../client/generated/types';
import type { AriLogger } from '../client/logger';
import { OnceForAll } from './once-for-all';

/** How often an Asterisk without endpoints is asked whether it has one now. */
const FIRST_PHONE_EVERY_MS = 500;
/** Between two look-ups, if the first one or a question failed though the connection stands. */
const AGAIN_AFTER_MS = 1_000;

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
  /** By endpoint: however many events tell of it, one question at a time. */
  readonly #questions = new Map<string, OnceForAll>();
  #round = 0;
  #lookingUp: Promise<void> = Promise.resolve();
  /** The round after which there is to be another one. */
  #lookUpAgainAfter: number | undefined;
  #tellKnown: () => void = () => undefined;
  readonly #known = new Promise<void>((resolve) => (this.#tellKnown = resolve));

  constructor(
    private readonly client: AriClient,
    private readonly app: string,
    private readonly logger: AriLogger,
  ) {
    super();
    client.on('up', () => this.#lookUp());
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
      throw new Refused('asterisk-unavailable', detail, { retryAfterSeconds: 5, cause: error });
    }
  }

  override onChange(listener: (endpoint: string) => void): void {
    this.#listeners.push(listener);
  }

  override onKnown(listener: () => void): void {
    this.#onKnown.push(listener);
  }

  #lookUp(): void {
    const round = (this.#round += 1);
    this.#lookingUp = this.#lookUpUntilKnown(round);
  }

  /** After a question that failed: what has become of its endpoint is not known. However many fail, one look-up is for all. */
  async #lookUpAgain(): Promise<void> {
    const round = this.#round;
    if (this.#lookUpAgainAfter === round) return;
    this.#lookUpAgainAfter = round;
    await this.#lookingUp;
    await pause(AGAIN_AFTER_MS);
    if (this.#isWanted(round)) this.#lookUp();
  }

  /** Lost in between: the next `up` asks for everything again. */
  #isWanted(round: number): boolean {
    return round === this.#round && this.client.state.name === 'up';
  }

  /**
   * Until it has worked, or is begun anew: without it everybody looks offline, and contacts go to the last resort while
   * agents wait for them.
   */
  async #lookUpUntilKnown(round: number): Promise<void> {
    for (;;) {
      try {
        await this.#subscribe(round);
        return;
      } catch (error) {
        this.#warn(error);
        if (this.#isWanted(round)) await pause(AGAIN_AFTER_MS);
        if (!this.#isWanted(round)) return;
      }
    }
  }

  async #subscribe(round: number): Promise<void> {
    await this.#subscribeToPhones(round);
    const present = await this.client.ari.endpoints.listByTech({ tech: 'PJSIP' });
    // Begun anew meanwhile: that one knows better.
    if (round !== this.#round) return;
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
  async #subscribeToPhones(round: number): Promise<void> {
    const request = { applicationName: this.app, eventSource: ['endpoint:PJSIP'] };
    while (round === this.#round) {
      try {
        await this.client.ari.applications.subscribe(request);
        return;
      } catch (error) {
        if (!(error instanceof AriHttpError && error.status === 422)) throw error;
        this.#tellKnown();
        await pause(FIRST_PHONE_EVERY_MS);
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

  /** The event's own copy of the endpoint can be older than the event. Resolves with an answer that is younger. */
  async #ask(resource: string): Promise<void> {
    const known = this.#questions.get(resource);
    const question = known ?? new OnceForAll(() => this.#askNow(resource));
    this.#questions.set(resource, question);
    try {
      await question.run();
    } finally {
      if (!question.isRunning && this.#questions.get(resource) === question) this.#questions.delete(resource);
    }
  }

  async #askNow(resource: string): Promise<void> {
    try {
      const endpoint = await this.client.ari.endpoints.get({ tech: 'PJSIP', resource });
      this.#set(resource, endpoint.state === 'online');
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) {
        this.#forget(resource);
        return;
      }
      this.#warn(error);
      if (this.client.state.name === 'up') void this.#lookUpAgain();
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

/** Keeps no process running. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
