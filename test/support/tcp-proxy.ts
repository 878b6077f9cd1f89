import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net from 'node:net';

/** Stands between a client and a server, and can become a wire that leads nowhere without anybody being told. */
export class TcpProxy {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  /** what each connection of the client began with: its request line and headers */
  readonly #beginnings = new Map<net.Socket, string>();
  #frozen = false;
  #broken = false;

  static async to(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(targetPort: number) {
    this.#server = net.createServer((near) => {
      if (this.#broken) {
        near.destroy();
        return;
      }
      const far = net.connect(targetPort, '127.0.0.1');
      near.once('data', (bytes: Buffer) => this.#beginnings.set(near, bytes.toString('latin1')));
      this.#join(near, far);
      this.#join(far, near);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on nothing gets through, new connections included; none is closed. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Lets new connections through; what was held back is lost, and its connections with it. */
  thaw(): void {
    this.#frozen = false;
    this.#destroyAll();
  }

  /** Ends every connection, and every new one at once. */
  break(): void {
    this.#broken = true;
    this.#destroyAll();
  }

  /** Ends every connection but WebSockets, and every new one at once. */
  refuse(): void {
    this.#broken = true;
    for (const [socket, beginning] of this.#beginnings) {
      if (!/^upgrade: websocket/im.test(beginning)) socket.destroy();
    }
  }

  /** Lets new connections through again. */
  mend(): void {
    this.#broken = false;
  }

  /** Breaks the connections that began with a request that has this text in it. */
  cut(text: string): void {
    for (const [socket, beginning] of this.#beginnings) {
      if (beginning.includes(text)) socket.destroy();
    }
  }

  async close(): Promise<void> {
    this.#destroyAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: net.Socket, to: net.Socket): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => {
      if (!this.#frozen) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#frozen) to.destroy();
    });
  }
}
