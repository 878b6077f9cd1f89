import { setTimeout as delay } from 'node:timers/promises';
import { AriSession } from './ari-session';
import { fullJitter } from './backoff';
import type { AriClientOptions, AriSettings } from './client-options';
import { readSettings } from './client-options';
import { AriEndpoint } from './endpoint';
import type { AriErrorCode } from './errors';
import {
  AriApplicationTaken,
  AriAuthenticationError,
  AriConfigurationError,
  AriConnectionLost,
  AriError,
  AriNotAnAriServer,
  AriNotReady,
  AriVersionError,
} from './errors';
import type { EventCounters } from './event-pump';
import { EventPump } from './event-pump';
import { AriOperations } from './generated/operations';
import type { AriEvent } from './generated/types';
import { answerTo } from './holders';
import { Listeners } from './listeners';
import { callThrough } from './operation';

export type AriClientState =
  | { readonly name: 'stopped' }
  | { readonly name: 'connecting' }
  | { readonly name: 'up'; readonly version: string; readonly transport: 'websocket' | 'http' }
  | { readonly name: 'down'; readonly reason: string; readonly code: AriErrorCode };

export interface AriUp {
  /** as the server writes it */
  readonly version: string;
  readonly transport: 'websocket' | 'http';
  /** false the first time; otherwise events have been missed: look at what is there */
  readonly reconnected: boolean;
}

export interface AriDown {
  readonly reason: string;
  readonly code: AriErrorCode;
}

export interface AriReplaced {
  readonly app: string;
  /** when this client will take the application back, if nobody stops it */
  readonly retryInMs: number;
}

export interface AriTaken {
  readonly app: string;
  /** identity of the store whose server has the application */
  readonly holder: string;
}

interface AriClientEvents {
  event: AriEvent;
  up: AriUp;
  down: AriDown;
  replaced: AriReplaced;
  taken: AriTaken;
}

export interface AriCounters extends EventCounters {
  /** how often a listener threw */
  readonly listenerFailures: number;
  /** how often the connection was there again */
  readonly reconnects: number;
}

/**
 * Between attempts at a server that goes on answering and not taking us: a wrong password, an old version. Only a person can
 * mend that. Not from the first time on: an Asterisk that starts answers 404 for a moment, until its ARI is loaded.
 */
const REFUSED_PAUSE_MS = 5_000;
const REFUSED_IN_A_ROW = 10;
/** An outage of a night is not a million lines: it is said when it begins, when its reason changes, and so often. */
const STILL_AWAY_MS = 5 * 60_000;

/** Waits double up to this many times while other clients keep taking the application over. */
const MAX_REPLACED_DOUBLINGS = 4;

/**
 * Baton's connection to one Asterisk.
 *
 * `up` is told when events and requests both work, and before the first event; `down` when either is gone, after which
 * every request fails with AriConnectionLost until the next `up`. Between the two, events have been lost.
 */
export class AriClient {
  /** Every operation of ARI, by resource. */
  readonly ari: AriOperations;
  readonly #settings: AriSettings;
  readonly #endpoint: AriEndpoint;
  readonly #listeners: Listeners<AriClientEvents>;
  readonly #pump: EventPump;
  #state: AriClientState = { name: 'stopped' };
  #session: AriSession | undefined;
  /** aborted by `stop`; a new one for each start */
  #run: AbortController | undefined;
  #ups = 0;
  #takeovers = 0;

