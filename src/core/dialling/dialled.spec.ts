import { getCountries } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { readDialled } from './dialled';

const emergency = ['112', '110'];
const read = (text: string, country?: string) => readDialled(text, { country, emergency });

describe('a number', () => {
  it.each([
    ['0612345678', 'NL', '+31612345678'],
    ['207654321', 'NL', '+31207654321'],
    ['31207654321', 'NL', '+31207654321'],
    ['+310207654321', 'NL', '+31207654321'],
    ['+4930123456', 'NL', '+4930123456'],
    ['004930123456', 'NL', '+4930123456'],
    ['004930123456', undefined, '+4930123456'],
    ['0114930123456', 'US', '+4930123456'],
    ['8104930123456', 'RU', '+4930123456'],
    ['00114930123456', 'AU', '+4930123456'],
    ['4045551234', 'US', '+14045551234'],
    ['14045551234', 'US', '+14045551234'],
    ['06123456', 'IT', '+3906123456'],
    ['712345', 'AD', '+376712345'],
    ['08001234', 'NL', '+318001234'],
    // What begins like another country is a number of this one unless it is said to be abroad.
    ['88216123456', 'DE', '+4988216123456'],
    ['5352123456', 'DE', '+495352123456'],
    ['18765551234', 'DE', '+4918765551234'],
    ['18765551234', 'US', '+18765551234'],
    ['008821612345678', 'DE', '+8821612345678'],
  ])('%s in %s is %s', (text, country, number) => {
    expect(read(text, country)).toMatchObject({ type: 'number', number });
  });
});

it.each([
  ['201&202', 'NL'],
  ['0800FLOWERS', 'NL'],
  ['+31612345678;ext=5', 'NL'],
  ['0612345678@evil', 'NL'],
  ['0612345678/x', 'NL'],
  ['0612345678,x', 'NL'],
  ['0612345678p1', 'NL'],
  ['0612345678w1', 'NL'],
  [' 0612345678', 'NL'],
  ['06 12345678', 'NL'],
  ['06-12345678', 'NL'],
  ['0612345678\n', 'NL'],
  ['٠٦١٢٣٤٥٦٧٨', 'NL'],
  ['０６１２３４５６７８', 'NL'],
  ['31+612345678', 'NL'],
  ['++31612345678', 'NL'],
  ['+', 'NL'],
  ['', 'NL'],
  ['5'.repeat(33), 'NL'],
  // No country has this code, or a number of that length.
  ['+210123456', 'NL'],
  ['+999123456', 'NL'],
  ['+0031612345678', 'NL'],
  ['+1', 'NL'],
  ['+4930123456789012', 'NL'],
  ['061234567890123', 'NL'],
  ['18765551234', 'GB'],
  ['5551234', 'US'],
  ['004930123456', 'US'],
  // A 0 too many.
  ['000441234567890', 'DE'],
  ['+00441234567890', 'DE'],
  // Which country is meant cannot be known.
  ['0612345678', undefined],
  ['0612345678', 'XX'],
  ['0612345678', 'constructor'],
])('%j in %s is nothing that could be dialled', (text, country) => {
  const dialled = read(text, country);
  expect(dialled.type).toBe('undialable');
  expect(dialled.type === 'undialable' && dialled.why).not.toBe('');
});

describe('a code of the network', () => {
  it.each(['11833', '118', '1233', '14020', '116117', '20123', '5'])('is a short number: %s', (text) => {
    expect(read(text, 'DE')).toEqual({ type: 'code', kind: 'short-number', number: text });
    expect(read(text)).toEqual({ type: 'code', kind: 'short-number', number: text });
  });

  it.each([
    ['+4911833', 'DE', '11833'],
    ['004911833', 'DE', '11833'],
    ['+49118331234567', 'DE', '118331234567'],
    ['118331234567', 'DE', '118331234567'],
    ['+43118877', 'AT', '118877'],
    ['+46118118', 'SE', '118118'],
    ['+44118118000', 'GB', '118118000'],
    ['+311850123', 'NL', '1850123'],
    ['+32130712345', 'BE', '130712345'],
    ['+391254123', 'IT', '1254123'],
    ['+4718811234', 'NO', '18811234'],
    ['+41181123456', 'CH', '181123456'],
    ['+6112455123', 'AU', '12455123'],
    // Only as it stands there: in the Netherlands 11833 would be another's.
    ['+4911833', 'NL', '+4911833'],
    ['004911833', 'NL', '+4911833'],
    ['004911833', undefined, '+4911833'],
  ])('is what begins so behind its country code: %s in %s', (text, country, number) => {
    expect(read(text, country)).toEqual({ type: 'code', kind: 'short-number', number });
  });

  it.each([
    ['+46118123456', 'SE'],
    ['+441189123456', 'GB'],
    ['+31180123456', 'NL'],
    ['+3212071234', 'BE'],
  ])('is no number that is given out and begins so: %s', (text, country) => {
    expect(read(text, country)).toMatchObject({ type: 'number', number: text });
  });

  it.each(['*21*0612345678#', '#31#0612345678', '*100#', '0612345678#', '+31612345678*1', '**21*1#', '#'])(
    'is what has * or # in it: %s',
    (text) => {
      expect(read(text, 'NL')).toEqual({ type: 'code', kind: 'service-code', number: text });
    },
  );
});

describe('a call for help', () => {
  it.each([
    '112',
    '112#',
    '+112',
    '1-1-2',
    '1 12',
    '(112)',
    '1.1.2',
    '1\u00a012',
    '0112',
    '00112',
    '+0112',
    '+49112',
    '0049112',
    '+49 112#',
  ])('is %j, and is dialled as the country does', (text) => {
    expect(read(text, 'DE')).toEqual({ type: 'emergency', number: '112' });
  });

  it.each([
    '1120',
    '*112#',
    '#112',
    '11*2',
    '112##',
    '112,',
    '112;x',
    'a112',
    '112a',
    '112@x',
    '+31112',
    '49112',
    '000112',
  ])('is not %j', (text) => {
    expect(read(text, 'DE').type).not.toBe('emergency');
  });

  it('of two digits has nothing before it', () => {
    const home = { country: 'FR', emergency: ['15', '112'] };
    expect(readDialled('15', home).type).toBe('emergency');
    expect(readDialled('015', home).type).not.toBe('emergency');
    expect(readDialled('0015', home).type).not.toBe('emergency');
  });
});

it('reads whatever is dialled anywhere as a number that is read as itself, or as none', () => {
  let seed = 20_261_130;
  const roll = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const country of getCountries(metadata)) {
    for (let time = 0; time < 200; time += 1) {
      const digits = Array.from({ length: 3 + roll(15) }, () => String(roll(10))).join('');
      const text = `${['', '+', '00', '0', '011', '8', '1'][roll(7)]}${digits}`;
      const dialled = read(text, country);
      if (dialled.type !== 'number') continue;
      expect(dialled.number).toMatch(/^\+[1-9][0-9]{4,14}$/);
      expect(dialled.destinations[0]?.number).toBe(dialled.number);
    }
  }
});
