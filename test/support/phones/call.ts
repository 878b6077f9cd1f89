import { awaitChange, Changes, type Within } from '../await';
import { describeHeard, type Ear, type Heard } from '../media/ear';
import type { MediaStream } from '../media/media-stream';
import { type Display, readDisplay } from './display';
import { describeEnding, type Ending, readEnding, type Reason } from './ending';
import { describeExpectation, type Expectation, fulfils } from './expectation';
import { sendKeyByInfo, sendReinvite } from './in-dialog';
import type { PlainRtp, Wish } from './plain-rtp';
import { sip, type SipJs } from './sip-js';
import type { SipLog, SipMessage } from './sip-log';
import { type AfterTransfer, ReferTo, Transfer } from './transfer';

export type CallState = 'ringing' | 'talking' | 'ended';

export interface CallParts {
  readonly session: SipJs.Session;
  readonly media: PlainRtp;
  readonly log: SipLog;
  /** The party at this end, for messages. */
  readonly owner: string;
  readonly dialled: string;
}

/** One call of one phone, either way: what it hears, what its screen shows, and its keys. */
export abstract class Call {
  /** Told after every SIP message, packet and change of state of this call. */
  readonly changes = new Changes();
  /** Resolves when the call is over, never rejects. */
  readonly ended: Promise<Ending>;
  /** Headers that the phone puts into its own re-INVITEs, for instance who it says it is. */
  says: readonly string[] = [];
  /** When this call last became the one in the user's hand; the phone follows the newest. */
  attentionAt = performance.now();

  protected readonly session: SipJs.Session;
  protected readonly log: SipLog;
  readonly dialled: string;
  readonly #owner: string;
  readonly #media: PlainRtp;
  readonly #stops: readonly (() => void)[];
  #resolveEnded: (ending: Ending) => void = () => undefined;
  #ending: Ending | undefined;
  #wasAnswered = false;