  /** @throws {AriConfigurationError} */
  constructor(options: AriClientOptions) {
    this.#settings = readSettings(options);
    this.#endpoint = new AriEndpoint(options);
    this.#listeners = new Listeners(this.#settings.logger);
    this.#pump = new EventPump(this.#settings.logger, (event) => this.#deliver(event));
    this.ari = new AriOperations(
      callThrough((request) => {
        if (this.#session === undefined) throw new AriConnectionLost(this.#describeAbsence());
        return this.#session.transportFor(request);
      }, options.onRequest),
    );
  }

  get state(): AriClientState {
    return this.#state;
  }

  /** as the server writes it; undefined while there is no connection */
  get version(): string | undefined {
    return this.#state.name === 'up' ? this.#state.version : undefined;
  }

  get counters(): AriCounters {
    return {
      ...this.#pump.counters,
      listenerFailures: this.#listeners.failures,
      reconnects: Math.max(0, this.#ups - 1),
    };
  }

  /** @returns a function that takes the listener off again */
  on<K extends keyof AriClientEvents>(name: K, callback: (value: AriClientEvents[K]) => unknown): () => void {
    return this.#listeners.on(name, callback);
  }

  /**
   * Connects; from then on the client reconnects by itself until `stop`. When the first connection fails there is no
   * second try (save for a server that is still booting): a wrong setting must be said, not retried.
   *
   * @throws {AriUnreachable | AriAuthenticationError | AriNotAnAriServer | AriNotReady | AriVersionError}
   */
  async start(): Promise<AriUp> {
    if (this.#run !== undefined) throw new AriConfigurationError('The client has been started already.');
    const run = new AbortController();
    this.#run = run;
    this.#state = { name: 'connecting' };
    try {
      return this.#enter(await this.#openOnceBooted(run.signal), run.signal);
    } catch (error) {
      if (this.#run === run) {
        this.#run = undefined;
        this.#state = { name: 'stopped' };
      }
      throw error;
    }
  }

  /**
   * As {@link start}, but a server that cannot be used yet is waited for, like one that was lost: it may be started later, or
   * its settings mended. If another server has the application, `taken` is told, and nothing is tried until the next start.
   *
   * @returns why there is no connection yet, if so
   */
  async startOrWait(): Promise<AriError | undefined> {
    if (this.#run !== undefined) throw new AriConfigurationError('The client has been started already.');
    const { signal } = (this.#run = new AbortController());
    this.#state = { name: 'connecting' };
    try {
      this.#enter(await this.#open(signal), signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof AriError)) throw error;
      if (signal.aborted) return error;
      if (error instanceof AriApplicationTaken) this.#standBack(error);
      else this.#waitFor(error, signal);
      return error;
    }
  }

  #waitFor(missing: AriError, signal: AbortSignal): void {
    const { message: reason, code } = missing;
    this.#state = { name: 'down', reason, code };
    this.#settings.logger.error({ url: this.#endpoint.url, code }, `Waiting for Asterisk. ${reason}`);
    this.#listeners.emit('down', { reason, code });
    void this.#reconnect(signal, undefined, missing);
  }

  /** Closes everything; pending requests fail with AriConnectionLost, and no more events come. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#session?.close('the client was stopped');
    this.#session = undefined;
    this.#state = { name: 'stopped' };
  }

  async #openOnceBooted(signal: AbortSignal): Promise<AriSession> {
    const deadline = Date.now() + this.#settings.bootTimeoutMs;
    for (;;) {
      try {
        return await this.#open(signal);
      } catch (error) {
        if (!(error instanceof AriNotReady) || Date.now() > deadline) throw error;
        await delay(this.#settings.reconnectBaseMs * 2, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #open(signal: AbortSignal): Promise<AriSession> {
    if (signal.aborted) throw new AriConnectionLost('the client was stopped');
    const { reconnectBaseMs: baseMs, reconnectCapMs: capMs } = this.#settings;
    const session: AriSession = await AriSession.open(
      { ...this.#settings, endpoint: this.#endpoint, backoff: { baseMs, capMs } },
      {
        message: (message) => this.#pump.message(message),
        malformed: () => this.#pump.malformed(),
        lost: (reason) => this.#leave(reason, signal, undefined),
      },
    );
    if (!signal.aborted) return session;
    session.close('the client was stopped');
    throw new AriConnectionLost('the client was stopped');
  }

  #enter(session: AriSession, signal: AbortSignal): AriUp {
    const { version, transport } = session;
    const up: AriUp = { version, transport: transport.kind, reconnected: this.#ups > 0 };
    this.#session = session;
    this.#state = { name: 'up', version, transport: transport.kind };
    this.#ups++;
    this.#settings.logger.info(
      { url: this.#endpoint.url, app: this.#settings.app, ...up },
      'Connected to Asterisk',
    );
    this.#listeners.emit('up', up);
    if (!signal.aborted) session.deliver();
    return up;
  }

  #leave(
    reason: string,
    signal: AbortSignal,
    retryInMs: number | undefined,
    code: AriErrorCode = 'ari-connection-lost',
  ): void {
    if (signal.aborted) return;
    this.#session = undefined;
    this.#state = { name: 'down', reason, code };
    this.#settings.logger.warn({ url: this.#endpoint.url, reason }, 'The connection to Asterisk is lost');
    this.#listeners.emit('down', { reason, code });
    void this.#reconnect(signal, retryInMs);
  }

  /** @param before why the attempt before this one failed, if there was one */
  async #reconnect(signal: AbortSignal, firstWaitMs: number | undefined, before?: AriError): Promise<void> {
    const { reconnectBaseMs: baseMs, reconnectCapMs: capMs } = this.#settings;
    let refused = 0;
    let said = { code: before?.code, at: before === undefined ? -Infinity : Date.now() };
    for (let attempt = 0; !signal.aborted; attempt++) {
      const jitter = fullJitter(attempt, { baseMs, capMs }, Math.random());
      const waitMs = attempt === 0 && firstWaitMs !== undefined ? firstWaitMs : jitter;
      try {
        await delay(refused >= REFUSED_IN_A_ROW ? REFUSED_PAUSE_MS : waitMs, undefined, { signal });
        this.#enter(await this.#open(signal), signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof AriApplicationTaken) {
          this.#standBack(error);
          return;
        }
        refused = needsAPerson(error) ? refused + 1 : 0;
        said = this.#stillAway(error, attempt, said);
      }
    }
  }

  /** It is not tried again until somebody starts us anew: a moment in which the other one is away is not ours to take. */
  #standBack({ message: reason, code, app, holder }: AriApplicationTaken): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#state = { name: 'down', reason, code };
    this.#listeners.emit('taken', { app, holder });
  }

  /** Keeps the newest reason for whoever asks, and says it now and then. */
  #stillAway(error: unknown, attempt: number, said: Said): Said {
    const reason = error instanceof AriError ? error.message : String(error);
    const code = error instanceof AriError ? error.code : 'ari-connection-lost';
    this.#state = { name: 'down', reason, code };
    const isNews = code !== said.code || Date.now() - said.at >= STILL_AWAY_MS;
    this.#settings.logger[isNews ? 'warn' : 'debug']({ attempt, code, reason }, 'Asterisk is not there yet');
    return isNews ? { code, at: Date.now() } : said;
  }

