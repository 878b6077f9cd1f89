import { connect, type Socket } from 'node:net';

const DRIP_MS = 500;

/** Connections that send a request one byte at a time, or half of one and no more. */
export class Slow {
  readonly #sockets: Socket[] = [];
  readonly #dripping: NodeJS.Timeout;
  #answers = '';

  constructor({ hostname, port }: URL, authorization: string) {
    const head = `POST /api/v1/agents HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n`;
    for (const begin of ['', 'POST /api', head.slice(0, 40), head, `${head}\r\n`, `${head}\r\n{"name":"`]) {
      for (let count = 0; count < 5; count += 1) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.on('data', (data: Buffer) => (this.#answers += data.toString('latin1')));
        socket.write(begin);
        this.#sockets.push(socket);
      }
    }
    this.#dripping = setInterval(() => {
      for (const socket of this.#sockets) if (socket.writable) socket.write('x');
    }, DRIP_MS);
  }

  get count(): number {
    return this.#sockets.length;
  }

  /** Statuses of what they were answered; they are let go. */
  end(): readonly number[] {
    clearInterval(this.#dripping);
    for (const socket of this.#sockets) socket.destroy();
    return [...this.#answers.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
  }
}
