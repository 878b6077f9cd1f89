import type { MediaStream } from '../media/media-stream';
import { type Direction, readSdp, type RemoteDescription, writeSdp } from './sdp';
import type { SipJs } from './sip-js';

/** What the person wants of the call: to talk, or to have put it on hold in one of the two ways phones do. */
export type Wish = 'talk' | 'hold-sendonly' | 'hold-inactive';

const OFFER: Readonly<Record<Wish, Direction>> = {
  talk: 'sendrecv',
  'hold-sendonly': 'sendonly',
  'hold-inactive': 'inactive',
};

/** What we may answer to an offer (RFC 3264 section 6.1), as far as our own wish goes. */
function answerTo(offer: Direction, wish: Wish): Direction {
  const weSend = wish !== 'hold-inactive' && (offer === 'sendrecv' || offer === 'recvonly');
  const weReceive = wish === 'talk' && (offer === 'sendrecv' || offer === 'sendonly');
  if (weSend) return weReceive ? 'sendrecv' : 'sendonly';
  return weReceive ? 'recvonly' : 'inactive';
}

/** SIP.js's session description handler for plain RTP: one media stream, PCMU, no ICE and no encryption. */
export class PlainRtp implements SipJs.SessionDescriptionHandler {
  wish: Wish = 'talk';
  #version = 0;
  #waitingFor: 'offer' | 'answer' = 'offer';
  #remote: RemoteDescription | undefined;
  #offered: RemoteDescription | undefined;

  constructor(readonly stream: MediaStream) {}

  /** The direction that the peer named last, as the peer sees it. */
  get remoteDirection(): Direction | undefined {
    return this.#remote?.direction;
  }

  getDescription(): Promise<SipJs.BodyAndContentType> {
    this.#version++;
    let direction = OFFER[this.wish];
    if (this.#offered !== undefined) {
      direction = answerTo(this.#offered.direction, this.wish);
      this.#apply(this.#offered);
      this.#offered = undefined;
    } else {
      this.#waitingFor = 'answer';
      this.#followWish();
    }
    const body = writeSdp({ port: this.stream.port, direction, version: this.#version });
    return Promise.resolve({ body, contentType: 'application/sdp' });
  }

  setDescription(sdp: string): Promise<void> {
    try {
      const description = readSdp(sdp);
      if (this.#waitingFor === 'answer') {
        this.#waitingFor = 'offer';
        this.#apply(description);
      } else {
        this.#offered = description;
      }
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  rollbackDescription(): Promise<void> {
    this.#waitingFor = 'offer';
    this.#offered = undefined;
    return Promise.resolve();
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  /** SIP.js asks for it; keys are pressed on the call, which knows when they are done. */
  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    this.stream.close();
  }

  #apply(remote: RemoteDescription): void {
    this.#remote = remote;
    this.stream.connect(remote);
    this.#followWish();
  }

  /** A phone on hold must stop sending, or its voice is passed on to whoever Asterisk bridges it with. */
  #followWish(): void {
    const peerListens = this.#remote?.direction !== 'sendonly' && this.#remote?.direction !== 'inactive';
    this.stream.paused = !(this.wish === 'talk' && peerListens);
  }
}
