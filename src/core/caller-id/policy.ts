import type { CallingPolicy, OwnNumber, TrunkProfile } from './calling-policy';
import { isEmergency } from './emergency';
import type { Person, Presented, View } from './view';

/** What the phone of somebody without a number says: RFC 3323, section 4.1. */
export const anonymous = { name: 'Anonymous', number: 'anonymous' };

/** Between the one who hands over and the one who is handed over. */
const HANDS_OVER = ' ▸ ';

/**
 * The table of docs/caller-id.md#the-table. Pure; costs nothing in Asterisk, as its outcome goes along with the
 * request that makes a leg.
 */
export function present(view: View, policy: CallingPolicy, line: OwnNumber): Presented {
  switch (view.viewer) {
    case 'inside-target':
      return policy.masking ? maskedTarget(view, policy, line) : openTarget(view);
    case 'outside-target':
      return outsideTarget(view, policy, line);
    case 'recalled':
      return recalled(view, policy);
    case 'contact':
      return contact(view, policy, line);
    case 'agent':
      return partner(view.partner, policy, line);
    case 'colleague':
      return colleague(view.partner, policy, line);
  }
}

type Of<V extends View['viewer']> = Extract<View, { viewer: V }>;

function openTarget({ stage, transferor, contact }: Of<'inside-target'>): Presented {
  if (stage !== 'connected' && transferor) {
    return { ...shown(transferor), reason: 'masking is off: whoever transfers' };
  }
  return { ...shown(contact), reason: `masking is off: the contact${why(contact)}` };
}

function maskedTarget(
  { transferor, contact }: Of<'inside-target'>,
  policy: CallingPolicy,
  line: OwnNumber,
): Presented {
  if (policy.transferCallerId === 'mask') return masked(policy, line, 'masking is on: the mask');
  const lead = shown(contact);
  const name = transferor ? `${transferor.name}${HANDS_OVER}${lead.name || lead.number}` : lead.name;
  return { name, number: lead.number, reason: `masking is on, lead: the contact${why(contact)}` };
}

function outsideTarget(
  { dialled, contact, origin }: Of<'outside-target'>,
  policy: CallingPolicy,
  line: OwnNumber,
): Presented {
  if (isEmergency(dialled, policy.emergency)) return ownNumber(line);
  if (!policy.masking) return { ...line, reason: "masking is off: the line's number" };
  if (policy.transferCallerId === 'mask') return masked(policy, line, 'masking is on: the mask');
  const { profile } = policy.trunk;
  const refusal = whyNotLead(contact, origin, policy.trunk);
  if (refusal !== null)
    return { ...masked(policy, line, `the mask instead of the lead: ${refusal}`), profile };
  return {
    // A name would be one more thing to give away, and carriers look it up themselves.
    name: '',
    number: contact.number,
    profile,
    headers: trunkHeaders(policy.trunk, policy.mask, contact.number),
    reason: `masking is on, lead: the contact, which the trunk allows by profile ${profile}`,
  };
}

/** Null if the contact's number may be shown outside. */
function whyNotLead(
  contact: Person,
  origin: Of<'outside-target'>['origin'],
  trunk: TrunkProfile,
): string | null {
  if (contact.withheld === true) return 'the contact withholds the number';
  if (contact.type !== 'contact' || origin !== 'called-in') return 'the contact did not call in on this call';
  if (!/^\+?[0-9]{3,}$/.test(contact.number)) return 'the contact has no number that can be shown';
  switch (trunk.profile) {
    case 'diversion':
    case 'assert':
      return null;
    default:
      // What is none of these, as in facts of another version, allows nothing either.
      return 'the trunk allows no foreign number (profile none)';
  }
}

/** What makes a carrier believe a foreign number: which of ours it was diverted from, or our word for it (RFC 5806, RFC 3325). */
function trunkHeaders(
  { profile, domain }: TrunkProfile,
  own: string,
  foreign: string,
): Readonly<Record<string, string>> {
  const address = (number: string): string =>
    domain === undefined ? `<tel:${number}>` : `<sip:${number}@${domain};user=phone>`;
  switch (profile) {
    case 'none':
      return {};
    case 'diversion':
      return { Diversion: `${address(own)};reason=unconditional;privacy=off` };
    case 'assert':
      return { 'P-Asserted-Identity': address(foreign) };
  }
}

function recalled({ lastTarget, contact }: Of<'recalled'>, policy: CallingPolicy): Presented {
  const name = `Return: ${nameOf(lastTarget, policy)}`.trim();
  if (policy.masking && policy.transferCallerId === 'mask') {
    return { name, number: policy.mask, reason: 'masking is on: the mask' };
  }
  const reason = policy.masking ? 'masking is on, lead: the contact' : 'masking is off: the contact';
  return { name, number: shown(contact).number, reason: `${reason}${why(contact)}` };
}

/** A private number behind a group is nobody's business while masking is on. */
function nameOf(target: Person | null, policy: CallingPolicy): string {
  if (target === null) return '';
  if (target.type === 'agent') return target.name;
  return policy.masking ? 'outside number' : target.number;
}

function contact({ dialled }: Of<'contact'>, policy: CallingPolicy, line: OwnNumber): Presented {
  if (dialled !== null && isEmergency(dialled, policy.emergency)) return ownNumber(line);
  if (!policy.masking) return { ...line, reason: "masking is off: the line's number" };
  return masked(policy, line, 'masking is on: the mask');
}

function partner(person: Person | null, policy: CallingPolicy, line: OwnNumber): Presented {
  if (person === null) return { ...line, reason: 'nobody else is in the call: the line' };
  if (person.type === 'number' && policy.masking) {
    return masked(policy, line, 'masking is on: the mask for an outside number');
  }
  return { ...shown(person), reason: `the other side${why(person)}` };
}

function colleague(person: Person | null, policy: CallingPolicy, line: OwnNumber): Presented {
  const { reason, ...identity } = partner(person, policy, line);
  return { ...identity, reason: `a call between agents: ${reason}` };
}

function masked(policy: CallingPolicy, line: OwnNumber, reason: string): Presented {
  return { name: line.name, number: policy.mask, reason };
}

function ownNumber(line: OwnNumber): Presented {
  return { ...line, reason: "an emergency number: the line's own number" };
}

function shown(person: Person): OwnNumber {
  if (person.withheld === true) return anonymous;
  if (person.number === '') return { name: person.name || anonymous.name, number: anonymous.number };
  // An outside number that was asked to take over has no name of its own.
  return { name: person.type === 'number' ? '' : person.name, number: person.number };
}

function why(person: Person): string {
  return person.withheld === true ? ', who withholds the number' : '';
}
