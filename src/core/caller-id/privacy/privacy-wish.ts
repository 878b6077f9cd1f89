import { wishInAddresses, wishInParameters, wishOfList } from './addresses';
import { isAnonymous } from './anonymous';
import { strongest, type Wish } from './wish';

/** A header field of the INVITE, its value without folds. */
export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

/** The header fields in which a caller, or their network, can wish for privacy. All others are never looked at. */
export const tellingHeaders = [
  'From',
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Remote-Party-ID',
  'RPID-Privacy',
  'Privacy',
  'Anonymity',
  'Require',
  'Proxy-Require',
] as const;

/** All that is known of how a caller may be shown. */
export interface CallerEvidence {
  readonly headers: readonly SipHeader[];
  /** As Asterisk or its dialplan has it, e.g. `allowed_not_screened`: of an ISDN caller there is nothing else. */
  readonly presentations: { readonly number: string; readonly name: string };
  readonly name: string;
  readonly number: string;
}

/** What is to be withheld of a caller (docs/caller-id.md has the table). What cannot be understood counts as a wish. */
export function privacyWish({ headers, presentations, name, number }: CallerEvidence): Wish {
  return strongest([
    ...headers.map(wishInHeader),
    isAllowed(presentations.number) ? 'none' : 'all',
    isAllowed(presentations.name) ? 'none' : 'name',
    number === '' || isAnonymous(number) || isAnonymous(name) ? 'all' : 'none',
  ]);
}

function wishInHeader({ name, value }: SipHeader): Wish {
  switch (name.toLowerCase()) {
    // Whoever wishes for none says so by this word alone (RFC 3323, 4.2). All others ask for some kind of privacy, those
    // that are to be invented included; that `session` and `history` do not name the caller is no reason to show them.
    case 'privacy':
      return value.trim().toLowerCase() === 'none' ? 'none' : 'all';
    // The option tag of RFC 3323.
    case 'require':
    case 'proxy-require':
      return value
        .toLowerCase()
        .split(',')
        .some((tag) => tag.trim() === 'privacy')
        ? 'all'
        : 'none';
    // draft-ietf-sip-privacy had it beside Remote-Party-ID: `ipaddr`, `off`.
    case 'anonymity':
      return wishOfList(value);
    case 'rpid-privacy':
      return value.trim() === '' ? 'all' : wishInParameters(value);
    case 'remote-party-id':
    case 'from':
    case 'p-asserted-identity':
    case 'p-preferred-identity':
      return wishInAddresses(value);
    default:
      return 'none';
  }
}

function isAllowed(presentation: string): boolean {
  return presentation.trim().toLowerCase().startsWith('allowed');
}
