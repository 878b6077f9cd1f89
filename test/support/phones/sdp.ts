import type { RemoteMedia } from '../media/media-stream';
import { PAYLOAD_EVENT, PAYLOAD_PCMU } from '../media/rtp';

/** Direction attribute as the sender of the SDP sees it, RFC 4566 section 6. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface LocalMedia {
  readonly port: number;
  readonly direction: Direction;
  /** Grows by one with each new description of the same call, RFC 3264 section 8. */
  readonly version: number;
}

export interface RemoteDescription extends RemoteMedia {
  readonly direction: Direction;
}

/** Plain RTP on 127.0.0.1: PCMU and telephone-event, 20 ms. */
export function writeSdp({ port, direction, version }: LocalMedia): string {
  return [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${PAYLOAD_PCMU} ${PAYLOAD_EVENT}`,
    `a=rtpmap:${PAYLOAD_PCMU} PCMU/8000`,
    `a=rtpmap:${PAYLOAD_EVENT} telephone-event/8000`,
    `a=fmtp:${PAYLOAD_EVENT} 0-16`,
    'a=ptime:20',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** @throws when there is no audio, or none in PCMU */
export function readSdp(sdp: string): RemoteDescription {
  const audio = /^m=audio (\d+) (\S+) (.*)$/m.exec(sdp);
  if (!audio) throw new Error(`SDP without audio:\n${sdp}`);
  if (!(audio[3] ?? '').trim().split(/\s+/).includes(String(PAYLOAD_PCMU))) {
    throw new Error(`SDP without PCMU:\n${sdp}`);
  }
  const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? '127.0.0.1';
  const event = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(sdp)?.[1];
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1] as Direction | undefined;
  return {
    address,
    port: Number(audio[1]),
    eventPayloadType: event === undefined ? undefined : Number(event),
    // c=0.0.0.0 is how RFC 2543 phones said hold.
    direction: address === '0.0.0.0' ? 'inactive' : (direction ?? 'sendrecv'),
  };
}
