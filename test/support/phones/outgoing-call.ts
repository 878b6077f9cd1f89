import { awaitChange, type Within } from '../await';
import type { Heard } from '../media/ear';
import { Call, type CallParts } from './call';
import type { SipJs } from './sip-js';
import { headerOf } from './sip-log';

/** A call that this phone placed. */
export class OutgoingCall extends Call {
  constructor(
    parts: CallParts,
    private readonly inviter: SipJs.Inviter,
  ) {
    super(parts);
  }

  /** Provisional statuses above 100 so far: 180, 183 … */
  get progress(): readonly number[] {
    return this.messages
      .filter(({ method, direction }) => method === 'INVITE' && direction === 'in')
      .flatMap(({ status }) => (status !== undefined && status > 100 && status < 200 ? [status] : []));
  }

  /** A phone that gets 180 and no media makes the ringing tone itself, so it counts as heard (RFC 3960 section 3). */
  override hears(windowMs = 500): Heard {
    const heard = super.hears(windowMs);
    const ringsItself = this.state === 'ringing' && heard.nothing && this.progress.includes(180);
    return ringsItself ? { ...heard, ringback: true } : heard;
  }

  /** Resolves when the other side says that it rings (180 or 183). */
  async untilRinging({ withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `${this.describe()} to ring`,
      withinMs,
      watch: this.changes.watch,
      look: () => {
        if (this.endingSoFar) throw new Error(this.endedEarly('it rang'));
        return this.progress.length > 0 || this.state === 'talking' ? true : undefined;
      },
      instead: () => 'heard nothing of it',
    });
  }

  /** Resolves when the call is answered. @throws at once when it ends instead */
  async answered({ withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `${this.describe()} to be answered`,
      withinMs,
      watch: this.changes.watch,
      look: () => {
        if (this.endingSoFar) throw new Error(this.endedEarly('it was answered'));
        return this.state === 'talking' ? true : undefined;
      },
      instead: () => `got ${this.progress.join(', ') || 'no progress'}`,
    });
  }

  describe(): string {
    return `the call to ${this.dialled}`;
  }

  protected async giveUp(): Promise<void> {
    await this.inviter.cancel();
  }

  protected get sipCallId(): string {
    return this.inviter.request.callId;
  }

  protected dialogTags() {
    const toTag = this.messages
      .filter(
        ({ method, direction, status }) => method === 'INVITE' && direction === 'in' && (status ?? 0) > 100,
      )
      .map((message) => /;tag=([^;\s]+)/.exec(headerOf(message, 'To') ?? '')?.[1])
      .at(-1);
    return { fromTag: this.inviter.request.fromTag, toTag };
  }

  protected remoteUser(): string {
    return this.dialled;
  }
}
