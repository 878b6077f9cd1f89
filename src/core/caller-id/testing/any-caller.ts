import fc from 'fast-check';
import type { SipHeader } from '../privacy/privacy-wish';
import { strongest, type Wish } from '../privacy/wish';

/**
 * Header fields as the grammars write them: RFC 3261 (25.1), RFC 3323 (4.2), RFC 3325 (9.1), RFC 7044 (`history`), and
 * draft-ietf-sip-privacy-04 (Remote-Party-ID, RPID-Privacy). Each comes with what it means, which is known from how it was
 * put together and not from reading it.
 */
export interface Written {
  readonly text: string;
  readonly wish: Wish;
}

/** An INVITE's header fields that tell of its caller, in order. */
export interface WrittenCaller {
  readonly headers: readonly SipHeader[];
  readonly wish: Wish;
}

export const NUMBER = '+31612340001';

/** LWS between parts; where a fold is written, the next line begins with white space (RFC 3261, 7.3.1). */
const space = fc.constantFrom('', '', '', ' ', '\t', '  ', '\r\n ', ' \r\n\t');
const someSpace = fc.constantFrom(' ', '  ', '\t', '\r\n ');

/** In whichever case: no keyword of these grammars has one (RFC 3261, 7.3.1). */
const inAnyCase = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    text,
    text,
    text.toUpperCase(),
    text.charAt(0).toUpperCase() + text.slice(1),
    [...text].map((char, index) => (index % 2 === 0 ? char : char.toUpperCase())).join(''),
  );

const keyword = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts).chain(inAnyCase);

const around = (char: string): fc.Arbitrary<string> =>
  fc.tuple(space, space).map(([before, after]) => `${before}${char}${after}`);

const join = (parts: readonly string[], separator: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(separator, { minLength: Math.max(parts.length - 1, 0), maxLength: Math.max(parts.length - 1, 0) })
    .map((between) => parts.map((part, index) => part + (between[index] ?? '')).join(''));

/** Tokens that no document has yet. */
const otherToken = fc.constantFrom('x-new', 'foo', "it's.a!token%", 'off2', 'nonesuch');

/** priv-value *(";" priv-value) */
const privacyValue: fc.Arbitrary<Written> = fc.oneof(
  keyword('none').map((text): Written => ({ text, wish: 'none' })),
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom('user', 'header', 'session', 'id', 'history'), { maxLength: 4 }),
      fc.option(otherToken, { nil: undefined, freq: 4 }),
      fc.boolean(),
    )
    .filter(([values, other]) => values.length > 0 || other !== undefined)
    .chain(([values, other, isCritical]) =>
      fc.tuple(
        ...[...values, ...(other === undefined ? [] : [other]), ...(isCritical ? ['critical'] : [])].map(
          inAnyCase,
        ),
      ),
    )
    .chain((values) => join(values, around(';')))
    .map((text): Written => ({ text, wish: 'all' })),
);

/** rpi-priv-element = ("full" / "name" / "uri" / "off" / token) ["-" ("network" / token)] */
const element: fc.Arbitrary<Written> = fc
  .tuple(
    fc.constantFrom(
      ['off', 'none'],
      ['off', 'none'],
      ['name', 'name'],
      ['name', 'name'],
      ['name', 'name'],
      ['full', 'all'],
      ['uri', 'all'],
      ['x', 'all'],
    ),
    fc.constantFrom('', '', '-network', '-proxy'),
  )
  .chain(([[word = '', wish], who]) => inAnyCase(word + who).map((text): Written => ({ text, wish })));

