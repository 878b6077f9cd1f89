import { awaitChange, Changes, type Within } from '../await';
import { sip, type SipJs } from './sip-js';

/**
 * A Refer-To value as it goes into the header. SIP.js writes its URIs there bare, but one with a `?` must stand
 * in angle brackets (RFC 3515 section 2.1, RFC 3261 section 20.10).
 */
export class ReferTo extends sip.URI {
  constructor(private readonly value: string) {
    super('sip', '', 'refer-to.invalid');
  }

  override toString(): string {
    return this.value;
  }
}

/**
 * What the phone does with its own call once the transfer is under way: hang up when the target is reported to
 * have answered, as most desk phones do; hang up at once after the 202, as some do; or stay.
 */
export type AfterTransfer = 'hang-up-when-done' | 'hang-up-at-once' | 'stay';

/** A REFER that was accepted, and what the peer's NOTIFYs report of it (RFC 3515 section 2.4.5). */
export class Transfer {
  /** Statuses in the order in which they were reported: 100, 180, 200 … */
  readonly progress: number[] = [];
  /** The final status, once it is reported; never rejects. */
  readonly final: Promise<number>;
  readonly #changes = new Changes();
  #finish: (status: number) => void = () => undefined;

  private constructor() {
    this.final = new Promise((resolve) => (this.#finish = resolve));
  }

  /** @throws when the peer answers the REFER with 300 or more */
  static async send(session: SipJs.Session, referTo: SipJs.URI): Promise<Transfer> {
    const transfer = new Transfer();
    await new Promise<void>((resolve, reject) => {
      session
        .refer(referTo, {
          onNotify: (notification) => {
            void notification.accept();
            transfer.#report(notification.request.body);
          },
          requestDelegate: {
            onAccept: () => resolve(),
            onReject: ({ message }) => reject(new Error(`the peer answered ${message.statusCode} to REFER`)),
          },
        })
        .catch(reject);
    });
    return transfer;
  }

  /** The final status: 200 when the target has answered. */
  async outcome({ withinMs }: Within): Promise<number> {
    return await awaitChange({
      what: 'the outcome of a transfer',
      withinMs,
      watch: this.#changes.watch,
      look: () => this.progress.find((status) => status >= 200),
      instead: () => `was told ${this.progress.join(', ') || 'nothing'}`,
    });
  }

  #report(fragment: string): void {
    const status = /^SIP\/2\.0 (\d{3})/.exec(fragment)?.[1];
    if (status === undefined) return;
    this.progress.push(Number(status));
    if (Number(status) >= 200) this.#finish(Number(status));
    this.#changes.tell();
  }
}
