import { type DialRequest, type DialRules, forbiddenBy } from './policy';

const open: DialRules = {
  allowedPrefixes: [],
  blockedPrefixes: [],
  allowedCountries: [],
  blockedCountries: [],
  premium: 'allowed',
  outsideToOutside: 'allowed',
};
const limits = { attemptsPerMinute: 3, concurrentOutsideLegs: 2, minutesPerDay: 60 };
const unused = { attempts: 0, outsideLegs: 0, minutes: 0 };
const german = { number: '+4930123456', country: 'DE', kind: 'other' } as const;

const request = (rules: Partial<DialRules>, change: Partial<DialRequest> = {}): DialRequest => ({
  destinations: [german],
  isEmergency: false,
  joins: 'agent',
  rules: [{ ...open, ...rules }],
  ...change,
});
const usedBy = (usage: Partial<typeof unused>) =>
  request({}, { agent: { limits, usage: { ...unused, ...usage } } });

describe('the rules', () => {
  it.each<[string | null, DialRequest]>([
    [null, request({})],
    [null, request({ allowedPrefixes: ['+31', '+49'] })],
    ['prefix-not-allowed', request({ allowedPrefixes: ['+31'] })],
    ['blocked-prefix', request({ blockedPrefixes: ['+4930'] })],
    ['blocked-prefix', request({ allowedPrefixes: ['+49'], blockedPrefixes: ['+4930'] })],
    [null, request({ allowedCountries: ['DE'] })],
    ['country-not-allowed', request({ allowedCountries: ['NL'] })],
    ['blocked-country', request({ blockedCountries: ['DE'] })],
    [
      'country-not-allowed',
      request({ allowedCountries: ['NL'] }, { destinations: [{ number: '12', kind: 'other' }] }),
    ],
    ['premium', request({ premium: 'blocked' }, { destinations: [german, { ...german, kind: 'premium' }] })],
    ['premium', request({ premium: 'blocked' }, { destinations: [{ ...german, kind: 'premium' }] })],
    [null, request({}, { destinations: [{ ...german, kind: 'premium' }] })],
    ['service-code', request({}, { destinations: [{ number: '*21#', kind: 'service-code' }] })],
    ['outside-to-outside', request({ outsideToOutside: 'blocked' }, { joins: 'outsider' })],
    [null, request({ outsideToOutside: 'blocked' })],
    [null, request({}, { joins: 'outsider' })],
  ])('say %s to %j', (rule, asked) => {
    expect(forbiddenBy(asked)).toBe(rule);
  });

  it('have to agree, those of the role and those of the line', () => {
    const rules = [open, { ...open, blockedCountries: ['DE'] }];
    expect(forbiddenBy(request({}, { rules }))).toBe('blocked-country');
    expect(forbiddenBy(request({}, { rules: [...rules].reverse() }))).toBe('blocked-country');
  });
});

describe('the limits of an agent', () => {
  it.each([
    [null, { attempts: 2, outsideLegs: 1, minutes: 59.9 }],
    ['attempts-per-minute', { attempts: 3 }],
    ['concurrent-outside-legs', { outsideLegs: 2 }],
    ['minutes-per-day', { minutes: 60 }],
  ])('say %s to %j', (rule, usage) => {
    expect(forbiddenBy(usedBy(usage))).toBe(rule);
  });
});

it('lets emergency numbers pass, whatever else is said', () => {
  const shut = {
    ...open,
    allowedCountries: ['NL'],
    blockedPrefixes: ['+', '1'],
    outsideToOutside: 'blocked',
  } as const;
  const usage = { attempts: 99, outsideLegs: 99, minutes: 9999 };
  const asked: DialRequest = {
    destinations: [{ number: '112', kind: 'other' }],
    isEmergency: true,
    joins: 'outsider',
    rules: [shut],
    agent: { limits, usage },
  };
  expect(forbiddenBy(asked)).toBeNull();
  expect(forbiddenBy({ ...asked, isEmergency: false })).toBe('blocked-prefix');
});
