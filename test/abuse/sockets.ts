import { once } from 'node:events';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { Dice } from '../simulation/dice';
import { within } from '../support/await';
import type { People, Person } from './people';
import { noise } from './source';

/** So many stay open all the while, and as many as that of them read nothing. */
const OPEN = 100;
const NOT_READING = 20;

/** Event sockets: many that only stand there, some that do not read, some whose frames are none, some that ask for others' calls. */
export class Sockets {
  readonly #open: WebSocket[] = [];

  constructor(
    private readonly url: string,
    private readonly people: People,
  ) {}

  /** @returns how many were opened */
  async openMany(): Promise<number> {
    for (let count = 0; count < OPEN; count += 1) {
      const socket = await this.#opened(this.people.admin);
      if (count < NOT_READING) wireOf(socket).pause();
      this.#open.push(socket);
    }
    return OPEN;
  }

  /** What the sockets that read have been sent away for, if any has. */
  get lost(): number {
    return this.#open.slice(NOT_READING).filter(({ readyState }) => readyState !== WebSocket.OPEN).length;
  }

  /** Frames that are none, too long, in pieces without an end, or too many; then it hangs up, or is hung up on. */
  async rude(dice: Dice): Promise<void> {
    const socket = await this.#opened(this.people.supervisor);
    const wire = wireOf(socket);
    const bytes = dice.pick(rudeness)(dice);
    wire.write(bytes);
    socket.close();
    await within(once(socket, 'close'), { withinMs: 5_000, what: 'a rude socket to be closed' }).catch(
      () => undefined,
    );
    socket.terminate();
  }

  /**
   * Everything of the past that somebody is told who asks for all of it.
   * @returns the ids of the calls in it
   */
  async callsToldTo(person: Person): Promise<ReadonlySet<string>> {
    const calls = new Set<string>();
    const socket = await this.#opened(person, '?since=0', (text) => {
      const { callId } = JSON.parse(text) as { readonly callId?: string };
      if (callId !== undefined) calls.add(callId);
    });
    // What is told of the past was sent before this is answered.
    socket.ping();
    await within(once(socket, 'pong'), { withinMs: 10_000, what: 'an event socket to answer' });
    socket.terminate();
    return calls;
  }

  close(): void {
    for (const socket of this.#open) socket.terminate();
  }

  async #opened(
    { headers }: Person,
    query = '',
    onMessage: (text: string) => void = () => undefined,
  ): Promise<WebSocket> {
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/api/v1/events${query}`, { headers });
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => onMessage(data.toString('utf8')));
    await within(once(socket, 'open'), { withinMs: 10_000, what: 'an event socket to open' });
    return socket;
  }
}

function wireOf(socket: WebSocket): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

/** A frame with a mask of zeros, which is the shortest way to an allowed one. */
function frame(firstByte: number, payload: Buffer, { masked = true } = {}): Buffer {
  const mask = masked ? 0x80 : 0;
  const length =
    payload.length < 126 ? [mask | payload.length] : [mask | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([
    Buffer.from([firstByte, ...length]),
    masked ? Buffer.alloc(4) : Buffer.alloc(0),
    payload,
  ]);
}

const rudeness: readonly ((dice: Dice) => Buffer)[] = [
  (dice) => noise(dice, 5_000),
  (dice) =>
    frame(
      0x81,
      Buffer.from(dice.pick(['{"hello":', 'null', '', '[]', '{"type":"drop"}', 'x'.repeat(4_000)])),
    ),
  () => frame(0x81, Buffer.alloc(60_000)),
  () => frame(0x81, Buffer.from([0xff, 0xfe])),
  () => frame(0x81, Buffer.from('a'), { masked: false }),
  (dice) => frame(0x80 | dice.pick([3, 4, 7, 11, 15]), Buffer.from('a')),
  () => frame(0xf1, Buffer.from('reserved bits')),
  () => frame(0x89, Buffer.alloc(126)),
  () => frame(0x09, Buffer.from('a control frame in pieces')),
  (dice) =>
    Buffer.concat(
      Array.from({ length: dice.between(2, 500) }, (_, index) =>
        frame(index === 0 ? 0x01 : 0x00, Buffer.from('a')),
      ),
    ),
  () => Buffer.concat([frame(0x01, Buffer.from('a')), frame(0x01, Buffer.from('b'))]),
  () => frame(0x80, Buffer.from('goes on from nothing')),
  (dice) => frame(0x88, Buffer.from([dice.pick([0, 3, 7, 255]), dice.between(0, 255)])),
  () => frame(0x88, Buffer.from([1])),
  () => Buffer.concat(Array.from({ length: 500 }, () => frame(0x89, Buffer.alloc(125)))),
  () => Buffer.concat(Array.from({ length: 500 }, () => frame(0x8a, Buffer.alloc(0)))),
  () => Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => Buffer.from([0x81, 0xfe]),
];
