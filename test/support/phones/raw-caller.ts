import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { awaitChange, Changes, type Within } from '../await';
import type { RawHeaders } from './raw-headers';
import { headerOf, headersOf } from './sip-log';

/**
 * Somebody outside who writes INVITEs letter by letter, over UDP, without sound: for what no SIP stack would send. Asterisk
 * knows the trunk by its address.
 */
export class RawCaller {
  readonly #refused = new Set<string>();
  readonly #changes = new Changes();

  private constructor(
    private readonly socket: Socket,
    private readonly asterisk: number,
  ) {
    socket.on('message', (data) => this.#acknowledge(data.toString('latin1')));
  }

  /**
   * @param asterisk its port for SIP over UDP
   * @param address from where the calls come, by which Asterisk knows the trunk
   */
  static async open(asterisk: number, address = '127.0.0.1'): Promise<RawCaller> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    return new RawCaller(socket, asterisk);
  }

  /** Sends it, with From among the lines; what becomes of the call is to be seen at the other side. @returns its Call-ID */
  invite(number: string, headers: RawHeaders): string {
    const { address, port } = this.socket.address();
    const callId = randomUUID();
    const lines = [
      `INVITE sip:${number}@127.0.0.1:${this.asterisk} SIP/2.0`,
      `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${callId}`,
      ...headers,
      `To: <sip:${number}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      'CSeq: 1 INVITE',
      `Contact: <sip:raw@${address}:${port}>`,
      'Max-Forwards: 70',
      'Content-Length: 0',
    ];
    this.#send([...lines, '', ''].join('\r\n'));
    return callId;
  }

  /** Until the call has got a final answer that is none to talk by. */
  async untilRefused(callId: string, { withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `the call ${callId} to be refused`,
      withinMs,
      watch: this.#changes.watch,
      look: () => this.#refused.has(callId) || undefined,
    });
  }

  close(): void {
    this.socket.close();
  }

  /** Final answers are repeated until somebody has heard them. */
  #acknowledge(answer: string): void {
    const status = Number(/^SIP\/2\.0 (\d{3})/.exec(answer)?.[1]);
    if (!(status >= 300) || headerOf({ text: answer }, 'CSeq') !== '1 INVITE') return;
    this.#refused.add(headerOf({ text: answer }, 'Call-ID') ?? '');
    this.#changes.tell();
    const copied = ['From', 'To', 'Call-ID'].map(
      (name) => `${name}: ${headerOf({ text: answer }, name) ?? ''}`,
    );
    const lines = [
      `ACK sip:raw@127.0.0.1:${this.asterisk} SIP/2.0`,
      ...headersOf({ text: answer }, 'Via').map((via) => `Via: ${via}`),
      ...copied,
      'CSeq: 1 ACK',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ];
    this.#send([...lines, '', ''].join('\r\n'));
  }

  #send(text: string): void {
    this.socket.send(Buffer.from(text, 'latin1'), this.asterisk, '127.0.0.1');
  }
}
