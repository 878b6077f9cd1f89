import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';

/** What the script reads of ARI's events. */
export interface BareEvent {
  readonly type: string;
  readonly channel?: { readonly id: string; readonly state: string };
}

type Waiting = (error: Error | undefined) => void;

/** As little as one can have between a script and ARI: one WebSocket, requests and events on it, no checks. */
export class BareAri {
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(event: BareEvent) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
  }

  static async connect({ ariUrl, ariUser, ariPassword }: EmbeddedAsterisk, app: string): Promise<BareAri> {
    const socket = new WebSocket(`${ariUrl.replace(/^http/, 'ws')}/ari/events?app=${app}`, {
      headers: { authorization: `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}` },
    });
    await once(socket, 'open');
    return new BareAri(socket);
  }

  /** @throws Error on a status from 400 on */
  request(method: string, uri: string, body?: Readonly<Record<string, unknown>>): Promise<void> {
    const id = randomUUID();
    const message = {
      type: 'RESTRequest',
      request_id: id,
      method,
      uri,
      ...(body ? { content_type: 'application/json', message_body: JSON.stringify(body) } : {}),
    };
    this.socket.send(JSON.stringify(message));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The next event that fits. Ask before the request that brings it about. */
  next(fits: (event: BareEvent) => boolean): Promise<BareEvent> {
    return new Promise((resolve) => {
      const listener = (event: BareEvent) => {
        if (!fits(event)) return;
        this.#listeners.delete(listener);
        resolve(event);
      };
      this.#listeners.add(listener);
    });
  }

  close(): void {
    this.socket.close();
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as BareEvent & {
      readonly request_id?: string;
      readonly status_code?: number;
      readonly message_body?: string;
    };
    if (message.type !== 'RESTResponse') {
      for (const listener of [...this.#listeners]) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.request_id ?? '');
    this.#waiting.delete(message.request_id ?? '');
    const failed = (message.status_code ?? 0) >= 400;
    waiting?.(failed ? new Error(`ARI ${message.status_code}: ${message.message_body}`) : undefined);
  }
}
