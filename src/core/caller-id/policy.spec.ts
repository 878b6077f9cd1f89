import { type CallingPolicy, defaultPolicy, type ForeignNumberProfile } from './calling-policy';
import { isEmergency } from './emergency';
import { present } from './policy';
import type { Person, View } from './view';

const line = { name: 'Sales', number: '+31205550100' };
const mask = '+31205550199';
const kim: Person = { type: 'contact', name: 'Kim Łukasz', number: '+31612345678' };
const anna: Person = { type: 'agent', name: 'Anna', number: '201' };
const ben: Person = { type: 'agent', name: 'Ben', number: '202' };
const mobile: Person = { type: 'number', name: '', number: '+31687654321' };

const off: CallingPolicy = { ...defaultPolicy(line), mask, emergency: ['112'] };
const lead: CallingPolicy = { ...off, masking: true };
const hidden: CallingPolicy = { ...lead, transferCallerId: 'mask' };
const over = (profile: ForeignNumberProfile, domain?: string): CallingPolicy => ({
  ...lead,
  trunk: { profile, ...(domain === undefined ? {} : { domain }) },
});

const target = (stage: 'ringing' | 'consultation' | 'connected'): View => ({
  viewer: 'inside-target',
  stage,
  transferor: anna,
  contact: kim,
});
const outside = (change: Partial<Extract<View, { viewer: 'outside-target' }>> = {}): View => ({
  viewer: 'outside-target',
  dialled: mobile.number,
  contact: kim,
  origin: 'called-in',
  ...change,
});
const recalled: View = { viewer: 'recalled', lastTarget: ben, contact: kim };

describe('an inside target', () => {
  it.each(['ringing', 'consultation'] as const)('sees the transferor while %s, masking off', (stage) => {
    expect(present(target(stage), off, line)).toMatchObject({ name: 'Anna', number: '201' });
  });

  it('sees the contact once connected, masking off', () => {
    expect(present(target('connected'), off, line)).toMatchObject({ name: kim.name, number: kim.number });
  });

  it.each(['ringing', 'consultation', 'connected'] as const)('sees the lead while %s', (stage) => {
    expect(present(target(stage), lead, line)).toMatchObject({
      name: 'Anna ▸ Kim Łukasz',
      number: kim.number,
    });
  });

  it.each(['ringing', 'consultation', 'connected'] as const)('sees the mask while %s', (stage) => {
    expect(present(target(stage), hidden, line)).toMatchObject({ name: 'Sales', number: mask });
  });

  it('never sees a number that is withheld', () => {
    const view: View = {
      viewer: 'inside-target',
      stage: 'connected',
      transferor: anna,
      contact: { ...kim, withheld: true },
    };
    expect(present(view, off, line)).toMatchObject({ name: 'Anonymous', number: 'anonymous' });
    expect(present(view, lead, line)).toMatchObject({ name: 'Anna ▸ Anonymous', number: 'anonymous' });
  });

  it('sees the number in the name of a contact without a name', () => {
    const view: View = {
      viewer: 'inside-target',
      stage: 'ringing',
      transferor: anna,
      contact: { ...kim, name: '' },
    };
    expect(present(view, lead, line).name).toBe(`Anna ▸ ${kim.number}`);
  });
});

