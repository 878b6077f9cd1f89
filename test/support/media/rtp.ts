/** RTP packets (RFC 3550 section 5.1), as far as a telephone needs them. */

const RTP_HEADER_BYTES = 12;
export const PAYLOAD_PCMU = 0;
/** The dynamic payload type for telephone-event that our SDP offers; the peer may name another. */
export const PAYLOAD_EVENT = 101;

export interface RtpPacket {
  readonly marker: 0 | 1;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

export function buildRtp(packet: RtpPacket): Buffer {
  const out = Buffer.allocUnsafe(RTP_HEADER_BYTES + packet.payload.length);
  out[0] = 0x80;
  out[1] = (packet.marker << 7) | packet.payloadType;
  out.writeUInt16BE(packet.sequence & 0xffff, 2);
  out.writeUInt32BE(packet.timestamp >>> 0, 4);
  out.writeUInt32BE(packet.ssrc >>> 0, 8);
  packet.payload.copy(out, RTP_HEADER_BYTES);
  return out;
}

/**
 * The packet in a datagram, or undefined when it is none: too short, another version, or RTCP, whose types
 * 200-204 show up as payload types 72-76 (RFC 5761 section 4). RTCP of another call can reach us because
 * Asterisk sends it to port+1, which the system may have given to another phone.
 */
export function parseRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < RTP_HEADER_BYTES) return undefined;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const second = datagram.readUInt8(1);
  const payloadType = second & 0x7f;
  if (payloadType >= 72 && payloadType <= 76) return undefined;
  let start = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (datagram.length < start + 4) return undefined;
    start += 4 + datagram.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0;
  if (start + padding > datagram.length) return undefined;
  return {
    marker: second & 0x80 ? 1 : 0,
    payloadType,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(start, datagram.length - padding),
  };
}
