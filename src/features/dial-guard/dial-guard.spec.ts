import { Registry } from 'prom-client';
import type { Asker, Call, Leg, LineFacts } from '../../core/call/call';
import { type GuardSettings, initialSettings } from '../../core/dialling/settings';
import type { Incidents } from '../../platform/incidents/incidents';
import { Refused } from '../../platform/refusals/refused';
import type { Store } from '../../platform/store/store';
import type { LinesService } from '../lines/lines.service';
import { DialGuard, type Dialling } from './dial-guard';
import type { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage } from './outside-usage';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const anna: Asker = { id: 'agent:anna', role: 'agent' };
const boss: Asker = { id: 'key:boss', role: 'supervisor' };
const line: LineFacts = {
  id: 'sales',
  name: 'Sales',
  number: '+31205550000',
  trunk: 'carrier',
  musicClass: 'default',
  fallback: null,
  calling: {
    masking: false,
    mask: '+31205550000',
    transferCallerId: 'lead',
    trunk: { profile: 'none' },
    emergency: ['112'],
  },
};

let settings: GuardSettings;
let told: { readonly type: string; readonly data?: Readonly<Record<string, unknown>> }[];
let usage: OutsideUsage;
let guard: DialGuard;

beforeEach(() => {
  settings = initialSettings;
  told = [];
  const service = {
    get current() {
      return settings;
    },
  } as unknown as GuardSettingsService;
  usage = new OutsideUsage({} as Store, service);
  const lines = { numbered: [{ id: 'sales', name: 'Sales', number: '+31205550000' }] };
  const incidents = { tell: (incident: (typeof told)[number]) => told.push(incident) };
  guard = new DialGuard(
    service,
    usage,
    lines as unknown as LinesService,
    incidents as unknown as Incidents,
    new Registry(),
  );
});

const dialling = (number: string, change: Partial<Dialling> = {}): Dialling => ({
  number,
  asker: anna,
  agentId: 'anna',
  line,
  joins: 'agent',
  ...change,
});
const endpoint = (number: string, change?: Partial<Dialling>) => {
  const verdict = guard.judge(dialling(number, change), NOW);
  return verdict.ok ? verdict.to.endpoint : (verdict.refusal.rule ?? verdict.refusal.code);
};

const refusalOf = (number: string) => {
  try {
    return guard.pass(dialling(number), NOW);
  } catch (error) {
    return error instanceof Refused ? error.code : error;
  }
};

describe('what goes out', () => {
  it.each([
    ['0612345678', 'PJSIP/+31612345678@carrier'],
    ['0031612345678', 'PJSIP/+31612345678@carrier'],
    ['112#', 'PJSIP/112@carrier'],
    ['+112', 'PJSIP/112@carrier'],
    ['0112', 'PJSIP/112@carrier'],
    ['116117', 'PJSIP/116117@carrier'],
    ['0205550000', 'own-number'],
    ['09061234', 'premium'],
    ['*21*0612345678#', 'service-code'],
    ['1801', 'short-number'],
    ['008821612345678', 'satellite'],
    ['201&202', 'undialable-number'],
  ])('%s: %s', (number, expected) => {
    expect(endpoint(number)).toBe(expected);
  });

  it('is written as the trunk wants it, but not a call for help', () => {
    const national = {
      ...line,
      calling: { ...line.calling!, trunk: { profile: 'none', numberFormat: 'national' } as const },
    };
    expect(endpoint('+31612345678', { line: national })).toBe('PJSIP/0612345678@carrier');
    expect(endpoint('+112', { line: national })).toBe('PJSIP/112@carrier');
  });

  it('is shown as it was typed', () => {
    expect(guard.judge(dialling('0612345678'), NOW)).toMatchObject({
      to: { party: { type: 'number', number: '0612345678' }, asker: anna },
    });
  });
});

it('refuses by the rules of who asks, and tells administrators', () => {
  settings = {
    ...settings,
    roles: { ...settings.roles, agent: { ...settings.roles.agent, blockedCountries: ['DE'] } },
  };
  expect(refusalOf('+4930123456')).toEqual('forbidden-number');
  expect(refusalOf('+49&')).toEqual('undialable-number');
  expect(guard.pass(dialling('+4930123456', { asker: boss }), NOW).endpoint).toBe(
    'PJSIP/+4930123456@carrier',
  );
  expect(told.map(({ type, data }) => [type, data?.['rule'], data?.['number']])).toEqual([
    ['security.number-refused', 'blocked-country', { type: 'number', number: '+4930123456' }],
    ['security.number-refused', 'undialable-number', { type: 'number', number: '+49&' }],
  ]);
});

it('calls nobody for help but for somebody who asks', () => {
  expect(guard.find(dialling('112', { within: { ringGroup: 'g' } }), NOW)).toMatchObject({
    ok: false,
    refusal: { rule: 'emergency-number' },
  });
  expect(guard.pass(dialling('112'), NOW).endpoint).toBe('PJSIP/112@carrier');
});

