import { awaitChange, type Within } from '../await';
import { sip, type SipJs } from './sip-js';
import { headerOf, type SipLog, type SipMessage } from './sip-log';

const ANSWER_MS = 5_000;

/** What the lamp looks like; `crossed-out` only on phones that ask for `presence`. */
export type Light = 'dark' | 'flashing' | 'lit' | 'crossed-out';

/** How phones ask: `dialog` (RFC 4235) is what the busy lamp keys of desk phones use, `presence` (RFC 3863) some others. */
export type LampKind = 'dialog' | 'presence';

const bodyTypes = { dialog: 'application/dialog-info+xml', presence: 'application/pidf+xml' } as const;

/** A busy lamp on a phone: what it is told of somebody else's calls. */
export class Lamp {
  private constructor(
    private readonly subscriber: SipJs.Subscriber,
    readonly callId: string,
    private readonly log: SipLog,
    /** The status with which the server refused to tell anything; undefined if it tells. */
    readonly refusal: number | undefined,
  ) {}

  /** Asks the server for somebody's state. Resolves when it has answered. */
  static async watch(
    ua: SipJs.UserAgent,
    target: SipJs.URI,
    log: SipLog,
    kind: LampKind = 'dialog',
  ): Promise<Lamp> {
    const before = log.messages.length;
    const subscriber = new sip.Subscriber(ua, target, kind, {
      expires: 600,
      extraHeaders: [`Accept: ${bodyTypes[kind]}`],
    });
    subscriber.delegate = { onNotify: (notification) => void notification.accept() };
    // Refused is an answer too; the log has it.
    subscriber.subscribe().catch(() => undefined);
    const subscribes = () => log.messages.slice(before).filter(({ method }) => method === 'SUBSCRIBE');
    const answer = await awaitChange({
      what: `an answer to the SUBSCRIBE for ${target.toString()}`,
      withinMs: ANSWER_MS,
      watch: log.watch,
      look: () => {
        const asked = subscribes().find(({ direction }) => direction === 'out')?.callId;
        return subscribes().find(
          ({ direction, status, callId }) => direction === 'in' && callId === asked && isFinal(status ?? 0),
        );
      },
    });
    const status = answer.status ?? 0;
    return new Lamp(subscriber, answer.callId, log, status < 300 ? undefined : status);
  }

  get messages(): readonly SipMessage[] {
    return this.log.of(this.callId);
  }

  /** What it was told to look like, in order; the first is what it looked like when it was asked for. */
  get lights(): readonly Light[] {
    return this.messages
      .filter(({ direction, method, status }) => direction === 'in' && method === 'NOTIFY' && !status)
      .flatMap(({ text }) => lightOf(text) ?? []);
  }

  /** Resolves when it looks like this; at once if it does. */
  async untilIs(light: Light, { withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `a busy lamp to be ${light}`,
      withinMs,
      watch: this.log.watch,
      look: () => (this.lights.at(-1) === light ? true : undefined),
      instead: () => `it was ${this.lights.join(', ') || 'told nothing'}`,
    });
  }

  /** Asks for no more. Resolves when the server says that it was the last. */
  async untilEnded({ withinMs }: Within): Promise<void> {
    if (this.refusal !== undefined) return;
    await this.subscriber.unsubscribe();
    await awaitChange({
      what: 'the last NOTIFY of a busy lamp',
      withinMs,
      watch: this.log.watch,
      look: () =>
        this.messages.some((message) => headerOf(message, 'Subscription-State')?.startsWith('terminated'))
          ? true
          : undefined,
    });
    await this.subscriber.dispose();
  }
}

/** Not a challenge either: that is answered with the password. */
const isFinal = (status: number): boolean => status >= 200 && status !== 401;

const dialogStates: Readonly<Record<string, Light>> = {
  terminated: 'dark',
  early: 'flashing',
  confirmed: 'lit',
};
const presenceNotes: Readonly<Record<string, Light>> = {
  Ready: 'dark',
  Ringing: 'flashing',
  'On the phone': 'lit',
  Unavailable: 'crossed-out',
};

/** As a phone reads it: the dialog's state, or the note that Asterisk puts into its presence documents. */
function lightOf(notify: string): Light | undefined {
  const state = /<state>([^<]*)<\/state>/.exec(notify)?.[1];
  if (state !== undefined) return dialogStates[state];
  return presenceNotes[/<note>([^<]*)<\/note>/.exec(notify)?.[1] ?? ''];
}