  #deliver(event: AriEvent): void {
    const { app, identity } = this.#settings;
    const answer = identity === undefined ? undefined : answerTo(event, app, identity);
    if (answer !== undefined) this.#answer(answer);
    else if (event.type === 'ApplicationReplaced' && event.application === app) this.#yield();
    else this.#listeners.emit('event', event);
  }

  /** Another server asks whose the application is. If it cannot be told, there is no connection, and it is nobody's. */
  #answer(answer: { readonly variable: string; readonly value: string }): void {
    this.ari.asterisk.setGlobalVar(answer).catch((error: unknown) => {
      if (!(error instanceof AriError)) throw error;
      this.#settings.logger.warn(
        { reason: error.message },
        'Another Baton could not be told that this one is here',
      );
    });
  }

  /** Another client has the application now. To take it back at once would make the two of them fight. */
  #yield(): void {
    const signal = this.#run?.signal;
    if (signal === undefined || this.#session === undefined) return;
    const retryInMs =
      this.#settings.replacedDelayMs * 2 ** Math.min(this.#takeovers++, MAX_REPLACED_DOUBLINGS);
    const { app, logger } = this.#settings;
    logger.error({ app, retryInMs }, 'Another client took the application over; is a second Baton running?');
    this.#session.close('another client took the application over');
    this.#listeners.emit('replaced', { app, retryInMs });
    const reason = 'another client took the application over';
    this.#leave(reason, signal, retryInMs, 'ari-application-taken');
  }

  #describeAbsence(): string {
    const state = this.#state;
    return state.name === 'down' ? state.reason : `the client is ${state.name}`;
  }
}

/** What was said last of an outage, and when. */
interface Said {
  readonly code: AriErrorCode | undefined;
  readonly at: number;
}

function needsAPerson(error: unknown): boolean {
  return (
    error instanceof AriAuthenticationError ||
    error instanceof AriNotAnAriServer ||
    error instanceof AriVersionError
  );
}
