import { awaitChange, Changes, type Within } from '../await';
import type { Ear, Heard } from '../media/ear';
import type { Sound } from '../media/media-stream';
import { sharedTones, type ToneBook } from '../media/tone-plan';
import type { Call } from './call';
import type { Display } from './display';
import type { Ending } from './ending';
import type { Expectation } from './expectation';
import type { IncomingCall } from './incoming-call';
import type { Lamp, LampKind } from './lamp';
import type { OutgoingCall } from './outgoing-call';
import { type Account, type Callee, type Dialling, SipLine, type WhenCalled } from './sip-line';
import type { SipLog } from './sip-log';
import type { AfterTransfer, Transfer } from './transfer';
import type { Edge } from './ws-transport';

export interface PartyOptions extends Pick<Sound, 'firstRtpNumber'> {
  /** How others call this party's tone; the SIP user when left out. */
  readonly name?: string;
  /** One of PARTY_TONES_HZ; the next free one when left out. */
  readonly toneHz?: number;
  readonly whenCalled?: WhenCalled;
  readonly tones?: ToneBook;
}

export type PhoneOptions = Account & PartyOptions & { readonly edge?: Edge };

export type DialOptions = Pick<Dialling, 'from' | 'extraHeaders'>;

/**
 * A telephone with a person at it: calls, is called, hears, and has a tone of its own by which the others
 * recognise it. Its keys act on the call in the hand: the newest, or the one last taken off hold.
 */
export class Phone {
  readonly name: string;
  readonly whenCalled: WhenCalled;
  readonly #sound: Sound;
  readonly #tones: ToneBook;
  readonly #changes = new Changes();
  readonly #ringing: IncomingCall[] = [];
  readonly #live = new Set<Call>();

  /** Use `register` or `connect`, or a carrier's `phone`. */
  constructor(
    private readonly line: () => SipLine,
    /** Its number: what others dial. */
    readonly number: string,
    { name = number, toneHz, firstRtpNumber, whenCalled = 'ring', tones = sharedTones }: PartyOptions,
    private readonly close: () => Promise<void>,
    private readonly identity: DialOptions = {},
  ) {
    this.name = name;
    this.#tones = tones;
    this.whenCalled = whenCalled;
    this.#sound = { toneHz: tones.claim(name, toneHz), firstRtpNumber };
  }

  get toneHz(): number {
    return this.#sound.toneHz;
  }

  /** A phone that is registered at Asterisk over its WebSocket. @throws when the registration is refused */
  static async register(options: PhoneOptions): Promise<Phone> {
    const { phone, line } = await Phone.#open(options);
    try {
      await line.register();
    } catch (error) {
      await phone.destroy();
      throw error;
    }
    return phone;
  }

  /** A phone that is connected but not registered: it can call, and cannot be called. */
  static async connect(options: PhoneOptions): Promise<Phone> {
    return (await Phone.#open(options)).phone;
  }

  static async #open(options: PhoneOptions): Promise<{ phone: Phone; line: SipLine }> {
    // The phone is there before its line is open, so that a call on the first packet finds it.
    let line: SipLine | undefined;
    const opened = () => {
      if (line === undefined) throw new Error(`${options.user} is not connected yet`);
      return line;
    };
    const phone = new Phone(opened, options.user, options, async () => await line?.close());
    const { wsUrl, user, password, contactUser, edge, tones = sharedTones } = options;
    try {
      line = await SipLine.open({
        wsUrl,
        user,
        password,
        ...(contactUser === undefined ? {} : { contactUser }),
        ...(edge === undefined ? {} : { edge }),
        tones,
        callee: () => phone.callee,
      });
    } catch (error) {
      await phone.destroy();
      throw error;
    }
    return { phone, line };
  }

  /** Every SIP message in and out with its time; `lastInviteAt` is when it was last called. */
  get sip(): SipLog {
    return this.line().log;
  }

