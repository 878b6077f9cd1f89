import WebSocket from 'ws';
import { awaitChange, Changes, type Within } from './await';
import { undescribedEvent } from './described';

/** An event as the socket brings it. */
export interface BatonEvent {
  readonly seq: number;
  readonly id?: string;
  readonly time: string;
  readonly type: string;
  readonly callId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface EventReaderOptions {
  readonly callId?: string;
  readonly since?: number;
}

/** Reads the live event socket and keeps everything that came. */
export class EventReader {
  readonly #received: BatonEvent[] = [];
  readonly #changes = new Changes();
  #ending: Closed | undefined;
  /** What is wrong with an event that came: whatever test meets it, each is as it is described. */
  #fault: string | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString('utf8')) as BatonEvent;
      this.#received.push(event);
      this.#fault ??= undescribedEvent(event);
      this.#changes.tell();
    });
    socket.on('close', (code, reason) => {
      this.#ending = { code, reason: reason.toString() };
      this.#changes.tell();
    });
    socket.on('error', () => undefined);
  }

  /** Resolves once the server has said `stream.opened`: what happens from then on is not missed. */
  static async open(url: string, key: string, options: EventReaderOptions = {}): Promise<EventReader> {
    const address = new URL('/api/v1/events', url.replace(/^http/, 'ws'));
    for (const [name, value] of Object.entries(options)) address.searchParams.set(name, String(value));
    const reader = new EventReader(new WebSocket(address, { headers: { authorization: `Bearer ${key}` } }));
    await reader.until((event) => event.type === 'stream.opened', {
      withinMs: 5_000,
      what: 'the event socket to open',
    });
    return reader;
  }

  get all(): readonly BatonEvent[] {
    if (this.#fault !== undefined) throw new Error(this.#fault);
    return this.#received;
  }

  /**
   * The first event that fits, of those that came already (after the one numbered `after`, if given) or that still come.
   * @throws WaitedInVain after `withinMs`, with the types of what came instead
   */
  until(
    fits: (event: BatonEvent) => boolean,
    { withinMs, what, after = -1 }: Within & { readonly what: string; readonly after?: number },
  ): Promise<BatonEvent> {
    return awaitChange({
      what,
      withinMs,
      look: () => {
        if (this.#fault !== undefined) throw new Error(this.#fault);
        const found = this.#received.find((event) => event.seq > after && fits(event));
        if (!found && this.#ending)
          throw new Error(`the socket closed (${this.#ending.code}) before ${what}`);
        return found;
      },
      watch: this.#changes.watch,
      instead: () => `there came: ${this.#received.map((event) => event.type).join(', ') || 'nothing'}`,
    });
  }

  closed(wait: Within): Promise<Closed> {
    return awaitChange({
      ...wait,
      what: 'the event socket to close',
      look: () => this.#ending,
      watch: this.#changes.watch,
    });
  }

  close(): void {
    this.socket.close();
  }
}
