import { conceal } from './conceal';

const id = 'baton-01a2036a-cce4-740d-9714-cfb5757f1112-3';

describe('what somebody without numbers:real is shown', () => {
  it('has the last two digits of a number, wherever it is written', () => {
    const call = {
      id,
      line: { number: '+31205550100' },
      legs: [
        {
          party: { type: 'contact', number: '+31612345678', name: 'Kim' },
          shows: { name: 'Anna ▸ +31612345678', number: '+31205550100' },
        },
        { party: { type: 'agent', extension: '201' }, shows: { name: 'Kim', number: '+31612345678' } },
      ],
      step: { endpoint: 'PJSIP/0687654321@carrier', shows: { name: '', number: '0687654321' } },
      sentence: 'Rang 0687654321 for 20 s, no answer.',
    };
    expect(conceal(call)).toEqual({
      id,
      line: { number: '+31205550100' },
      legs: [
        {
          party: { type: 'contact', number: '••••78', name: 'Kim' },
          shows: { name: 'Anna ▸ ••••78', number: '+31205550100' },
        },
        { party: { type: 'agent', extension: '201' }, shows: { name: 'Kim', number: '••••78' } },
      ],
      step: { endpoint: 'PJSIP/••••21@carrier', shows: { name: '', number: '••••21' } },
      sentence: 'Rang ••••21 for 20 s, no answer.',
    });
  });

  it('keeps ids and times that hold the same digits', () => {
    const value = { id, at: '2026-11-22T11:12:35.112Z', party: { type: 'number', number: '112' } };
    expect(conceal(value)).toMatchObject({ id, at: value.at });
  });

  it('has no number in the place of a name either', () => {
    const party = { type: 'contact', number: '+31612345678', name: '(06) 1234.5678' };
    expect(JSON.stringify(conceal({ party }))).not.toContain('5678');
  });

  it.each([
    ['0612345678x', '••••78'],
    ['06-1234.5678', '••••78'],
    ['tel:+31612345678', '••••78'],
    ['٠٦١٢٣٤', '••••34'],
    ['7', '••••'],
    ['112', '••••12'],
    ['kim.contact', '••••'],
  ])('masks whatever stands in the place of a number: %s', (number, masked) => {
    const call = {
      party: { type: 'contact', number, name: '' },
      shows: { name: `Anna ▸ ${number}`, number },
    };
    expect(conceal(call)).toEqual({
      party: { type: 'contact', number: masked, name: '' },
      shows: { name: expect.not.stringContaining(number) as string, number: masked },
    });
  });

  it.each([
    ['Kim 06 12 34 56 78', 'Kim ••••78'],
    ['Kim (０６１２３４)', 'Kim (••••34)'],
    ['06a12b34', '••••a••••b••••34'],
    ['Studio 54', 'Studio 54'],
    ['2061-23-45T67:89:01Z', '••••T••••01Z'],
    ['0612345678.12', '••••12'],
  ])('has no run of digits in the name %s', (name, masked) => {
    const seenBy = (shown: string) => ({
      party: { type: 'contact', number: '', name: shown },
      shows: { name: shown, number: 'x' },
      shownBefore: [{ name: `Anna ▸ ${shown}`, number: 'x' }],
    });
    expect(conceal(seenBy(name))).toEqual(seenBy(masked));
  });

  it('keeps extensions, our own numbers, and the ids that Asterisk gives', () => {
    const value = {
      party: { type: 'contact', number: '201', name: '' },
      agent: { type: 'agent', name: 'Anna', extension: '201' },
      line: { number: '+31205550201' },
      leg: '1795897629.201',
      time: '2026-11-22T11:12:35.201Z',
    };
    expect(conceal(value)).toEqual({ ...value, party: { type: 'contact', number: '••••01', name: '' } });
  });

  it.each([
    ['+49205757111234', '01a2036a-cce4-7401-9714-205757111234'],
    ['20261122', '2026-11-22T11:12:35.112Z'],
    ['3', 'baton-call-3'],
    ['3', 'talk3'],
    ['12', 'at 11:12:13'],
  ])('keeps, though the number is %s, the id or time %s', (number, kept) => {
    expect(conceal({ party: { type: 'contact', number, name: '' }, kept })).toMatchObject({ kept });
  });

  it('does not tell where a phone redirects to', () => {
    expect(conceal({ leg: id, to: '0611111122' })).toEqual({ leg: id, to: '••••22' });
    expect(conceal({ type: 'redirect', to: '0611111122' })).toEqual({ type: 'redirect', to: '••••22' });
    expect(conceal({ leg: id, to: 'kim.home' })).toEqual({ leg: id, to: '••••' });
  });

  it('is the same where there is nobody', () => {
    const value = { items: [1, null, 'x'], ok: true };
    expect(conceal(value)).toBe(value);
  });
});

describe('a number with letters', () => {
  it.each(['0800FLOWERS', '1800-CALL', '1234x', 'kim.contact', '0612345678x', 'k1m'])(
    'is nowhere as it was written: %s',
    (number) => {
      const shown = JSON.stringify(
        conceal({
          legs: [{ type: 'contact', number, name: 'Kim' }],
          shows: { name: `Ann ▸ ${number}`, number },
          text: `Rang ${number} for 20 s; the contact returned to ${number}.`,
          list: [number, `${number}, too`],
        }),
      );
      expect(shown).not.toContain(number);
    },
  );

  it('stays where a word of the same letters is meant', () => {
    const text = 'Rang anna for 20 s.';
    expect(conceal({ legs: [{ type: 'contact', number: 'anna', name: '' }], text })).toMatchObject({ text });
  });
});
