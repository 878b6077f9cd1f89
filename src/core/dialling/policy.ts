import type { Destination } from './destination';
import type { Outgoing } from './dialled';

/** Which outside numbers may be dialled. An empty `allowed…` allows all; what is blocked is blocked even if allowed. */
export interface DialRules {
  /** E.164 beginnings, `+31900`. */
  readonly allowedPrefixes: readonly string[];
  readonly blockedPrefixes: readonly string[];
  /** ISO 3166. */
  readonly allowedCountries: readonly string[];
  readonly blockedCountries: readonly string[];
  /** Short numbers, and codes with `*` and `#`, each as it is dialled; no others are. */
  readonly allowedCodes: readonly string[];
  readonly premium: 'allowed' | 'blocked';
  readonly sharedCost: 'allowed' | 'blocked';
  readonly satellite: 'allowed' | 'blocked';
  /** Whether two people outside may be joined, at our cost and without one of us. */
  readonly outsideToOutside: 'allowed' | 'blocked';
}

/** How much of the outside may be taken up at a time and on a day. */
export interface Ceiling {
  readonly concurrentOutsideLegs: number;
  readonly minutesPerDay: number;
}

/** How much of the outside one agent may take up. */
export interface AgentLimits extends Ceiling {
  readonly attemptsPerMinute: number;
}

/** What was taken up so far. */
export interface Usage {
  /** In the last 60 s. */
  readonly attempts: number;
  readonly outsideLegs: number;
  /** Today. */
  readonly minutes: number;
}

export interface DialRequest {
  readonly dialled: Outgoing;
  /** Whether it is a number of one of our own lines: it would come back. */
  readonly isOwn: boolean;
  /** The side that would be joined with this number. */
  readonly joins: 'agent' | 'outsider';
  /** Of role and line: each has a say. */
  readonly rules: readonly DialRules[];
  /** Of the agent whose call it is; absent where it is nobody's. */
  readonly agent?: { readonly limits: AgentLimits; readonly usage: Usage };
  /** Of everybody together. */
  readonly account: { readonly limits: Ceiling; readonly usage: Omit<Usage, 'attempts'> };
  /** How many calls that are nobody's ring this number now. Absent where it is an agent's. */
  readonly ringingForNobody?: number;
}

export type Rule =
  | 'own-number'
  | 'emergency-number'
  | 'service-code'
  | 'short-number'
  | 'premium'
  | 'shared-cost'
  | 'satellite'
  | 'blocked-prefix'
  | 'prefix-not-allowed'
  | 'blocked-country'
  | 'country-not-allowed'
  | 'outside-to-outside'
  | 'attempts-per-minute'
  | 'concurrent-outside-legs'
  | 'minutes-per-day'
  | 'account-concurrent-outside-legs'
  | 'account-minutes-per-day'
  | 'loop';

/**
 * So many calls that nobody of ours has made may ring one outside number at a time. Where the number leads back to a line of ours,
 * by a forwarding that we cannot see, each of them begins the next.
 */
const RINGING_FOR_NOBODY = 5;

/** The rule that forbids it, or null: then it may be dialled. Emergency numbers always may. */
export function forbiddenBy(request: DialRequest): Rule | null {
  if (request.dialled.type === 'emergency') return null;
  return forbiddenNumber(request) ?? exceededLimit(request);
}

/** As {@link forbiddenBy}, of what does not depend on the moment. */
export function forbiddenNumber({
  dialled,
  isOwn,
  joins,
  rules,
}: Pick<DialRequest, 'dialled' | 'isOwn' | 'joins' | 'rules'>): Rule | null {
  if (dialled.type === 'emergency') return null;
  if (isOwn) return 'own-number';
  for (const each of rules) {
    const rule = forbiddenByRules(dialled, each);
    if (rule) return rule;
    if (joins === 'outsider' && each.outsideToOutside === 'blocked') return 'outside-to-outside';
  }
  return null;
}

function forbiddenByRules(
  dialled: Exclude<Outgoing, { readonly type: 'emergency' }>,
  rules: DialRules,
): Rule | null {
  if (dialled.type === 'code') return rules.allowedCodes.includes(dialled.number) ? null : dialled.kind;
  for (const destination of dialled.destinations) {
    const rule = forbiddenDestination(destination, rules);
    if (rule) return rule;
  }
  return null;
}

function forbiddenDestination({ kind, number, countries }: Destination, rules: DialRules): Rule | null {
  if (kind === 'premium' && rules.premium === 'blocked') return 'premium';
  if (kind === 'satellite' && rules.satellite === 'blocked') return 'satellite';
  if (kind === 'shared-cost' && rules.sharedCost === 'blocked') return 'shared-cost';
  const begins = (prefix: string) => number.startsWith(prefix);
  if (rules.blockedPrefixes.some(begins)) return 'blocked-prefix';
  if (rules.allowedPrefixes.length > 0 && !rules.allowedPrefixes.some(begins)) return 'prefix-not-allowed';
  if (countries === null) return null;
  if (countries.some((country) => rules.blockedCountries.includes(country))) return 'blocked-country';
  if (rules.allowedCountries.length === 0) return null;
  // It may lie in any of them; and where it lies in none it cannot be told to be allowed.
  const isAllowed =
    countries.length > 0 && countries.every((country) => rules.allowedCountries.includes(country));
  return isAllowed ? null : 'country-not-allowed';
}

function exceededLimit({ agent, account, ringingForNobody = 0 }: DialRequest): Rule | null {
  if (ringingForNobody >= RINGING_FOR_NOBODY) return 'loop';
  if (agent) {
    const { usage, limits } = agent;
    if (usage.attempts >= limits.attemptsPerMinute) return 'attempts-per-minute';
    if (usage.outsideLegs >= limits.concurrentOutsideLegs) return 'concurrent-outside-legs';
    if (usage.minutes >= limits.minutesPerDay) return 'minutes-per-day';
  }
  const { usage, limits } = account;
  if (usage.outsideLegs >= limits.concurrentOutsideLegs) return 'account-concurrent-outside-legs';
  return usage.minutes >= limits.minutesPerDay ? 'account-minutes-per-day' : null;
}
