import { awaitChange } from '../await';
import { Call, type CallParts } from './call';
import type { Display } from './display';
import type { Ending } from './ending';
import type { SipJs } from './sip-js';
import { headerOf, type NameAddress, parseNameAddress, type SipMessage } from './sip-log';

/** A call that rings here. Doing nothing is letting it ring. */
export class IncomingCall extends Call {
  constructor(
    parts: CallParts,
    private readonly invitation: SipJs.Invitation,
  ) {
    super(parts);
  }

  /** The INVITE as it came in. */
  get invite(): SipMessage {
    const [first] = this.messages;
    if (first === undefined) throw new Error('An incoming call begins with an INVITE');
    return first;
  }

  /** The From header. */
  get from(): NameAddress {
    return parseNameAddress(headerOf(this.invite, 'From') ?? '');
  }

  /** P-Asserted-Identity of the INVITE, if any. */
  get assertedIdentity(): NameAddress | undefined {
    return this.#identity('P-Asserted-Identity');
  }

  /** Remote-Party-ID of the INVITE, if any. */
  get remotePartyId(): NameAddress | undefined {
    return this.#identity('Remote-Party-ID');
  }

  /** Picks up. Resolves when the caller has acknowledged (ACK), so that the call may be used at once. */
  async answer(extraHeaders: readonly string[] = []): Promise<void> {
    this.attentionAt = performance.now();
    await this.invitation.accept({ extraHeaders: [...extraHeaders] });
    await awaitChange({
      what: `the ACK of ${this.describe()}`,
      withinMs: 5000,
      watch: this.changes.watch,
      look: () => {
        if (this.endingSoFar) throw new Error(this.endedEarly('it was acknowledged'));
        return this.messages.some(({ method }) => method === 'ACK') ? true : undefined;
      },
    });
  }

  /** The Decline key: 603. */
  async decline(): Promise<Ending> {
    return await this.refuse(603);
  }

  /** As if in another call: 486. */
  async busy(): Promise<Ending> {
    return await this.refuse(486);
  }

  /** Any final refusal, 300-699. */
  async refuse(statusCode: number): Promise<Ending> {
    await this.invitation.reject({ statusCode });
    return await this.untilEnded({ withinMs: 1000 });
  }

  /** Sends its calls elsewhere: 302 with the number to call instead. */
  async redirect(number: string): Promise<Ending> {
    await this.invitation.reject({ statusCode: 302, extraHeaders: [`Contact: <sip:${number}@127.0.0.1>`] });
    return await this.untilEnded({ withinMs: 1000 });
  }

  /** Speaks before it answers (183 with SDP), as a network does with an announcement. */
  async announce(): Promise<void> {
    await this.invitation.progress({ statusCode: 183, rel100: true });
  }

  /** Says that it rings (180), for phones that were told to stay silent. */
  async ring(): Promise<void> {
    await this.invitation.progress({ statusCode: 180 });
  }

  describe(): string {
    const { name, number }: Display = this.display;
    return `the call from ${[name, number].filter(Boolean).join(' ')} to ${this.dialled}`;
  }

  protected async giveUp(): Promise<void> {
    await this.invitation.reject({ statusCode: 480 });
  }

  protected get sipCallId(): string {
    return this.invitation.request.callId;
  }

  protected dialogTags() {
    // Seen from here the caller is the remote side: its From tag is the to-tag of Replaces (RFC 3891 section 3).
    const toTag = this.invitation.request.fromTag;
    const local = this.messages
      .filter(
        ({ direction, method, status }) => direction === 'out' && method === 'INVITE' && (status ?? 0) > 100,
      )
      .map((message) => /;tag=([^;\s]+)/.exec(headerOf(message, 'To') ?? '')?.[1])
      .at(-1);
    return { fromTag: local ?? '', toTag };
  }

  protected remoteUser(): string {
    return this.from.number;
  }

  #identity(header: string): NameAddress | undefined {
    const value = headerOf(this.invite, header);
    return value === undefined ? undefined : parseNameAddress(value);
  }
}
