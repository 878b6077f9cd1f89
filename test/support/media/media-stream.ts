import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { digitOf, DtmfSender } from './dtmf-sender';
import { Ear } from './ear';
import { mediaClock } from './media-clock';
import { PACKET_SAMPLES, SILENT_PACKET } from './pcmu';
import { buildRtp, parseRtp, PAYLOAD_EVENT, PAYLOAD_PCMU } from './rtp';
import type { ToneBook } from './tone-plan';
import { Voice } from './voice';

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  /** The peer's payload type for telephone-event; undefined when it takes none. */
  readonly eventPayloadType: number | undefined;
}

/** What a party sounds like to the others. */
export interface Sound {
  readonly toneHz: number;
  /** Where the numbers of its RTP packets begin in each call, 0 to 32,767 (RFC 3550 section 5.1); any when left out. */
  readonly firstRtpNumber?: number | undefined;
}

/** What the microphone gives: the party's tone, or digital silence in packets. */
export type Microphone = 'voice' | 'muted';

/** The sound of one call: a UDP socket on 127.0.0.1 that sends a tone and listens. */
export class MediaStream {
  readonly ear: Ear;
  /** Keys that came in as telephone-events, in order. */
  digitsReceived = '';
  /** Packets from elsewhere than the peer that SDP named: another call's leftovers. */
  strayPackets = 0;
  microphone: Microphone = 'voice';
  /** On hold: not one packet is sent. */
  paused = false;

  readonly #voice: Voice;
  readonly #keys = new DtmfSender();
  readonly #digitListeners = new Set<() => void>();
  #remote: RemoteMedia | undefined;
  #sequence: number;
  #timestamp = randomInt(0x7fffffff);
  readonly #ssrc = randomInt(0x7fffffff);
  #lastEventTimestamp = -1;
  #closed = false;

  private constructor(
    private readonly socket: Socket,
    { toneHz, firstRtpNumber = randomInt(0x8000) }: Sound,
    tones: ToneBook,
  ) {
    this.#sequence = firstRtpNumber;
    this.#voice = new Voice(toneHz);
    this.ear = new Ear(tones);
    socket.on('message', (datagram, from) => this.#receive(datagram, from));
    mediaClock.add(this);
  }

  /** Opens a stream on a free port. Close it, or its socket keeps the process alive. */
  static async open(sound: Sound, tones: ToneBook): Promise<MediaStream> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve();
      });
    });
    // On loopback an unreachable port comes back as ECONNREFUSED: the peer's call is over, which SIP tells.
    socket.on('error', () => undefined);
    return new MediaStream(socket, sound, tones);
  }

  get port(): number {
    return this.socket.address().port;
  }

  get toneHz(): number {
    return this.#voice.hz;
  }

  /** Where to send, and from where to listen, as SDP said. */
  connect(remote: RemoteMedia): void {
    this.#remote = remote;
  }

  /**
   * Presses keys as telephone-events (RFC 4733) in place of the voice.
   * Resolves when the last one is released.
   * @throws when the peer's SDP named no telephone-event, or a character is no key
   */
  async press(digits: string, { toneMs = 100, gapMs = 80 } = {}): Promise<void> {
    if (this.#remote?.eventPayloadType === undefined) throw new Error('The peer takes no telephone-events');
    await this.#keys.press(digits, toneMs, gapMs);
  }

  /** Calls back after every key that came in. Returns the way to stop. */
  onDigit(listener: () => void): () => void {
    this.#digitListeners.add(listener);
    return () => this.#digitListeners.delete(listener);
  }

  tick(): void {
    this.#timestamp += PACKET_SAMPLES;
    const events = this.#keys.tick();
    if (events !== undefined && this.#remote?.eventPayloadType !== undefined) {
      for (const { marker, sinceStart, payload } of events) {
        this.#send(marker, this.#remote.eventPayloadType, this.#timestamp - sinceStart, payload);
      }
      return;
    }
    if (this.paused) return;
    const sound = this.microphone === 'voice' ? this.#voice.nextPacket() : SILENT_PACKET;
    this.#send(0, PAYLOAD_PCMU, this.#timestamp, sound);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    mediaClock.remove(this);
    this.#keys.close();
    this.socket.close();
  }

  #send(marker: 0 | 1, payloadType: number, timestamp: number, payload: Buffer): void {
    if (this.#remote === undefined || this.#closed) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = buildRtp({
      marker,
      payloadType,
      sequence: this.#sequence,
      timestamp,
      ssrc: this.#ssrc,
      payload,
    });
    // An error (ECONNREFUSED) is the peer's port being closed already: see open().
    this.socket.send(packet, this.#remote.port, this.#remote.address, () => undefined);
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    const at = performance.now();
    const packet = parseRtp(datagram);
    if (packet === undefined) return;
    if (this.#remote !== undefined && from.port !== this.#remote.port) {
      this.strayPackets++;
      return;
    }
    if (packet.payloadType === PAYLOAD_PCMU) {
      this.ear.hear(packet.payload, packet.sequence, packet.ssrc, at);
    } else if (packet.payloadType === PAYLOAD_EVENT && packet.timestamp !== this.#lastEventTimestamp) {
      // All packets of one event carry its start as timestamp (RFC 4733 section 2.2.1): one key each.
      this.#lastEventTimestamp = packet.timestamp;
      this.digitsReceived += digitOf(packet.payload.at(0) ?? -1) ?? '?';
      for (const listener of this.#digitListeners) listener();
    }
  }
}
