import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { isTimeZone } from '../../core/dialling/days';
import { initialRules, initialSettings } from '../../core/dialling/settings';

const prefixes = z.array(z.string().regex(/^\+[0-9]{1,15}$/, 'must be + and 1 to 15 digits')).max(500);
const countries = z.array(z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code')).max(250);
const choice = z.enum(['allowed', 'blocked']);
const codes = z.array(z.string().regex(/^[0-9*#]{1,32}$/, 'must be 1 to 32 of 0-9 * #')).max(200);

const rules = z.strictObject({
  allowedPrefixes: prefixes.describe('Beginnings in E.164; empty: all.'),
  blockedPrefixes: prefixes,
  allowedCountries: countries.describe('ISO 3166; empty: all.'),
  blockedCountries: countries,
  allowedCodes: codes
    .default([...initialRules.allowedCodes])
    .describe(
      'Short numbers, and codes with * or #, each as it is dialled; no others are. Emergency numbers need not be listed.',
    ),
  premium: choice.describe(
    'Whatever its network has the caller pay extra for; personal numbers and pagers too.',
  ),
  sharedCost: choice.default('blocked'),
  satellite: choice.default('blocked').describe('And networks of no country.'),
  outsideToOutside: choice.describe('Whether two people outside may be joined.'),
});

const settings = z.strictObject({
  roles: z.strictObject({ admin: rules, supervisor: rules, agent: rules }),
  lines: z.record(z.string().max(64), rules).describe('By id of the line; beside the rules of the role.'),
  limits: z
    .strictObject({
      attemptsPerMinute: z.int().min(1).max(1000),
      concurrentOutsideLegs: z.int().min(1).max(1000),
      minutesPerDay: z.int().min(1).max(100_000),
    })
    .describe('Of each agent.'),
  accountLimits: z
    .strictObject({
      concurrentOutsideLegs: z.int().min(1).max(100_000),
      minutesPerDay: z.int().min(1).max(10_000_000),
    })
    .default(initialSettings.accountLimits)
    .describe('Of everybody together.'),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be a time zone such as Europe/Amsterdam')
    .default('UTC')
    .describe('Where the days of the limits begin.'),
  maxCallMinutes: z.int().min(1).max(1440).describe('An outside leg is ended after so long.'),
  alertAfterRefusals: z.int().min(1).max(1000).describe('Of one caller within ten minutes.'),
});

export class GuardSettingsDto extends createZodDto(settings) {}
/** In an export. */
export const guardItem = settings.extend({ id: z.literal('guard') });

export class PutGuardSettingsDto extends createZodDto(settings) {}
