import { checkOwnNumber } from './own-number';

describe('a number that is to stand for the company', () => {
  it.each([
    ['+31205550100', undefined, '+31205550100'],
    ['+4930123456', 'NL', '+4930123456'],
    ['020 555 0100', 'NL', '+31205550100'],
    ['+31 (20) 555-0100', undefined, '+31205550100'],
  ])('is %s, read in %s, as %s', (text, country, e164) => {
    expect(checkOwnNumber(text, country)).toEqual({ ok: true, e164 });
  });

  it.each([
    ['0205550100', undefined, 'must begin with +'],
    ['0205550100', 'ZZ', 'must begin with +'],
    ['4930123456', 'NL', 'is not a number of NL'],
    ['sales', 'NL', 'is not a phone number'],
    ['+31', undefined, 'is not a phone number'],
    ['call +31205550100 now', 'NL', 'is not a phone number'],
  ])('is not %s, read in %s', (text, country, why) => {
    expect(checkOwnNumber(text, country)).toEqual({ ok: false, why: expect.stringContaining(why) as string });
  });
});