  /** Calls that are not over, oldest attention first. */
  get calls(): readonly Call[] {
    return [...this.#live].sort((a, b) => a.attentionAt - b.attentionAt);
  }

  /** The call in the hand. @throws when there is none */
  get current(): Call {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error(`${this.name} has no call`);
    return call;
  }

  /** Packets, gaps and onsets of the call in the hand. */
  get audio(): Ear {
    return this.current.audio;
  }

  /** What the screen shows of the call in the hand. */
  get display(): Display {
    return this.current.display;
  }

  /** Resolves when the call in the hand is over. */
  get ended(): Promise<Ending> {
    return this.current.ended;
  }

  /** How a line finds this phone when somebody calls it. */
  get callee(): Callee {
    return {
      name: this.name,
      sound: this.#sound,
      dialled: this.number,
      whenCalled: this.whenCalled,
      called: (call) => {
        this.#ringing.push(call);
        this.#take(call);
      },
    };
  }

  /** Dials. The INVITE is sent when this resolves; await `answered` or `untilRinging` on the call. */
  async call(number: string, options: DialOptions = {}): Promise<OutgoingCall> {
    const { name: owner } = this;
    const sound = this.#sound;
    const call = await this.line().call({ ...this.identity, ...options, owner, sound, number });
    this.#take(call);
    return call;
  }

  /** Sets a busy lamp to somebody. */
  watch(number: string, kind?: LampKind): Promise<Lamp> {
    return this.line().watch(number, kind);
  }

  /** The next call that came in and was not yet taken by an earlier `rings`. */
  async rings({ withinMs }: Within): Promise<IncomingCall> {
    return await awaitChange({
      what: `${this.name} to be called`,
      withinMs,
      watch: this.#changes.watch,
      look: () => this.#ringing.shift(),
      instead: () => `nobody called`,
    });
  }

  /** What the ear has had in the last `windowMs`; nothing when there is no call. */
  hears(windowMs = 500): Heard {
    const call = this.calls.at(-1);
    if (call !== undefined) return call.hears(windowMs);
    const none = { music: false, ringback: false, other: false, silence: false } as const;
    return { windowMs, tones: [], ...none, nothing: true, partly: [] };
  }

  /** See Call.untilHears; of the call in the hand. */
  async untilHears(expected: Expectation, options: Within & { readonly windowMs?: number }): Promise<Heard> {
    return await this.current.untilHears(expected, options);
  }

  async hangUp(): Promise<Ending> {
    return await this.current.hangUp();
  }

  async hold(...style: Parameters<Call['hold']>): Promise<void> {
    await this.current.hold(...style);
  }

  async unhold(): Promise<void> {
    await this.current.unhold();
  }

  async dtmf(...keys: Parameters<Call['dtmf']>): Promise<void> {
    await this.current.dtmf(...keys);
  }

  async blindTransfer(...key: Parameters<Call['blindTransfer']>): Promise<Transfer> {
    return await this.current.blindTransfer(...key);
  }

  /** Transfers the call on hold to the one in the hand. */
  async attendedTransfer(then?: AfterTransfer): Promise<Transfer> {
    const to = this.current;
    const from = this.calls.find((call) => call !== to);
    if (from === undefined) throw new Error(`${this.name} needs two calls for an attended transfer`);
    return await from.attendedTransfer(to, then);
  }

  toJSON(): string {
    return `${this.name} (${this.number}), ${this.calls.length} calls`;
  }

  /** Hangs up, unregisters, closes every socket and gives the tone back. */
  async destroy(): Promise<void> {
    await Promise.allSettled([...this.#live].map((call) => call.hangUp()));
    await this.close();
    this.#tones.release(this.toneHz);
  }

  #take(call: Call): void {
    this.#live.add(call);
    void call.ended.then(() => {
      this.#live.delete(call);
      this.#changes.tell();
    });
    this.#changes.tell();
  }
}
