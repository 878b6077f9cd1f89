import { within } from '../await';
import { MediaStream, type Sound } from '../media/media-stream';
import type { ToneBook } from '../media/tone-plan';
import { IncomingCall } from './incoming-call';
import { Lamp, type LampKind } from './lamp';
import { OutgoingCall } from './outgoing-call';
import { PlainRtp } from './plain-rtp';
import { sip, type SipJs } from './sip-js';
import { SipLog } from './sip-log';
import { updateAnswering } from './update-edge';
import { type Edge, WsTransport } from './ws-transport';

export interface Account {
  /** Asterisk's WebSocket, `ws://127.0.0.1:<port>/ws`. */
  readonly wsUrl: string;
  /** SIP user; its endpoint in Asterisk has the same name. */
  readonly user: string;
  readonly password: string;
  /** User part of the Contact; the SIP user when left out. */
  readonly contactUser?: string;
}

export interface LineOptions extends Account {
  readonly tones: ToneBook;
  readonly edge?: Edge;
  /** The callee, with which voice, and whether it says so at once; undefined: nobody, 404. */
  readonly callee: (request: SipJs.Core.IncomingRequestMessage) => Callee | undefined;
}

export interface Callee {
  readonly name: string;
  readonly sound: Sound;
  readonly dialled: string;
  readonly whenCalled: WhenCalled;
  /** Given the call once it rings (or would). */
  readonly called: (call: IncomingCall) => void;
}

/** `ring` sends 180 at once, as phones do; `stay-silent` leaves it to the test. */
export type WhenCalled = 'ring' | 'stay-silent';

export interface Dialling {
  readonly owner: string;
  readonly sound: Sound;
  readonly number: string;
  /** What the From header says; the account itself when left out. */
  readonly from?: { readonly name?: string; readonly number?: string };
  readonly extraHeaders?: readonly string[];
}

const ANSWER_MS = 5000;

/** One SIP account over one WebSocket: registers, and turns sessions into calls with media. */
export class SipLine {
  readonly log = new SipLog();
  readonly #ua: SipJs.UserAgent;
  readonly #media = new WeakMap<SipJs.Session, PlainRtp>();
  readonly #calls = new Set<IncomingCall | OutgoingCall>();
  #registerer: SipJs.Registerer | undefined;

  private constructor(private readonly options: LineOptions) {
    const { wsUrl, user, password, contactUser = user } = options;
    const host = new URL(wsUrl).hostname;
    const answering = updateAnswering();
    const uaOptions = {
      uri: new sip.URI('sip', user, host),
      authorizationUsername: user,
      authorizationPassword: password,
      contactName: contactUser,
      transportConstructor: WsTransport,
      transportOptions: {
        url: wsUrl,
        log: this.log,
        edges: options.edge ? [options.edge, answering] : [answering],
      },
      sessionDescriptionHandlerFactory: (session: SipJs.Session) => this.#mediaOf(session),
      sendInitialProvisionalResponse: false,
      // Ringing is ended by the caller or by the test, not by SIP.js's own patience.
      noAnswerTimeout: 3600,
      logBuiltinEnabled: false,
      delegate: {
        onInvite: (invitation: SipJs.Invitation) => void this.#receive(invitation),
        onDisconnect: (error?: Error) => {
          if (error !== undefined) this.#lose();
        },
      },
    };
    this.#ua = new sip.UserAgent(uaOptions);
  }

