import { isIP } from 'node:net';
import { textWithoutNumbers } from '../../platform/audit/without-numbers';
import type { Incident } from '../../platform/events/incident';

/** What a stranger has written is shown up to here. */
const MAX_ACCOUNT_CHARS = 80;

/** Asterisk's name for whom it does not know; it has told of that already, by the name that was given. */
const UNKNOWN = '<unknown>';

/** What Asterisk tells of somebody. */
type SipIncident = Extract<
  Incident,
  { readonly type: 'security.unknown-account' | 'security.wrong-phone-password' | 'security.sip-refused' }
>;

const MESSAGE = '"message":"';
const begin =
  /^SecurityEvent="(\w+)",EventTV="[^"]*",Severity="(\w+)",Service="([^"]*)",EventVersion="[^"]*",AccountID="([^"]*)"/;

/**
 * What a line of Asterisk's security log is to be told for; null for what is in order. The lines are JSON, and hold one of
 * the form `SecurityEvent="...",...`, in which Asterisk (22.10.1) escapes nothing: a stranger writes whole fields of it with
 * a quotation mark in the name of an account or in a Call-ID. So an address counts only if there is no second one. And it
 * cuts lines at 8 kB, of which a Call-ID alone can have more: then no address counts, as the true one may be cut off.
 */
export function incidentOf(line: string): SipIncident | null {
  const { message, isWhole } = messageIn(line);
  const [, event, severity, service = '', account = ''] = begin.exec(message) ?? [];
  if (event === undefined || severity !== 'Error') return null;
  if (event === 'ChallengeResponseFailed' && account === UNKNOWN) return null;
  const source = isWhole ? addressIn(message) : undefined;
  return { ...tellingOf(event, account), source, data: { account: accountOf(account), service, event } };
}

function tellingOf(event: string, account: string): Pick<SipIncident, 'type' | 'detail' | 'key'> {
  switch (event) {
    case 'InvalidAccountID':
      // Whoever guesses accounts gives many; where from is what counts.
      return {
        type: 'security.unknown-account',
        detail:
          'Somebody came to Asterisk as an account that it does not have: a phone that is set up wrongly, or a guesser.',
      };
    case 'ChallengeResponseFailed':
    case 'InvalidPassword':
      return {
        type: 'security.wrong-phone-password',
        detail:
          'Somebody came to Asterisk with a wrong password: a phone that was not given its new one, or a guesser.',
        key: account,
      };
    default:
      return {
        type: 'security.sip-refused',
        detail: `Asterisk refused somebody: ${event}.`,
        key: `${event} ${account}`,
      };
  }
}

function addressIn(message: string): string | undefined {
  const [told = '', ...others] = [
    ...message.matchAll(/,RemoteAddress="(?:IPV4|IPV6)\/[A-Z]+\/([^"/]+)\/\d+"/g),
  ].map((match) => match[1] ?? '');
  return others.length === 0 && isIP(told) !== 0 ? told : undefined;
}

/** A stranger's account may be the number that they call from. */
function accountOf(name: string): SipIncident['data']['account'] {
  const shown = name.slice(0, MAX_ACCOUNT_CHARS);
  if (/^\+?[0-9*#]{2,}$/.test(shown)) return { type: 'number', number: shown };
  return textWithoutNumbers(shown.replace(/\p{Cc}/gu, ' '));
}

function messageIn(line: string): { readonly message: string; readonly isWhole: boolean } {
  try {
    const entry = JSON.parse(line) as { readonly logmsg?: { readonly message?: unknown } } | null;
    const message = entry?.logmsg?.message;
    return { message: typeof message === 'string' ? message : '', isWhole: true };
  } catch {
    const at = line.indexOf(MESSAGE);
    // Asterisk's banner has none.
    const message = at < 0 ? '' : line.slice(at + MESSAGE.length).replace(/\\(.)/g, '$1');
    return { message, isWhole: false };
  }
}
