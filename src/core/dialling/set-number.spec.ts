import { OwnNumbers } from './own-numbers';
import { type Dialler, refusalToSet } from './set-number';
import { initialRules } from './settings';

const line = (number: string, country?: string) => ({
  id: number,
  name: `Line ${number}`,
  number,
  ...(country === undefined ? {} : { country }),
});
const own = new OwnNumbers([line('+31205550000'), line('0305551234', 'DE'), line('0101234567')]);
const dutch: Dialler = { country: 'NL', emergency: ['112'], rules: [initialRules] };
const german: Dialler = { country: 'DE', emergency: ['112', '110'], rules: [initialRules] };

it.each([
  ['+31205550000', 'own-number'],
  ['0031205550000', 'own-number'],
  ['0205550000', 'own-number'],
  ['31205550000', 'own-number'],
  ['205550000', 'own-number'],
  ['+49305551234', 'own-number'],
  // Nobody knows where this line lies: how it ends is enough.
  ['+31101234567', 'own-number'],
  ['112', 'emergency-number'],
  ['0112', 'emergency-number'],
  ['1-1-2', 'emergency-number'],
  ['09061234', 'forbidden-number'],
  ['+8821612345678', 'forbidden-number'],
  ['*21*0612345678#', 'forbidden-number'],
  ['11833', 'forbidden-number'],
  ['201&202', 'undialable-number'],
  ['0612345678901234', 'undialable-number'],
  ['0612345678', undefined],
  ['+49301234567', undefined],
])('%s: %s', (number, code) => {
  expect(refusalToSet(number, [dutch], own)?.code).toBe(code);
});

it('is allowed if one line could dial it, but not if one would call for help or itself', () => {
  const strict = { ...german, rules: [{ ...initialRules, blockedCountries: ['NL'] }] };
  expect(refusalToSet('+31612345678', [strict], own)?.code).toBe('forbidden-number');
  expect(refusalToSet('+31612345678', [strict, dutch], own)).toBeUndefined();
  expect(refusalToSet('110', [dutch, german], own)?.code).toBe('emergency-number');
  expect(refusalToSet('0305551234', [dutch, german], own)?.code).toBe('own-number');
});

it('without a line waits for one, as far as it depends on it', () => {
  const nobody: Dialler = {
    country: undefined,
    emergency: ['112'],
    rules: [initialRules],
    isYetUnknown: true,
  };
  expect(refusalToSet('0612345678', [nobody], own)).toBeUndefined();
  expect(refusalToSet('201&202', [nobody], own)?.code).toBe('undialable-number');
  expect(refusalToSet('+999123456', [nobody], own)?.code).toBe('undialable-number');
  expect(refusalToSet('+19005551234', [nobody], own)?.code).toBe('forbidden-number');
  expect(refusalToSet('*21#', [nobody], own)?.code).toBe('forbidden-number');
  expect(refusalToSet('11833', [nobody], own)).toBeUndefined();
  expect(refusalToSet('0205550000', [nobody], own)).toBeUndefined();
});
