import { headerOf, type NameAddress, parseNameAddress, type SipMessage } from './sip-log';

/** What a phone's screen shows, and which header made it show that. */
export interface Display extends NameAddress {
  readonly source: 'p-asserted-identity' | 'remote-party-id' | 'from' | 'dialled';
}

/** The identity in one message, preferring P-Asserted-Identity (RFC 3325) as desk phones do. */
function identityIn(message: SipMessage): Display | undefined {
  const asserted = headerOf(message, 'P-Asserted-Identity');
  if (asserted !== undefined) return { ...parseNameAddress(asserted), source: 'p-asserted-identity' };
  const remoteParty = headerOf(message, 'Remote-Party-ID');
  if (remoteParty !== undefined) return { ...parseNameAddress(remoteParty), source: 'remote-party-id' };
  return undefined;
}

const CARRIERS: ReadonlySet<string> = new Set(['INVITE', 'UPDATE']);

/**
 * The screen after all messages so far: the last identity that came in wins, be it in the first INVITE, in a
 * response, or in a re-INVITE or UPDATE in mid-call.
 */
export function readDisplay(messages: readonly SipMessage[], dialled: string): Display {
  const incoming = messages.filter(({ direction, method }) => direction === 'in' && CARRIERS.has(method));
  for (const message of incoming.toReversed()) {
    const identity = identityIn(message);
    if (identity !== undefined) return identity;
  }
  const first = messages[0];
  if (first?.direction === 'in')
    return { ...parseNameAddress(headerOf(first, 'From') ?? ''), source: 'from' };
  return { name: '', number: dialled, source: 'dialled' };
}
