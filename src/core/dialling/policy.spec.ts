import type { Destination } from './destination';
import { type DialRequest, type DialRules, forbiddenBy, type Rule } from './policy';
import { initialRules } from './settings';

const open: DialRules = {
  ...initialRules,
  premium: 'allowed',
  sharedCost: 'allowed',
  satellite: 'allowed',
  outsideToOutside: 'allowed',
};
const limits = { attemptsPerMinute: 3, concurrentOutsideLegs: 2, minutesPerDay: 60 };
const unused = { attempts: 0, outsideLegs: 0, minutes: 0 };
const german: Destination = { number: '+4930123456', countries: ['DE'], kind: 'other' };
const american: Destination = { number: '+15555550000', countries: ['US', 'CA', 'JM'], kind: 'other' };
const free: Destination = { number: '+18005551234', countries: null, kind: 'other' };
const nowhere: Destination = { number: '+80012345678', countries: [], kind: 'other' };

const number = (...destinations: Destination[]): Pick<DialRequest, 'dialled'> => ({
  dialled: { type: 'number', number: destinations[0]?.number ?? '+1', destinations },
});
const code = (kind: 'short-number' | 'service-code', dialled: string): Pick<DialRequest, 'dialled'> => ({
  dialled: { type: 'code', kind, number: dialled },
});
const request = (rules: Partial<DialRules>, change: Partial<DialRequest> = {}): DialRequest => ({
  ...number(german),
  isOwn: false,
  joins: 'agent',
  rules: [{ ...open, ...rules }],
  account: { limits: { concurrentOutsideLegs: 5, minutesPerDay: 600 }, usage: unused },
  ...change,
});
const usedBy = (usage: Partial<typeof unused>) =>
  request({}, { agent: { limits, usage: { ...unused, ...usage } } });
const usedByAll = (usage: Partial<typeof unused>) =>
  request(
    {},
    {
      account: {
        limits: { concurrentOutsideLegs: 5, minutesPerDay: 600 },
        usage: { ...unused, ...usage },
      },
    },
  );

describe('the rules', () => {
  it.each<[Rule | null, DialRequest]>([
    [null, request({})],
    [null, request({ allowedPrefixes: ['+31', '+49'] })],
    ['prefix-not-allowed', request({ allowedPrefixes: ['+31'] })],
    ['blocked-prefix', request({ blockedPrefixes: ['+4930'] })],
    ['blocked-prefix', request({ allowedPrefixes: ['+49'], blockedPrefixes: ['+4930'] })],
    [null, request({ allowedCountries: ['DE'] })],
    ['country-not-allowed', request({ allowedCountries: ['NL'] })],
    ['blocked-country', request({ blockedCountries: ['DE'] })],
    ['blocked-country', request({ blockedCountries: ['JM'] }, number(american))],
    ['country-not-allowed', request({ allowedCountries: ['US', 'CA'] }, number(american))],
    [null, request({ allowedCountries: ['US', 'CA', 'JM'] }, number(american))],
    ['country-not-allowed', request({ allowedCountries: ['NL'] }, number(nowhere))],
    [null, request({ allowedCountries: ['NL'], blockedCountries: ['US'] }, number(free))],
    ['blocked-prefix', request({ blockedPrefixes: ['+1'] }, number(free))],
    ['premium', request({ premium: 'blocked' }, number(german, { ...german, kind: 'premium' }))],
    ['premium', request({ premium: 'blocked' }, number({ ...german, kind: 'premium' }))],
    [null, request({}, number({ ...german, kind: 'premium' }))],
    ['shared-cost', request({ sharedCost: 'blocked' }, number({ ...german, kind: 'shared-cost' }))],
    [null, request({ premium: 'blocked' }, number({ ...german, kind: 'shared-cost' }))],
    ['satellite', request({ satellite: 'blocked' }, number({ ...nowhere, kind: 'satellite' }))],
    ['service-code', request({}, code('service-code', '*21#'))],
    [null, request({ allowedCodes: ['*21#'] }, code('service-code', '*21#'))],
    ['service-code', request({ allowedCodes: ['*21#'] }, code('service-code', '*21*5#'))],
    ['short-number', request({}, code('short-number', '11833'))],
    [null, request({ allowedCodes: ['1233'] }, code('short-number', '1233'))],
    [null, request({}, code('short-number', '116117'))],
    ['own-number', request({}, { isOwn: true })],
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
    const one = { ...open, allowedCodes: ['1233'] };
    expect(forbiddenBy(request({}, { rules: [one, open], ...code('short-number', '1233') }))).toBe(
      'short-number',
    );
  });
});

describe('the limits', () => {
  it.each([
    [null, { attempts: 2, outsideLegs: 1, minutes: 59.9 }],
    ['attempts-per-minute', { attempts: 3 }],
    ['concurrent-outside-legs', { outsideLegs: 2 }],
    ['minutes-per-day', { minutes: 60 }],
  ])('of an agent say %s to %j', (rule, usage) => {
    expect(forbiddenBy(usedBy(usage))).toBe(rule);
  });

  it.each([
    [null, { outsideLegs: 4, minutes: 599.9 }],
    ['account-concurrent-outside-legs', { outsideLegs: 5 }],
    ['account-minutes-per-day', { minutes: 600 }],
  ])('of everybody say %s to %j', (rule, usage) => {
    expect(forbiddenBy(usedByAll(usage))).toBe(rule);
  });

  it('let five calls that are nobody’s ring a number, and not one more', () => {
    expect(forbiddenBy(request({}, { ringingForNobody: 4 }))).toBeNull();
    expect(forbiddenBy(request({}, { ringingForNobody: 5 }))).toBe('loop');
  });
});

it('lets emergency numbers pass, whatever else is said', () => {
  const shut: DialRules = {
    ...initialRules,
    allowedCountries: ['NL'],
    blockedPrefixes: ['+', '1'],
    allowedCodes: [],
  };
  const usage = { attempts: 99, outsideLegs: 99, minutes: 9999 };
  const asked: DialRequest = {
    dialled: { type: 'emergency', number: '112' },
    isOwn: true,
    joins: 'outsider',
    rules: [shut],
    agent: { limits, usage },
    account: { limits, usage },
    ringingForNobody: 99,
  };
  expect(forbiddenBy(asked)).toBeNull();
  expect(forbiddenBy({ ...asked, ...code('short-number', '112') })).toBe('own-number');
});
