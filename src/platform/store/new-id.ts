import { randomBytes } from 'node:crypto';

/**
 * A UUID version 7 (RFC 9562, 5.7): ids sort by the time they were made, so that "newest first" and paging need no
 * further column. Node 20 has no generator of its own for it.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What sorts before every {@link newId} of this moment and later, and after all that were made before it. */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

/** When an id of {@link newId} was made; epoch milliseconds. */
export function timeOfId(id: string): number {
  return parseInt(id.replace('-', '').slice(0, 12), 16);
}
