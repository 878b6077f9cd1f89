import { isAnonymous, isNowhere } from './anonymous';
import { decodePercent, indexOutsideQuotes, parameterOf, splitOutside, textOf } from './sip-values';
import { strongest, type Wish } from './wish';

/**
 * What the addresses of an identity header say: From, P-Asserted-Identity, P-Preferred-Identity (RFC 3325), and
 * Remote-Party-ID with its parameter `privacy` (draft-ietf-sip-privacy-04), which counts wherever it stands. Whose
 * identity it is, by `party`, is not looked at: who says `called` of themselves by mistake is withheld, too.
 */
export function wishInAddresses(value: string): Wish {
  const { parts, isSound } = splitOutside(value, ',');
  // Of a value on three lines or more PJSIP keeps the last one or two only (parse_generic_string_hdr, 2.17): what begins
  // without an address has lost what came before.
  return isSound && parts[0]?.includes(':') === true ? strongest(parts.map(wishInAddress)) : 'all';
}

/** What a header says that has the parameters of an address and none itself: RPID-Privacy. */
export function wishInParameters(value: string): Wish {
  const { parts, isSound } = splitOutside(value, ',');
  return isSound ? strongest(parts.map(wishInAddress)) : 'all';
}

function wishInAddress(text: string): Wish {
  const [address = '', ...parameters] = splitOutside(text, ';').parts;
  return strongest([wishInNamed(address), ...parameters.map(wishInParameter)]);
}

/** `"Kim" <sip:user@host>`, or the address alone. */
function wishInNamed(text: string): Wish {
  const bracket = indexOutsideQuotes(text, '<');
  if (bracket >= 0) {
    if (isAnonymous(textOf(text.slice(0, bracket)))) return 'all';
    return wishInUri(text.slice(bracket + 1).replace(/>[^>]*$/, ''));
  }
  if (text.includes(':')) return wishInUri(text);
  // What follows a comma of a list of privacies that was not quoted; or nothing, in a header of parameters only.
  return text.trim() === '' ? 'none' : wishOfList(text);
}

/** RFC 3261, 25.1, and RFC 3966: what may be a parameter is looked at as one, whether of the user, the address or a header. */
function wishInUri(uri: string): Wish {
  const afterScheme = uri.slice(uri.indexOf(':') + 1);
  const at = afterScheme.indexOf('@');
  const [user = '', ...ofUser] = at < 0 ? [] : afterScheme.slice(0, at).split(/[;:]/);
  // Of `tel:`, where a number stands in the place of a host.
  const [host = '', ...ofAddress] = afterScheme.slice(at + 1).split(/[;?&]/);
  if (isNowhere(host.replace(/:\d*$/, '')) || isAnonymous(decodePercent(at < 0 ? host : user))) return 'all';
  return strongest([...ofUser, ...ofAddress].map(wishInParameter));
}

function wishInParameter(text: string): Wish {
  const { name, value } = parameterOf(text);
  if (name === 'phone-context') return isNowhere(decodePercent(value ?? '')) ? 'all' : 'none';
  // With a minus before it whoever does not know it may pass it over.
  if (name.replace(/^-/, '') !== 'privacy') return 'none';
  return value === null ? 'all' : wishOfList(value);
}

/** `full`, `name`, `uri`, `off` or anything else, each with the one that cares for it (`-network`) behind it. */
export function wishOfList(list: string): Wish {
  return strongest(textOf(list).toLowerCase().split(',').map(wishOfElement));
}

function wishOfElement(element: string): Wish {
  switch (element.trim().split('-')[0]) {
    case 'off':
    case 'none':
      return 'none';
    case 'name':
      return 'name';
    default:
      return 'all';
  }
}