describe('an outside target', () => {
  it("sees the line's number, masking off, whatever the trunk allows", () => {
    for (const profile of ['none', 'diversion', 'assert'] as const) {
      expect(present(outside(), { ...off, trunk: { profile } }, line)).toMatchObject(line);
    }
  });

  it('sees the mask on a trunk that allows no foreign number, and the record says why', () => {
    const shown = present(outside(), over('none'), line);
    expect(shown).toMatchObject({ number: mask, profile: 'none' });
    expect(shown.reason).toContain('the trunk allows no foreign number');
  });

  it('sees the lead by Diversion, with our own number in it', () => {
    expect(present(outside(), over('diversion'), line)).toMatchObject({
      name: '',
      number: kim.number,
      profile: 'diversion',
      headers: { Diversion: `<tel:${mask}>;reason=unconditional;privacy=off` },
    });
  });

  it('sees the lead by assertion, under the domain of the trunk', () => {
    expect(present(outside(), over('assert', 'sip.example'), line)).toMatchObject({
      number: kim.number,
      headers: { 'P-Asserted-Identity': `<sip:${kim.number}@sip.example;user=phone>` },
    });
  });

  it.each([
    ['the contact withholds', outside({ contact: { ...kim, withheld: true } })],
    ['did not call in', outside({ origin: 'called-by-us' })],
    ['did not call in', outside({ contact: anna })],
    ['no number', outside({ contact: { ...kim, number: 'unknown' } })],
  ])('sees the mask when %s, on any trunk', (why, view) => {
    const shown = present(view, over('diversion'), line);
    expect(shown).toMatchObject({ number: mask });
    expect(shown.reason).toContain(why);
    expect(shown.headers).toBeUndefined();
  });

  it('sees the mask, if that is what transfers show', () => {
    expect(present(outside(), { ...over('assert'), transferCallerId: 'mask' }, line)).toMatchObject({
      name: 'Sales',
      number: mask,
    });
  });
});

describe('the contact', () => {
  const view: View = { viewer: 'contact', dialled: null };

  it("sees the line's number, masking off", () => {
    expect(present(view, off, line)).toMatchObject(line);
  });

  it.each([lead, hidden])('sees the mask, masking on', (policy) => {
    expect(present(view, policy, line)).toMatchObject({ name: 'Sales', number: mask });
  });
});

describe('the transferor on recall', () => {
  it.each([off, lead])("sees who did not take the call, and the contact's number", (policy) => {
    expect(present(recalled, policy, line)).toMatchObject({ name: 'Return: Ben', number: kim.number });
  });

  it('sees the mask, if that is what transfers show', () => {
    expect(present(recalled, hidden, line)).toMatchObject({ name: 'Return: Ben', number: mask });
  });

  it('sees the number of an outside target only while masking is off', () => {
    const view: View = { ...recalled, lastTarget: mobile };
    expect(present(view, off, line).name).toBe(`Return: ${mobile.number}`);
    expect(present(view, lead, line).name).toBe('Return: outside number');
  });
});

describe('an agent', () => {
  it.each([off, lead, hidden])('sees the contact whose call it is', (policy) => {
    expect(present({ viewer: 'agent', partner: kim }, policy, line)).toMatchObject({ number: kim.number });
  });

  it('sees an outside target only while masking is off', () => {
    const view: View = { viewer: 'agent', partner: mobile };
    expect(present(view, off, line)).toMatchObject({ name: '', number: mobile.number });
    expect(present(view, lead, line)).toMatchObject({ number: mask });
  });

  it.each([off, lead, hidden])('sees the colleague who calls them', (policy) => {
    expect(present({ viewer: 'colleague', partner: anna }, policy, line)).toMatchObject({
      name: 'Anna',
      number: '201',
    });
  });
});

describe('an emergency number', () => {
  it.each([off, lead, hidden, over('diversion')])("always gets the line's own number", (policy) => {
    const emergency = { name: 'Sales', number: line.number };
    expect(present(outside({ dialled: '112' }), policy, line)).toMatchObject(emergency);
    expect(present({ viewer: 'contact', dialled: '112' }, policy, line)).toMatchObject(emergency);
  });

  it('is recognised however it is written', () => {
    expect(['112', '+112', '1-12'].map((number) => isEmergency(number, lead.emergency))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isEmergency('112#', lead.emergency)).toBe(true);
    expect(isEmergency('1120', lead.emergency)).toBe(false);
  });

  it.each(['*112#', '#112', '11*2', '*1#12', '112##'])(
    'is not what a code of the network holds: %s',
    (code) => {
      expect(isEmergency(code, lead.emergency)).toBe(false);
    },
  );
});

it('says in words why, for every viewer', () => {
  const views: View[] = [target('ringing'), outside(), recalled, { viewer: 'contact', dialled: null }];
  for (const view of views) {
    for (const policy of [off, lead, hidden]) expect(present(view, policy, line).reason).not.toBe('');
  }
});
