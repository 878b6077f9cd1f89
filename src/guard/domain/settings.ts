import { type AgentLimits, type DialRules } from './policy';

export type GuardedRole = 'admin' | 'supervisor' | 'agent';

export interface GuardSettings {
  readonly roles: Readonly<Record<GuardedRole, DialRules>>;
  /** By the line's id; a line that is not named has no rules of its own. */
  readonly lines: Readonly<Record<string, DialRules>>;
  readonly limits: AgentLimits;
  /** An outside leg is ended after so long. */
  readonly maxCallMinutes: number;
  /** So many refusals of one within ten minutes raise the alarm. */
  readonly alertAfterRefusals: number;
}

/**
 * Satellite networks and the shared codes of international networks (ITU-T E.164, assigned country codes): they belong to no
 * country, cost the most, and are where stolen minutes go.
 */
const global = ['+870', '+881', '+882', '+883', '+979'];

const rules: DialRules = {
  allowedPrefixes: [],
  blockedPrefixes: global,
  allowedCountries: [],
  blockedCountries: [],
  premium: 'blocked',
  outsideToOutside: 'blocked',
};

/** Somebody who answers for it has to allow that two people outside are joined: by default, whoever may supervise. */
export const initialSettings: GuardSettings = {
  roles: {
    admin: { ...rules, outsideToOutside: 'allowed' },
    supervisor: { ...rules, outsideToOutside: 'allowed' },
    agent: rules,
  },
  lines: {},
  limits: { attemptsPerMinute: 60, concurrentOutsideLegs: 10, minutesPerDay: 480 },
  maxCallMinutes: 240,
  alertAfterRefusals: 10,
};
