import type { Carrier } from './phones/carrier';
import type { Edge } from './phones/ws-transport';

/** What a test dials for whatever {@link RawDial} is to put in its place. */
const PLACEHOLDER = 'raw-dial';

/** Dials what no phone's library would let out: the user part of the Request-URI, byte by byte as it goes over the wire. */
export class RawDial {
  #raw = PLACEHOLDER;
  readonly edge: Edge = {
    outgoing: (text) => text.replace(`INVITE sip:${PLACEHOLDER}@`, `INVITE sip:${this.#raw}@`),
  };

  /** @returns what has to be dialled */
  of(raw: string): string {
    this.#raw = raw;
    return PLACEHOLDER;
  }
}

/** Users that calls for the outside world had, in the order in which they came: what the carrier was asked to dial. */
export function dialledAt({ sip }: Carrier): readonly string[] {
  const users = sip.messages
    .filter(
      ({ direction, status, method }) => direction === 'in' && status === undefined && method === 'INVITE',
    )
    .map(({ text }) => /^INVITE sips?:([^@;>\s]*)@/.exec(text)?.[1] ?? text.split('\r\n')[0] ?? '');
  return users.map((user) => decodeURIComponent(user));
}
