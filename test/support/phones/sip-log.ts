import { Changes } from '../await';

/** One SIP message as it went over the wire. */
export interface SipMessage {
  /** When it was sent or had arrived, performance.now() milliseconds. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
  /** Method of a request, or of the request that a response answers. */
  readonly method: string;
  /** Undefined for a request. */
  readonly status: number | undefined;
  readonly callId: string;
}

export interface NameAddress {
  /** Display name, empty when there was none. */
  readonly name: string;
  /** User part of the URI. */
  readonly number: string;
}

/** Compact forms that Asterisk and others may use, RFC 3261 section 20. */
const COMPACT: Readonly<Record<string, string>> = {
  'call-id': 'i',
  from: 'f',
  to: 't',
  contact: 'm',
  via: 'v',
  'refer-to': 'r',
  'referred-by': 'b',
};

/** All values of a header, in order; names in any case, compact form included. */
export function headersOf(message: { readonly text: string }, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const head = message.text.split('\r\n\r\n', 1)[0] ?? '';
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .slice(1)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      const key = line.slice(0, colon).trim().toLowerCase();
      return key === wanted || key === COMPACT[wanted] ? [line.slice(colon + 1).trim()] : [];
    });
}

export function headerOf(message: { readonly text: string }, name: string): string | undefined {
  return headersOf(message, name)[0];
}

/** `"Ann" <sip:101@host>;tag=x` -> Ann, 101 */
export function parseNameAddress(value: string): NameAddress {
  const parts = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<\s*(?:sips?|tel):([^@;>]*)/.exec(value);
  if (parts) {
    const name = (parts[1]?.replace(/\\(.)/g, '$1') ?? parts[2] ?? '').trim();
    return { name, number: decodeURIComponent(parts[3] ?? '') };
  }
  const bare = /^\s*(?:sips?|tel):([^@;>]*)/.exec(value);
  return { name: '', number: decodeURIComponent(bare?.[1] ?? '') };
}

export function parseMessage(text: string, direction: 'in' | 'out', at: number): SipMessage {
  const firstLine = text.split('\r\n', 1)[0] ?? '';
  const status = /^SIP\/2\.0 (\d{3})/.exec(firstLine)?.[1];
  const method = headerOf({ text }, 'CSeq')?.split(/\s+/)[1] ?? firstLine.split(' ')[0] ?? '';
  return {
    at,
    direction,
    text,
    method,
    status: status === undefined ? undefined : Number(status),
    callId: headerOf({ text }, 'Call-ID') ?? '',
  };
}

/** Everything that one phone said and was told, in order. */
export class SipLog extends Changes {
  readonly #kept: SipMessage[] = [];

  get messages(): readonly SipMessage[] {
    return this.#kept;
  }

  /** When the last INVITE that opens a call came in, performance.now() milliseconds. */
  get lastInviteAt(): number | undefined {
    return this.#kept.findLast(isNewInvite)?.at;
  }

  add(message: SipMessage): void {
    this.#kept.push(message);
    this.tell();
  }

  /** Messages of one call. */
  of(callId: string): readonly SipMessage[] {
    return this.#kept.filter((message) => message.callId === callId);
  }
}

const isNewInvite = (message: SipMessage): boolean =>
  message.direction === 'in' &&
  message.method === 'INVITE' &&
  message.status === undefined &&
  !/;tag=/.test(headerOf(message, 'To') ?? '');
