import { headersOf, type SipMessage } from './sip-log';

/**
 * One value of a Reason header (RFC 3326): `SIP;cause=200;text="Call completed elsewhere"`. Without a protocol it is
 * the phone's own: its connection was lost.
 */
export interface Reason {
  readonly protocol: string;
  readonly cause: number | undefined;
  readonly text: string;
}

/** How a call ended, as the phone saw it. */
export interface Ending {
  readonly by: 'us' | 'them';
  /** performance.now() milliseconds. */
  readonly at: number;
  /** The final response to an INVITE that was not answered: 486 busy, 603 declined, 487 cancelled … */
  readonly status: number | undefined;
  readonly reasons: readonly Reason[];
  /** The phone would not show a missed call: somebody else took it (RFC 3326 section 3.1). */
  readonly answeredElsewhere: boolean;
}

function parseReason(value: string): Reason {
  const protocol = value.split(';')[0]?.trim() ?? '';
  const cause = /;\s*cause\s*=\s*(\d+)/i.exec(value)?.[1];
  const text = /;\s*text\s*=\s*(?:"([^"]*)"|([^;]*))/i.exec(value);
  return {
    protocol,
    cause: cause === undefined ? undefined : Number(cause),
    text: text?.[1] ?? text?.[2] ?? '',
  };
}

export interface Ended {
  /** performance.now() milliseconds. */
  readonly at: number;
  readonly answered: 'answered' | 'not answered';
}

/** Reads the end of a call from its messages. */
export function readEnding(messages: readonly SipMessage[], { at, answered }: Ended): Ending {
  const request = messages.findLast(
    ({ method, status }) => status === undefined && (method === 'BYE' || method === 'CANCEL'),
  );
  const refusal =
    answered === 'answered'
      ? undefined
      : messages.findLast(
          ({ method, status }) => method === 'INVITE' && status !== undefined && status >= 300,
        );
  // A cancelled INVITE is closed with 487 by the one who was called, so who cancelled comes first.
  const reasons = [request, refusal]
    .flatMap((message) => (message ? headersOf(message, 'Reason') : []))
    .filter((value, index, all) => all.indexOf(value) === index)
    .map(parseReason);
  return {
    by: (request ?? refusal)?.direction === 'in' ? 'them' : 'us',
    at,
    status: refusal?.status,
    reasons,
    answeredElsewhere: reasons.some(
      ({ protocol, cause }) => protocol.toUpperCase() === 'SIP' && cause === 200,
    ),
  };
}

export function describeEnding(ending: Ending): string {
  const reasons = ending.reasons.map(({ protocol, cause, text }) =>
    `${protocol} ${cause ?? ''} ${text}`.trim(),
  );
  const status = ending.status === undefined ? [] : [String(ending.status)];
  return `ended by ${ending.by} (${[...status, ...reasons].join('; ') || 'no reason given'})`;
}
