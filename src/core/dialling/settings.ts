import type { AgentLimits, Ceiling, DialRules } from './policy';

export const guardedRoles = ['admin', 'supervisor', 'agent'] as const;
export type GuardedRole = (typeof guardedRoles)[number];

export interface GuardSettings {
  readonly roles: Readonly<Record<GuardedRole, DialRules>>;
  /** By the line's id; a line that is not named has no rules of its own. */
  readonly lines: Readonly<Record<string, DialRules>>;
  /** Of each agent. */
  readonly limits: AgentLimits;
  /** Of everybody together. */
  readonly accountLimits: Ceiling;
  /** IANA name: where the days of the limits begin. */
  readonly timeZone: string;
  /** An outside leg is ended after so long. */
  readonly maxCallMinutes: number;
  /** So many refusals of one within ten minutes raise the alarm. */
  readonly alertAfterRefusals: number;
}

/**
 * Harmonised services of social value in the European Union, which cost nothing (decision 2007/116/EC): missing children, help for
 * children, emotional support, victims of crime, doctors on call.
 */
const harmonised = ['116000', '116006', '116111', '116117', '116123'];

/** What is not said otherwise, now or before the rule existed. */
export const initialRules: DialRules = {
  allowedPrefixes: [],
  blockedPrefixes: [],
  allowedCountries: [],
  blockedCountries: [],
  allowedCodes: harmonised,
  premium: 'blocked',
  sharedCost: 'blocked',
  satellite: 'blocked',
  outsideToOutside: 'blocked',
};

/** Somebody who answers for it has to allow that two people outside are joined: by default, whoever may supervise. */
export const initialSettings: GuardSettings = {
  roles: {
    admin: { ...initialRules, outsideToOutside: 'allowed' },
    supervisor: { ...initialRules, outsideToOutside: 'allowed' },
    agent: initialRules,
  },
  lines: {},
  limits: { attemptsPerMinute: 60, concurrentOutsideLegs: 10, minutesPerDay: 480 },
  accountLimits: { concurrentOutsideLegs: 100, minutesPerDay: 10_000 },
  timeZone: 'UTC',
  maxCallMinutes: 240,
  alertAfterRefusals: 10,
};

/** Settings as they were stored, perhaps before some of them existed. */
export function completed(stored: Partial<GuardSettings>): GuardSettings {
  const rulesOf = (rules: Partial<DialRules> | undefined): DialRules => ({ ...initialRules, ...rules });
  const { roles = initialSettings.roles, lines = {} } = stored;
  return {
    ...initialSettings,
    ...stored,
    roles: {
      admin: rulesOf(roles.admin),
      supervisor: rulesOf(roles.supervisor),
      agent: rulesOf(roles.agent),
    },
    lines: Object.fromEntries(Object.entries(lines).map(([id, rules]) => [id, rulesOf(rules)])),
  };
}
