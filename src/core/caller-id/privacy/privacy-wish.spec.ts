import fc from 'fast-check';
import { anyCaller, NUMBER } from '../testing/any-caller';
import { type CallerEvidence, privacyWish } from './privacy-wish';

const open: CallerEvidence = {
  headers: [{ name: 'From', value: `"Kim" <sip:${NUMBER}@carrier.example>` }],
  presentations: { number: 'allowed_not_screened', name: 'allowed_not_screened' },
  name: 'Kim',
  number: NUMBER,
};
const wishOf = (name: string, value: string) =>
  privacyWish({ ...open, headers: [...open.headers, { name, value }] });

it('honours whatever the grammars allow as a wish, and nothing else', () => {
  fc.assert(
    fc.property(anyCaller, ({ headers, wish }) => {
      expect(privacyWish({ ...open, headers: headers.map(asRead) })).toBe(wish);
    }),
    { numRuns: 5_000 },
  );
});

/** As a SIP stack hands it on: unfolded (RFC 3261, 7.3.1), From by its own name. */
function asRead({ name, value }: { readonly name: string; readonly value: string }) {
  const unfolded = value.replace(/\s*\r\n\s+/g, ' ').trim();
  return { name: name.toLowerCase() === 'f' ? 'From' : name, value: unfolded };
}

describe('what the grammars do not allow', () => {
  it.each([
    ['Privacy', ''],
    ['Privacy', 'none;id'],
    ['Privacy', 'none, none'],
    ['Privacy', '"none"'],
    ['Remote-Party-ID', ''],
    ['Remote-Party-ID', ';privacy=off'],
    ['RPID-Privacy', ''],
    ['Remote-Party-ID', '"Kim <sip:1@x>;privacy=off'],
    ['Remote-Party-ID', '<sip:1@x;privacy=off'],
    ['Remote-Party-ID', '<sip:1@x>;privacy'],
    ['Remote-Party-ID', '<sip:1@x>;privacy='],
    ['Remote-Party-ID', '<sip:1@x>;privacy=off;privacy=full'],
    ['Remote-Party-ID', '<sip:1@x;privacy=full>'],
    ['P-Asserted-Identity', '<sip:1@x?Privacy=id>'],
    ['P-Asserted-Identity', '<sip:1@x>;privacy=full'],
    ['P-Asserted-Identity', 'Kim'],
    ['P-Asserted-Identity', '<tel:anonymous>'],
    ['P-Asserted-Identity', '<tel:12;phone-context=anonymous.invalid>'],
    ['Anonymity', ''],
  ])('counts as a wish: %s: %s', (name, value) => {
    expect(wishOf(name, value)).toBe('all');
  });
});

it.each([
  'Anonymous',
  'ANONYMOUS CALLER',
  'Private Number',
  'No Caller ID',
  'Unbekannt',
  'Numéro privé',
  'Ａｎｏｎｙｍｏｕｓ',
  ' "Unknown" ',
])('takes %s for the name of nobody', (name) => {
  expect(privacyWish({ ...open, name })).toBe('all');
});

it.each(['Private Bank', 'Anna Nemo', 'Blocked Drains Ltd', 'Kim Unknowne', '匿名', ''])(
  'takes %s for a name like others',
  (name) => {
    expect(privacyWish({ ...open, name })).toBe('none');
  },
);

it.each([
  ['prohib_not_screened', 'allowed', 'all'],
  ['unavailable', 'allowed', 'all'],
  ['', 'allowed', 'all'],
  ['allowed_passed_screen', 'prohib', 'name'],
  ['allowed', 'allowed_failed_screen', 'none'],
] as const)('withholds by the presentations %s and %s: %s', (number, name, wish) => {
  expect(privacyWish({ ...open, presentations: { number, name } })).toBe(wish);
});

it.each(['', 'anonymous', 'Restricted', 'anonymous.invalid'])('has no number in %j', (number) => {
  expect(privacyWish({ ...open, number })).toBe('all');
});

it('is no slower for whatever long value somebody thinks of', () => {
  const long = ['<', '"', ';', ',', '\\', '%41', ':', '>', 'privacy=', '.', ' '].map((text) =>
    text.repeat(20_000),
  );
  const began = performance.now();
  for (const value of long) {
    for (const name of ['Privacy', 'Remote-Party-ID', 'From', 'Proxy-Require', 'Anonymity'])
      wishOf(name, value);
  }
  expect(performance.now() - began).toBeLessThan(2_000);
});
