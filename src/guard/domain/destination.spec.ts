import { countryOf, readDestinations } from './destination';

it.each([
  ['0612345678', 'NL', { number: '+31612345678', country: 'NL', kind: 'other' }],
  ['+4930123456', 'NL', { number: '+4930123456', country: 'DE', kind: 'other' }],
  ['004930123456', 'NL', { number: '+4930123456', country: 'DE', kind: 'other' }],
  ['004930123456', undefined, { number: '+4930123456', country: 'DE', kind: 'other' }],
  ['0114930123456', 'US', { number: '+4930123456', country: 'DE', kind: 'other' }],
  ['09061234', 'NL', { number: '+319061234', country: 'NL', kind: 'premium' }],
  ['+319061234', 'DE', { number: '+319061234', country: 'NL', kind: 'premium' }],
  ['19005551234', 'US', { number: '+19005551234', kind: 'premium' }],
  ['+881612345678', 'NL', { number: '+881612345678' }],
  ['*21*0031906123#', 'NL', { number: '*21*0031906123#', kind: 'service-code' }],
])('reads %s dialled in %s', (dialled, home, destination) => {
  expect(readDestinations(dialled, home)).toMatchObject([destination]);
});

it('takes digits that it cannot read as they are, from no country', () => {
  expect(readDestinations('12', undefined)).toEqual([{ number: '12', kind: 'other' }]);
});

// What a carrier may make of it all the same.
it.each([
  ['0906123499999', 'NL', { country: 'NL', kind: 'premium' }],
  ['+1900555123499', 'NL', { kind: 'premium' }],
  ['+5352123456789012345', 'NL', { country: 'CU' }],
  ['+0031906123499', 'NL', { country: 'NL', kind: 'premium' }],
  ['+0906123499', 'NL', { kind: 'premium' }],
  ['000319061234', 'NL', { number: '+319061234', kind: 'premium' }],
  ['319061234', undefined, { number: '+319061234', kind: 'premium' }],
  ['882161234567', 'NL', { number: '+882161234567' }],
  ['+00870773123456', 'NL', { number: '+870773123456' }],
  ['00870773123456', 'US', { number: '+870773123456' }],
  ['011870773123456', 'NL', { number: '+870773123456' }],
])('reads %s dialled in %s also so that it leads where it may', (dialled, home, destination) => {
  expect(readDestinations(dialled, home)).toContainEqual(expect.objectContaining(destination));
});

it.each(['1233', '0206661', '1200', '0970123456'])('takes %s for nothing abroad', (dialled) => {
  expect(readDestinations(dialled, 'NL')).toHaveLength(1);
});

it('knows where a company number lies, if it says so', () => {
  expect(countryOf('+31205550100')).toBe('NL');
  expect(countryOf('0205550100')).toBeUndefined();
});
