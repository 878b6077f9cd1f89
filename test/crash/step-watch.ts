import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import type { StepRequest, Trap } from './step-wire';

/** What a request of Baton's has done when Asterisk tells of it. */
const STEPS: ReadonlySet<string> = new Set([
  'BridgeCreated',
  'BridgeDestroyed',
  'ChannelCreated',
  'ChannelEnteredBridge',
  'ChannelLeftBridge',
  'Dial',
]);

interface Told {
  readonly type: string;
  readonly bridge?: { readonly id: string };
  readonly channel?: { readonly id: string };
  readonly peer?: { readonly id: string };
}

/**
 * Counts what happens in Asterisk as a {@link StepWire} counts requests, where nothing can stand between it and Baton: it listens
 * as an application of its own. So a trap springs when Asterisk has done what it was asked, and Baton has perhaps learnt it.
 */
export class StepWatch {
  readonly #requests: StepRequest[] = [];
  #trap: Trap | undefined;

  static async of({ ariUrl, ariUser, ariPassword }: EmbeddedAsterisk): Promise<StepWatch> {
    const authorization = `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`;
    const url = `${ariUrl.replace('http', 'ws')}/ari/events?app=crash-watch&subscribeAll=true`;
    const socket = new WebSocket(url, { headers: { authorization } });
    await once(socket, 'open');
    return new StepWatch(socket);
  }

  private constructor(private readonly socket: WebSocket) {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.#note(JSON.parse(data.toString('utf8')) as Told));
  }

  get requests(): readonly StepRequest[] {
    return this.#requests;
  }

  count(trap?: Trap): void {
    this.#requests.length = 0;
    this.#trap = trap;
  }

  /** There is no wire that could be cut. */
  cut(): never {
    throw new Error('nothing stands between npm start and its Asterisk');
  }

  mend(): void {
    // Nothing was cut.
  }

  close(): Promise<void> {
    this.socket.terminate();
    return Promise.resolve();
  }

  #note({ type, bridge, channel, peer }: Told): void {
    const id = bridge?.id ?? channel?.id ?? peer?.id ?? '';
    if (!STEPS.has(type) || !id.startsWith('baton-')) return;
    const step = { n: this.#requests.length + 1, method: type, uri: id };
    this.#requests.push(step);
    if (step.n !== this.#trap?.n) return;
    const { spring } = this.#trap;
    this.#trap = undefined;
    spring(step);
  }
}