/** rpi-privacy: one element, or a list of them, quoted; draft 02 had the list without quotes. */
const privacyParameter: fc.Arbitrary<Written> = fc
  .tuple(
    fc.array(element, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('quoted', 'bare'),
    keyword('privacy'),
    around('='),
  )
  .chain(([elements, style, name, equals]) =>
    join(
      elements.map(({ text }) => text),
      around(','),
    ).map((list): Written => {
      const value = style === 'quoted' ? `"${list}"` : list;
      return { text: name + equals + value, wish: strongest(elements.map(({ wish }) => wish)) };
    }),
  );

/** What looks like a wish and stands where it is none. */
const decoys = [
  'Kim; privacy=full',
  'Privacy: id, <sip:anonymous@anonymous.invalid>',
  'a \\" ;privacy=uri',
  'k, "',
];
const quoted = fc.constantFrom(...decoys, 'Kim', '').map((text) => `"${text.replace(/(?<!\\)"/g, '\\"')}"`);

const otherParameter: fc.Arbitrary<Written> = fc
  .oneof(
    keyword(
      'screen=yes',
      'screen=no',
      'party=calling',
      'party=called',
      'id-type=subscriber',
      'id-type=term',
      'lr',
    ),
    quoted.map((value) => `x=${value}`),
    fc.constantFrom('-x=1', 'np-privacy=full', 'privacy-x=full'),
  )
  .map((text): Written => ({ text, wish: 'none' }));

const percent = (text: string): string =>
  [...text].map((char, index) => (index % 3 === 0 ? `%${char.charCodeAt(0).toString(16)}` : char)).join('');

const nobodyWord = keyword('anonymous', 'unavailable', 'restricted', 'unknown', 'private', 'withheld');

const displayName: fc.Arbitrary<Written> = fc.oneof(
  { weight: 6, arbitrary: quoted.map((text): Written => ({ text, wish: 'none' })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('Kim', 'Kim Contact', '').map((text): Written => ({ text, wish: 'none' })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(nobodyWord, fc.boolean())
      .map(([word, isQuoted]): Written => ({ text: isQuoted ? `"${word}"` : word, wish: 'all' })),
  },
);

const host = fc.constantFrom(
  'carrier.example',
  '192.0.2.7',
  '[2001:db8::7]',
  'carrier.example:5080',
  'invalid.example',
);
const uriParameters = fc.constantFrom('', ';user=phone', ';user=phone;x=y', ';transport=tcp');

const openUri: fc.Arbitrary<Written> = fc.oneof(
  fc
    .tuple(
      keyword('sip', 'sips'),
      fc.constantFrom(NUMBER, `${NUMBER};phone-context=nl`, `${NUMBER}:pass`),
      host,
      uriParameters,
    )
    .map(([scheme, user, at, rest]): Written => ({ text: `${scheme}:${user}@${at}${rest}`, wish: 'none' })),
  keyword('tel').map((scheme): Written => ({ text: `${scheme}:${NUMBER}`, wish: 'none' })),
);

const hiddenUri: fc.Arbitrary<Written> = fc
  .oneof(
    fc.tuple(nobodyWord, host).map(([user, at]) => `sip:${user}@${at}`),
    fc.tuple(nobodyWord.map(percent), host).map(([user, at]) => `sip:${user}@${at}`),
    fc
      .tuple(fc.constantFrom(NUMBER, 'x'), keyword('anonymous.invalid', 'a.b.invalid', 'anonymous.invalid.'))
      .map(([user, at]) => `sip:${user}@${at}`),
  )
  .map((text): Written => ({ text, wish: 'all' }));

const uri = fc.oneof({ weight: 6, arbitrary: openUri }, { weight: 1, arbitrary: hiddenUri });

/** name-addr, or addr-spec where the grammar allows it. */
const address: fc.Arbitrary<Written> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(displayName, uri, someSpace).map(([name, { text, wish }, gap]): Written => {
      const before = name.text === '' ? '' : name.text + gap;
      return { text: `${before}<${text}>`, wish: strongest([name.wish, wish]) };
    }),
  },
  { weight: 1, arbitrary: uri.filter(({ text }) => !/[;,?]/.test(text)) },
);

const withParameters = (
  to: fc.Arbitrary<Written>,
  parameters: fc.Arbitrary<readonly Written[]>,
): fc.Arbitrary<Written> =>
  fc.tuple(to, parameters).chain(([first, rest]) =>
    join([first.text, ...rest.map(({ text }) => text)], around(';')).map((text): Written => ({
      text,
      wish: strongest([first.wish, ...rest.map(({ wish }) => wish)]),
    })),
  );

const named: fc.Arbitrary<Written> = fc.tuple(displayName, uri).map(([name, { text, wish }]): Written => ({
  text: `${name.text}<${text}>`,
  wish: strongest([name.wish, wish]),
}));

const rpidParameters = fc
  .tuple(fc.array(otherParameter, { maxLength: 3 }), fc.array(privacyParameter, { maxLength: 1 }))
  .chain(([others, privacies]) =>
    fc.shuffledSubarray([...others, ...privacies], { minLength: others.length + privacies.length }),
  );

const listOf = (entry: fc.Arbitrary<Written>): fc.Arbitrary<Written> =>
  fc.array(entry, { minLength: 1, maxLength: 2 }).chain((entries) =>
    join(
      entries.map(({ text }) => text),
      around(','),
    ).map((text): Written => ({ text, wish: strongest(entries.map(({ wish }) => wish)) })),
  );

/** A header's name in any case, and a value that may begin on the next line. */
const field = (name: string, value: fc.Arbitrary<Written>): fc.Arbitrary<WrittenCaller> =>
  fc.tuple(inAnyCase(name), value, space).map(([as, { text, wish }, before]) => ({
    headers: [{ name: as, value: before + text }],
    wish,
  }));

const tags = (...texts: string[]): fc.Arbitrary<string> =>
  fc.shuffledSubarray(texts, { minLength: texts.length }).chain((all) => join(all, around(',')));

const headerThatTells: fc.Arbitrary<WrittenCaller> = fc.oneof(
  field('Privacy', privacyValue),
  field('Remote-Party-ID', listOf(withParameters(named, rpidParameters))),
  field(
    'RPID-Privacy',
    withParameters(
      fc.constant({ text: '', wish: 'none' }),
      rpidParameters.filter((all) => all.length > 0),
    ),
  ),
  field('P-Asserted-Identity', listOf(address)),
  field('P-Preferred-Identity', listOf(address)),
  field(
    'Anonymity',
    fc.constantFrom<Written>({ text: 'off', wish: 'none' }, { text: 'ipaddr', wish: 'all' }),
  ),
  field(
    'Proxy-Require',
    fc.oneof(
      tags('x-first', 'privacy').map((text): Written => ({ text, wish: 'all' })),
      tags('x-privacy', 'privacy2').map((text): Written => ({ text, wish: 'none' })),
    ),
  ),
);

/** Tells nothing, whatever it says. */
const otherHeader: fc.Arbitrary<WrittenCaller> = fc
  .constantFrom<SipHeader>(
    { name: 'X-Privacy', value: 'id' },
    { name: 'Subject', value: 'Privacy: id' },
    { name: 'Diversion', value: '<sip:+31201110000@carrier.example>;privacy=full;reason=unconditional' },
    { name: 'User-Agent', value: 'anonymous' },
  )
  .map((header) => ({ headers: [header], wish: 'none' }));

const from: fc.Arbitrary<WrittenCaller> = fc
  .tuple(keyword('From', 'f'), withParameters(named, fc.constant([{ text: 'tag=x1', wish: 'none' }])))
  .map(([name, { text, wish }]) => ({ headers: [{ name, value: text }], wish }));

/** From, and whatever else tells of the caller, in any order. */
export const anyCaller: fc.Arbitrary<WrittenCaller> = fc
  .tuple(
    from,
    fc.array(fc.oneof({ weight: 4, arbitrary: headerThatTells }, { weight: 1, arbitrary: otherHeader }), {
      maxLength: 3,
    }),
  )
  .chain(([first, rest]) => fc.shuffledSubarray([first, ...rest], { minLength: rest.length + 1 }))
  .map((fields) => ({
    headers: fields.flatMap(({ headers }) => headers),
    wish: strongest(fields.map(({ wish }) => wish)),
  }));