  /** Connects, without registering. */
  static async open(options: LineOptions): Promise<SipLine> {
    const line = new SipLine(options);
    await within(line.#ua.start(), {
      what: `the WebSocket ${options.wsUrl} of ${options.user}`,
      withinMs: ANSWER_MS,
    });
    return line;
  }

  get user(): string {
    return this.options.user;
  }

  /** @throws when the server refuses, with its status */
  async register(): Promise<void> {
    const registerer = new sip.Registerer(this.#ua, { expires: 3600, logConfiguration: false });
    this.#registerer = registerer;
    const registered = new Promise<void>((resolve, reject) => {
      registerer
        .register({
          requestDelegate: {
            onAccept: () => resolve(),
            onReject: ({ message }) =>
              reject(new Error(`${this.user} may not register: ${message.statusCode}`)),
          },
        })
        .catch(reject);
    });
    await within(registered, { what: `${this.user} to be registered`, withinMs: ANSWER_MS });
  }

  /** Places a call; the INVITE is on its way when this resolves. */
  async call({ owner, sound, number, from, extraHeaders = [] }: Dialling): Promise<OutgoingCall> {
    const { host } = this.#ua.configuration.uri;
    const stream = await MediaStream.open(sound, this.options.tones);
    const inviter = new sip.Inviter(this.#ua, new sip.URI('sip', number, host), {
      earlyMedia: true,
      extraHeaders: [...extraHeaders],
      params: {
        ...(from?.name === undefined ? {} : { fromDisplayName: from.name }),
        ...(from?.number === undefined ? {} : { fromUri: new sip.URI('sip', from.number, host) }),
      },
    });
    const media = new PlainRtp(stream);
    this.#media.set(inviter, media);
    const call = new OutgoingCall(
      { session: inviter, media, log: this.log, owner, dialled: number },
      inviter,
    );
    this.#keep(call);
    await inviter.invite();
    return call;
  }

  /** Asks to be told of somebody's calls, for a busy lamp. */
  watch(number: string, kind?: LampKind): Promise<Lamp> {
    const { host } = this.#ua.configuration.uri;
    return Lamp.watch(this.#ua, new sip.URI('sip', number, host), this.log, kind);
  }

  /** Ends all calls, unregisters and closes the socket: nothing of it keeps the process alive. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#calls].map((call) => call.hangUp()));
    if (this.#registerer?.state === sip.RegistererState.Registered && this.#ua.isConnected()) {
      const registerer = this.#registerer;
      const unregistered = new Promise<void>((resolve) => {
        registerer.stateChange.addListener(() => resolve(), { once: true });
        registerer.unregister().catch(() => resolve());
      });
      await within(unregistered, { what: `${this.user} to be unregistered`, withinMs: 1000 }).catch(
        () => undefined,
      );
    }
    for (const call of this.#calls) call.stream.close();
    // Not UserAgent.stop() in its graceful way: that waits for answers which a dead server never gives.
    // It also waits for the NOTIFY that ends a subscription, which does not come when that has just ended by itself.
    await within(this.#ua.stop(), { what: `${this.user} to stop`, withinMs: 2_000 }).catch(() =>
      this.#ua.userAgentCore.dispose(),
    );
    await this.#ua.transport.disconnect();
  }

  /**
   * The server is gone, and the calls and the registration with it. SIP.js would keep its timers for up to an hour, and
   * with them a process whose test failed before it could destroy the phone. Without a connection unregistering fails
   * at once, and clears them.
   */
  #lose(): void {
    for (const call of this.#calls) call.lose();
    if (this.#registerer?.state === sip.RegistererState.Registered) {
      this.#registerer.unregister().catch(() => undefined);
    }
    setImmediate(() => this.#ua.userAgentCore.dispose());
  }

  #mediaOf(session: SipJs.Session): PlainRtp {
    const media = this.#media.get(session);
    if (media === undefined) throw new Error('A session without media: it was not made by this line');
    return media;
  }

  async #receive(invitation: SipJs.Invitation): Promise<void> {
    const callee = this.options.callee(invitation.request);
    if (callee === undefined) {
      await invitation.reject({ statusCode: 404 });
      return;
    }
    // The phone rings before anything else: opening a socket takes time, and times are measured here.
    if (callee.whenCalled === 'ring') await invitation.progress({ statusCode: 180 });
    const stream = await MediaStream.open(callee.sound, this.options.tones);
    if (invitation.state === sip.SessionState.Terminated) {
      stream.close();
      return;
    }
    const media = new PlainRtp(stream);
    this.#media.set(invitation, media);
    const { name: owner, dialled } = callee;
    const call = new IncomingCall({ session: invitation, media, log: this.log, owner, dialled }, invitation);
    this.#keep(call);
    callee.called(call);
  }

  #keep(call: IncomingCall | OutgoingCall): void {
    this.#calls.add(call);
    void call.ended.then(() => this.#calls.delete(call));
  }
}
