import { type Destination } from './destination';

/** Which outside numbers may be dialled. An empty `allowed…` allows all; what is blocked is blocked even if allowed. */
export interface DialRules {
  /** E.164 beginnings, `+31900`. */
  readonly allowedPrefixes: readonly string[];
  readonly blockedPrefixes: readonly string[];
  /** ISO 3166. */
  readonly allowedCountries: readonly string[];
  readonly blockedCountries: readonly string[];
  readonly premium: 'allowed' | 'blocked';
  /** Whether two people outside may be joined, at our cost and without one of us. */
  readonly outsideToOutside: 'allowed' | 'blocked';
}

/** How much of the outside one agent may take up. */
export interface AgentLimits {
  readonly attemptsPerMinute: number;
  readonly concurrentOutsideLegs: number;
  readonly minutesPerDay: number;
}

/** What an agent has taken up so far. */
export interface Usage {
  /** In the last 60 s. */
  readonly attempts: number;
  readonly outsideLegs: number;
  /** Today. */
  readonly minutes: number;
}

export interface DialRequest {
  /** All that the number may lead to: each has to be allowed. */
  readonly destinations: readonly Destination[];
  readonly isEmergency: boolean;
  /** Who would be joined with this number. */
  readonly joins: 'agent' | 'outsider';
  /** Of role and line: each has a say. */
  readonly rules: readonly DialRules[];
  /** Of the agent whose call it is; absent where it is nobody's. */
  readonly agent?: { readonly limits: AgentLimits; readonly usage: Usage };
}

export type Rule =
  | 'service-code'
  | 'premium'
  | 'blocked-prefix'
  | 'prefix-not-allowed'
  | 'blocked-country'
  | 'country-not-allowed'
  | 'outside-to-outside'
  | 'attempts-per-minute'
  | 'concurrent-outside-legs'
  | 'minutes-per-day';

/** The rule that forbids it, or null: then it may be dialled. Emergency numbers always may. */
export function forbiddenBy({ destinations, isEmergency, joins, rules, agent }: DialRequest): Rule | null {
  if (isEmergency) return null;
  for (const each of rules) {
    for (const destination of destinations) {
      const rule = forbiddenDestination(destination, each);
      if (rule) return rule;
    }
    if (joins === 'outsider' && each.outsideToOutside === 'blocked') return 'outside-to-outside';
  }
  return agent ? exceededLimit(agent.usage, agent.limits) : null;
}

function forbiddenDestination({ kind, number, country }: Destination, rules: DialRules): Rule | null {
  if (kind === 'service-code') return 'service-code';
  if (kind === 'premium' && rules.premium === 'blocked') return 'premium';
  const begins = (prefix: string) => number.startsWith(prefix);
  if (rules.blockedPrefixes.some(begins)) return 'blocked-prefix';
  if (rules.allowedPrefixes.length > 0 && !rules.allowedPrefixes.some(begins)) return 'prefix-not-allowed';
  if (country !== undefined && rules.blockedCountries.includes(country)) return 'blocked-country';
  if (rules.allowedCountries.length === 0) return null;
  // Where it leads cannot be told, so it cannot be told to be allowed.
  return country !== undefined && rules.allowedCountries.includes(country) ? null : 'country-not-allowed';
}

function exceededLimit(usage: Usage, limits: AgentLimits): Rule | null {
  if (usage.attempts >= limits.attemptsPerMinute) return 'attempts-per-minute';
  if (usage.outsideLegs >= limits.concurrentOutsideLegs) return 'concurrent-outside-legs';
  return usage.minutes >= limits.minutesPerDay ? 'minutes-per-day' : null;
}