describe('refusals of one who is refused again and again', () => {
  const refusedAt = (...seconds: readonly number[]) => {
    settings = { ...settings, alertAfterRefusals: 3 };
    for (const second of seconds)
      guard.find(dialling('09061234', { within: { ringGroup: 'g' } }), NOW + second * 1_000);
    return told.filter(({ type }) => type === 'security.refusals').map(({ data }) => data);
  };
  const alarm = { by: anna.id, refusals: 3, rule: 'premium' };

  it.each([
    ['are no alarm before there are enough', [0, 1], []],
    ['are one when there are, within ten minutes', [0, 1, 599], [alarm]],
    ['are none if they come more slowly', [0, 1, 600], []],
    ['are the next when there are as many again', [0, 1, 2, 3, 4], [alarm]],
    ['are the next then', [0, 1, 2, 3, 4, 5], [alarm, alarm]],
  ])('%s', (_, seconds, alarms) => {
    expect(refusedAt(...seconds)).toEqual(alarms);
  });
});

describe('a leg that is about to be dialled', () => {
  const contact: Leg = { id: 'c', party: { type: 'contact', number: '+4930', name: '' }, state: 'up' };
  const owner: Leg = {
    id: 'a',
    party: { type: 'agent', agentId: 'anna', name: 'Anna', extension: '201' },
    endpoint: 'PJSIP/anna',
    state: 'up',
  };
  const rung = (id: string, number: string, change: Partial<Leg> = {}): Leg => ({
    id,
    party: { type: 'number', number },
    endpoint: `PJSIP/${number}@carrier`,
    state: 'wanted',
    startAt: NOW,
    asked: { kind: 'cold', by: 'a' },
    asker: boss,
    ...change,
  });
  const callOf = (...legs: readonly Leg[]) =>
    ({
      id: 'call',
      line,
      legs: [contact, owner, ...legs],
      contact: 'c',
      direction: 'inbound',
    }) as unknown as Call;
  const admit = (l: Leg, call = callOf(l)) => guard.admit(call, l, NOW);

  it('is dialled by what its number is, whatever its facts say', () => {
    expect(admit(rung('o', '0612345678'))).toBe('PJSIP/+31612345678@carrier');
    expect(admit(rung('p', '112', { endpoint: 'PJSIP/+1900@carrier' }))).toBe('PJSIP/112@carrier');
  });

  it('is kept back by what is forbidden by now, by whatever way it came', () => {
    expect(admit(rung('o', '09061234'))).toBeNull();
    expect(admit(rung('p', '201&202'))).toBeNull();
    // By an agent's own rules two people outside are not joined.
    expect(admit(rung('q', '0612345678', { asker: anna }))).toBeNull();
    expect(told.map(({ data }) => data?.['rule'])).toEqual([
      'premium',
      'undialable-number',
      'outside-to-outside',
    ]);
    expect(admit(rung('o', '09061234'))).toBeNull();
    expect(told).toHaveLength(3);
  });

  it('counts for the limits of its agent, but not twice if it was asked for', () => {
    settings = { ...settings, limits: { ...settings.limits, concurrentOutsideLegs: 2 } };
    guard.pass(dialling('0612345670', { asker: boss }), NOW);
    const legs = ['0612345670', '0612345671', '0612345672'].map((number) => rung(number, number));
    const call = callOf(...legs);
    expect(legs.map((l) => admit(l, call) !== null)).toEqual([true, true, false]);
    expect(told.map(({ data }) => data?.['rule'])).toEqual(['concurrent-outside-legs']);
    // As often as it is looked at.
    expect(legs.map((l) => admit(l, call) !== null)).toEqual([true, true, false]);
    expect(usage.of('anna', NOW).attempts).toBe(2);
  });

  it('counts for the limits of everybody', () => {
    settings = { ...settings, accountLimits: { concurrentOutsideLegs: 1, minutesPerDay: 10 } };
    const legs = ['1', '2'].map((id) =>
      rung(id, '0612345678', {
        asked: { kind: 'inbound', by: null },
        asker: { id: 'line:sales', role: 'admin' },
      }),
    );
    const call = callOf(...legs);
    expect(legs.map((l) => admit(l, call) !== null)).toEqual([true, false]);
    expect(told.map(({ data }) => data?.['rule'])).toEqual(['account-concurrent-outside-legs']);
  });

  it('is kept back if it is the sixth that nobody has asked for and rings the same number', () => {
    const results = ['1', '2', '3', '4', '5', '6'].map((id) => {
      const l = rung(id, '+31612345678', { state: 'ringing', asked: { kind: 'inbound', by: null } });
      const call = { ...callOf(l), id };
      const dialled = guard.admit(call, l, NOW);
      usage.update(call, [], NOW);
      return dialled !== null;
    });
    expect(results).toEqual([true, true, true, true, true, false]);
    expect(told.map(({ data }) => data?.['rule'])).toEqual(['loop']);
  });

  it('is dialled for help whatever is used up', () => {
    settings = {
      ...settings,
      limits: { attemptsPerMinute: 1, concurrentOutsideLegs: 1, minutesPerDay: 1 },
      accountLimits: { concurrentOutsideLegs: 1, minutesPerDay: 1 },
    };
    const legs = [rung('o', '0612345678'), rung('h', '112')];
    const call = callOf(...legs);
    expect(legs.map((l) => admit(l, call))).toEqual(['PJSIP/+31612345678@carrier', 'PJSIP/112@carrier']);
  });
});
