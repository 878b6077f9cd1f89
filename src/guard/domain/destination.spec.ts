import { countryOf, readDestination } from './destination';

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
  expect(readDestination(dialled, home)).toMatchObject(destination);
});

it('takes digits that it cannot read as they are, from no country', () => {
  expect(readDestination('12', undefined)).toEqual({ number: '12', kind: 'other' });
});

it('knows where a company number lies, if it says so', () => {
  expect(countryOf('+31205550100')).toBe('NL');
  expect(countryOf('0205550100')).toBeUndefined();
});
