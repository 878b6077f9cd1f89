import { awaitChange, type Within } from '../await';
import { sip, type SipJs } from './sip-js';
import type { SipLog, SipMessage } from './sip-log';

const ANSWER_MS = 5_000;

/** A busy lamp on a phone: what it is told of somebody else's calls (dialog-info, RFC 4235). */
export class Lamp {
  private constructor(
    private readonly subscriber: SipJs.Subscriber,
    readonly callId: string,
    private readonly log: SipLog,
    /** The status with which the server refused to tell anything; undefined if it tells. */
    readonly refusal: number | undefined,
  ) {}

  /** Asks the server for somebody's state. Resolves when it has answered. */
  static async watch(ua: SipJs.UserAgent, target: SipJs.URI, log: SipLog): Promise<Lamp> {
    const before = log.messages.length;
    const subscriber = new sip.Subscriber(ua, target, 'dialog', {
      expires: 600,
      extraHeaders: ['Accept: application/dialog-info+xml'],
    });
    subscriber.delegate = { onNotify: (notification) => void notification.accept() };
    // Refused is an answer too; the log has it.
    subscriber.subscribe().catch(() => undefined);
    const answer = await awaitChange({
      what: `an answer to the SUBSCRIBE for ${target.toString()}`,
      withinMs: ANSWER_MS,
      watch: log.watch,
      look: () =>
        log.messages
          .slice(before)
          .find(
            ({ direction, method, status }) =>
              direction === 'in' && method === 'SUBSCRIBE' && isFinal(status ?? 0),
          ),
    });
    const status = answer.status ?? 0;
    return new Lamp(subscriber, answer.callId, log, status < 300 ? undefined : status);
  }

  get messages(): readonly SipMessage[] {
    return this.log.of(this.callId);
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
        this.messages.some(({ text }) => /^Subscription-State:\s*terminated/im.test(text)) ? true : undefined,
    });
    await this.subscriber.dispose();
  }
}

/** Not a challenge either: that is answered with the password. */
const isFinal = (status: number): boolean => status >= 200 && status !== 401;
