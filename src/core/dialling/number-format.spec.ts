import { getCountries } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { numberFormats } from '../caller-id/calling-policy';
import { readDialled } from './dialled';
import { written } from './number-format';
import type { E164 } from './numbering';

it.each<[E164, string | undefined, readonly [string, string, string, string]]>([
  ['+31207654321', 'NL', ['+31207654321', '31207654321', '0031207654321', '0207654321']],
  ['+4930123456', 'NL', ['+4930123456', '4930123456', '004930123456', '004930123456']],
  ['+4930123456', 'US', ['+4930123456', '4930123456', '0114930123456', '0114930123456']],
  ['+14045551234', 'US', ['+14045551234', '14045551234', '+14045551234', '4045551234']],
  // Another country's of the same code, and one that nobody has given out: no other writing is safe.
  ['+18765551234', 'US', ['+18765551234', '18765551234', '+18765551234', '+18765551234']],
  ['+4910330049187', 'DE', ['+4910330049187', '4910330049187', '004910330049187', '+4910330049187']],
  ['+31207654321', undefined, ['+31207654321', '31207654321', '0031207654321', '0031207654321']],
  ['+3906123456', 'IT', ['+3906123456', '3906123456', '003906123456', '06123456']],
  ['+74951234567', 'RU', ['+74951234567', '74951234567', '+74951234567', '84951234567']],
])('writes %s in %s', (number, country, all) => {
  expect(numberFormats.map((format) => written(number, format, country))).toEqual(all);
});

it('writes no number so that it reads as another one in its country', () => {
  let seed = 7;
  const roll = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let nationals = 0;
  for (const country of getCountries(metadata)) {
    const home = { country, emergency: [] };
    for (let time = 0; time < 25; time += 1) {
      const text = `${['', '0', '00'][roll(3)]}${Array.from({ length: 5 + roll(9) }, () => roll(10)).join('')}`;
      const dialled = readDialled(text, home);
      if (dialled.type !== 'number') continue;
      for (const format of ['e164', 'international', 'national'] as const) {
        const out = written(dialled.number, format, country);
        if (!out.startsWith('+')) nationals += 1;
        expect(readDialled(out, home)).toMatchObject({ number: dialled.number });
      }
    }
  }
  expect(nationals).toBeGreaterThan(300);
});
