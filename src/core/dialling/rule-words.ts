import type { Rule } from './policy';

/** A refusal for a person, with the rule's name for whoever sets it. */
export function inWords(rule: Rule): string {
  return `This number may not be dialled now: ${rule}. ${more(rule)}`.trim();
}

function more(rule: Rule): string {
  switch (rule) {
    case 'own-number':
      return 'It is the number of one of our own lines: hand the call on to its agents or ring group.';
    case 'emergency-number':
      return 'Nobody is called for help but by somebody who asks for it.';
    case 'service-code':
    case 'short-number':
      return 'What only the network itself understands has to be allowed one by one (allowedCodes).';
    case 'loop':
      return 'Too many calls that nobody here has made ring it at once: does it lead back to us?';
    case 'account-concurrent-outside-legs':
    case 'account-minutes-per-day':
      return 'It is what all agents together may take up.';
    case 'premium':
    case 'shared-cost':
    case 'satellite':
    case 'blocked-prefix':
    case 'prefix-not-allowed':
    case 'blocked-country':
    case 'country-not-allowed':
    case 'outside-to-outside':
    case 'attempts-per-minute':
    case 'concurrent-outside-legs':
    case 'minutes-per-day':
      return '';
  }
}