  constructor({ session, media, log, owner, dialled }: CallParts) {
    this.session = session;
    this.#media = media;
    this.log = log;
    this.#owner = owner;
    this.dialled = dialled;
    this.#stops = [
      log.watch(() => this.changes.tell()),
      media.stream.ear.onPacket(() => this.changes.tell()),
      media.stream.onDigit(() => this.changes.tell()),
    ];
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    session.stateChange.addListener((state) => {
      if (state === sip.SessionState.Established) this.#wasAnswered = true;
      if (state === sip.SessionState.Terminated) this.#finish();
      this.changes.tell();
    });
  }

  /** The connection to the server is gone, and the call with it: nobody will say so any more. */
  lose(): void {
    this.#finish({ protocol: '', cause: undefined, text: 'connection lost' });
    // What SIP.js keeps of it has timers; ending it fails for want of a connection, and that clears them.
    void this.#end().catch(() => undefined);
    this.changes.tell();
  }

  get state(): CallState {
    if (this.#ending !== undefined) return 'ended';
    return this.session.state === sip.SessionState.Established ? 'talking' : 'ringing';
  }

  get callId(): string {
    return this.messages[0]?.callId ?? '';
  }

  /** This call's SIP messages, both ways, with their times. */
  get messages(): readonly SipMessage[] {
    const callId = this.sipCallId;
    return this.log.of(callId);
  }

  /** What the screen shows now. */
  get display(): Display {
    return readDisplay(this.messages, this.dialled);
  }

  /** Packets, arrival times, gaps and onsets. */
  get audio(): Ear {
    return this.stream.ear;
  }

  get stream(): MediaStream {
    return this.#media.stream;
  }

  /** Keys that came in as telephone-events (RFC 4733). */
  get digitsReceived(): string {
    return this.stream.digitsReceived;
  }

  get onHold(): boolean {
    return this.#media.wish !== 'talk';
  }

  /** What arrived in the last `windowMs`. */
  hears(windowMs = 500): Heard {
    return this.stream.ear.hears(windowMs);
  }

  /**
   * Resolves as soon as the last `windowMs` sound as expected, looked at with every packet.
   * @throws WaitedInVain after `withinMs`, saying what was heard instead; at once when the call ends
   */
  async untilHears(expected: Expectation, options: Within & { readonly windowMs?: number }): Promise<Heard> {
    const { withinMs, windowMs = 500 } = options;
    return await awaitChange({
      what: `${this.#owner} to hear ${describeExpectation(expected)}`,
      withinMs,
      watch: (changed) => this.#watchSound(changed, windowMs),
      look: () => {
        const heard = this.hears(windowMs);
        if (fulfils(heard, expected)) return heard;
        if (this.#ending) throw new Error(this.endedEarly(`hearing ${describeExpectation(expected)}`));
        return undefined;
      },
      instead: () => `heard ${describeHeard(this.hears(windowMs))}`,
    });
  }

  /** Resolves when the call is over, however that came about. */
  async untilEnded({ withinMs }: Within): Promise<Ending> {
    return await awaitChange({
      what: `the end of ${this.describe()}`,
      withinMs,
      watch: this.changes.watch,
      look: () => this.#ending,
      instead: () => `it is ${this.state}`,
    });
  }

  /** Resolves when the screen shows what `shows` looks for. */
  async untilShows(
    shows: (display: Display) => boolean,
    { withinMs, what }: Within & { readonly what: string },
  ): Promise<Display> {
    return await awaitChange({
      what: `${this.#owner}'s screen to show ${what}`,
      withinMs,
      watch: this.changes.watch,
      look: () => (shows(this.display) ? this.display : undefined),
      instead: () => `it shows ${JSON.stringify(this.display)}`,
    });
  }

  /** Resolves when these keys have come in, in this order and no others. */
  async untilDigits(digits: string, { withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `${this.#owner} to get the keys ${digits}`,
      withinMs,
      watch: this.changes.watch,
      look: () => (this.digitsReceived === digits ? true : undefined),
      instead: () => `got ${JSON.stringify(this.digitsReceived)}`,
    });
  }

  /** Puts the call on hold as the phone's key does, and stops sending at once. Resolves when the peer agreed. */
  async hold(style: Exclude<Wish, 'talk'> = 'hold-sendonly'): Promise<void> {
    await this.#reinvite(style);
  }

  async unhold(): Promise<void> {
    this.attentionAt = performance.now();
    await this.#reinvite('talk');
  }

  /** Sends digital silence instead of the tone, or the tone again. */
  mute(): void {
    this.stream.microphone = 'muted';
  }

  unmute(): void {
    this.stream.microphone = 'voice';
  }

  /**
   * Presses keys: as telephone-events in the RTP, or by SIP INFO (`application/dtmf-relay`).
   * Resolves when the last one is through.
   */
  async dtmf(digits: string, { by = 'rtp' }: { readonly by?: 'rtp' | 'info' } = {}): Promise<void> {
    if (by === 'rtp') return await this.stream.press(digits);
    for (const digit of digits) await sendKeyByInfo(this.session, digit);
  }

  /**
   * Transfer key, then a number (REFER). Resolves when the peer has accepted the request (202).
   * @throws when the peer refuses it
   */
  async blindTransfer(number: string, then: AfterTransfer = 'hang-up-when-done'): Promise<Transfer> {
    return await this.#refer(this.#uriOf(number), then);
  }

  /**
   * Transfer key with a second call in hand: REFER with Replaces. The second call may still be ringing, as long
   * as the other side has said so. Both calls of this phone are over when it is done.
   * @throws when the peer refuses it
   */
  async attendedTransfer(other: Call, then: AfterTransfer = 'hang-up-when-done'): Promise<Transfer> {
    return await this.#refer(other.#replacement(), then);
  }

  /** Ends the call in the way its state asks for: BYE, CANCEL, or 480 to a call that rings here. */
  async hangUp(): Promise<Ending> {
    if (this.#ending !== undefined) return this.#ending;
    await this.#end();
    return await this.untilEnded({ withinMs: 5000 });
  }

  /** "agent's call to 101" */
  abstract describe(): string;

  /** So that a failed comparison prints a line, and not all of SIP.js. */
  toJSON(): string {
    return `${this.describe()} (${this.state})`;
  }

  /** Ends a call that is not answered yet. */
  protected abstract giveUp(): Promise<void>;

  protected abstract get sipCallId(): string;

  protected get endingSoFar(): Ending | undefined {
    return this.#ending;
  }

  protected endedEarly(before: string): string {
    return `${this.describe()} ${this.#ending ? describeEnding(this.#ending) : 'ended'} before ${before}`;
  }

  #finish(why?: Reason): void {
    if (this.#ending !== undefined) return;
    const answered = this.#wasAnswered ? 'answered' : 'not answered';
    const read = readEnding(this.messages, { at: performance.now(), answered });
    this.#ending = why === undefined ? read : { ...read, by: 'them', reasons: [why] };
    // An incoming call that was never answered has no description handler that SIP.js would close.
    this.#media.close();
    for (const stop of this.#stops) stop();
    this.#resolveEnded(this.#ending);
  }

  async #end(): Promise<void> {
    switch (this.session.state) {
      case sip.SessionState.Initial:
      case sip.SessionState.Establishing:
        return await this.giveUp();
      case sip.SessionState.Established:
        await this.session.bye();
        return;
      case sip.SessionState.Terminating:
      case sip.SessionState.Terminated:
        return;
    }
  }

  /** The window slides even when no packet comes, so silence of the wire is noticed too. */
  #watchSound(changed: () => void, windowMs: number): () => void {
    const stop = this.changes.watch(changed);
    const timer = setInterval(changed, Math.max(20, windowMs / 5));
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  async #reinvite(wish: Wish): Promise<void> {
    this.#media.wish = wish;
    await sendReinvite(this.session, this.says);
  }

  async #refer(to: SipJs.URI, then: AfterTransfer): Promise<Transfer> {
    // A phone that has picked up has a dialog once its answer was acknowledged, which may be after it is heard.
    await awaitChange({
      what: `${this.describe()} to be acknowledged`,
      watch: this.changes.watch,
      look: () => this.session.state !== sip.SessionState.Establishing || undefined,
      withinMs: 2_000,
    });
    const transfer = await Transfer.send(this.session, to);
    // The call may be gone already when its turn to hang up comes: then there is nothing to do.
    const hangUp = () => void this.#end().catch(() => undefined);
    if (then === 'hang-up-at-once') hangUp();
    if (then === 'hang-up-when-done') {
      void transfer.final.then((status) => {
        if (status < 300) hangUp();
      });
    }
    return transfer;
  }

  #uriOf(number: string): SipJs.URI {
    const { host } = this.session.userAgent.configuration.uri;
    return new sip.URI('sip', number, host);
  }

  /** Its dialog's ids as a Replaces header has them, by which another call can take its place (RFC 3891). */
  get replaces(): string {
    const { fromTag, toTag } = this.dialogTags();
    if (toTag === undefined)
      throw new Error(`${this.describe()} has no dialog yet: nobody has said that it rings`);
    return `${this.sipCallId};to-tag=${toTag};from-tag=${fromTag}`;
  }

  /** Refer-To URI that takes over this call (RFC 3891 section 6.1). */
  #replacement(): SipJs.URI {
    const replaces = encodeURIComponent(this.replaces);
    return new ReferTo(`<${this.#uriOf(this.remoteUser()).toString()}?Replaces=${replaces}>`);
  }

  /** Tags as the peer sees them: its own is the to-tag of Replaces. */
  protected abstract dialogTags(): { readonly fromTag: string; readonly toTag: string | undefined };

  /** The user part under which the peer of this call is known. */
  protected abstract remoteUser(): string;
}
