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

  it('does not tell where a phone redirects to', () => {
    expect(conceal({ leg: id, to: '0611111122' })).toEqual({ leg: id, to: '••••22' });
    expect(conceal({ type: 'redirect', to: '0611111122' })).toEqual({ type: 'redirect', to: '••••22' });
  });

  it('is the same where there is nobody', () => {
    const value = { items: [1, null, 'x'], ok: true };
    expect(conceal(value)).toBe(value);
  });
});
