import { createHash, randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { awaitChange, Changes, type Within } from '../await';
import { headerOf } from './sip-log';

interface Request {
  readonly method: 'REGISTER' | 'INVITE';
  /** The name that the stranger gives: the user of From and To. */
  readonly user: string;
  /** Answers the challenge with it. */
  readonly password?: string;
  readonly callId?: string;
}

const ANSWER_MS = 3_000;

/** Somebody on the network who writes SIP by hand, well-formed or not. */
export class Stranger {
  readonly #answers: string[] = [];
  readonly #changes = new Changes();
  #serial = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly sipPort: number,
  ) {
    socket.on('message', (message) => {
      this.#answers.push(message.toString('utf8'));
      this.#changes.tell();
    });
  }

  /** @param sipPort UDP, of an Asterisk on this machine */
  static async open(sipPort: number): Promise<Stranger> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new Stranger(socket, sipPort);
  }

  close(): void {
    this.socket.close();
  }

  /** @returns the status of the last answer */
  async ask(request: Request): Promise<number> {
    const challenge = await this.#exchange(request, '');
    if (request.password === undefined) return statusOf(challenge);
    return statusOf(await this.#exchange(request, this.#authorization(request, challenge)));
  }

  /** How many calls have come to where they are registered: INVITEs, of which those that are sent again count once. */
  get calls(): number {
    const invites = this.#answers.filter((message) => message.startsWith('INVITE '));
    return new Set(invites.map((text) => headerOf({ text }, 'Call-ID'))).size;
  }

  /** Resolves when they were called so many times in all. */
  async called(times: number, { withinMs }: Within): Promise<void> {
    await awaitChange({
      what: `${times} calls to come`,
      withinMs,
      look: () => (this.calls >= times ? true : undefined),
      watch: this.#changes.watch,
      instead: () => `${this.calls} came`,
    });
  }

  /** Without waiting for answers. */
  flood(request: Request, times: number): void {
    for (let nth = 0; nth < times; nth += 1) this.#send(request, '');
  }

  #exchange(request: Request, authorization: string): Promise<string> {
    const branch = this.#send(request, authorization);
    return awaitChange({
      what: `an answer to ${request.method}`,
      withinMs: ANSWER_MS,
      look: () => this.#answers.find((answer) => answer.includes(branch) && !answer.startsWith('SIP/2.0 1')),
      watch: this.#changes.watch,
    });
  }

  #send({ method, user, callId = randomUUID() }: Request, authorization: string): string {
    const { port } = this.socket.address();
    const branch = `z9hG4bK${randomUUID()}`;
    this.#serial += 1;
    const lines = [
      `${method} ${this.#uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=${branch}`,
      'Max-Forwards: 70',
      `From: <sip:${user}@127.0.0.1>;tag=${this.#serial}`,
      `To: <sip:${user}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      `CSeq: ${this.#serial} ${method}`,
      `Contact: <sip:somebody@127.0.0.1:${port}>`,
      ...(authorization === '' ? [] : [authorization]),
      'Content-Length: 0',
    ];
    this.socket.send(`${lines.join('\r\n')}\r\n\r\n`, this.sipPort, '127.0.0.1');
    return branch;
  }

  /** RFC 2617. */
  #authorization({ method, user, password }: Request, challenge: string): string {
    const told = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const [realm, nonce, opaque] = ['realm', 'nonce', 'opaque'].map(told);
    const ha1 = md5(`${user}:${realm}:${password}`);
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5(`${method}:${this.#uri}`)}`);
    const parts = { username: user, realm, nonce, uri: this.#uri, response, opaque, cnonce: 'c' };
    const quoted = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
    return `Authorization: Digest ${quoted.join(', ')}, qop=auth, nc=00000001`;
  }

  get #uri(): string {
    return `sip:127.0.0.1:${this.sipPort}`;
  }
}

function statusOf(answer: string): number {
  return Number(/^SIP\/2\.0 (\d{3})/.exec(answer)?.[1]);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
