import fc from 'fast-check';
import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { anyCaller, NUMBER, type WrittenCaller } from '../../src/core/caller-id/testing/any-caller';
import type { Caller } from '../../src/features/calls/pbx';
import { RawCaller } from '../support/phones/raw-caller';
import type { RawHeaders } from '../support/phones/raw-headers';
import { AriFixture } from './ari-fixture';
import { Arrivals } from './arrivals';

jest.setTimeout(120_000);

const LINE = '+31205550100';
const from = (address = `"Kim" <sip:${NUMBER}@carrier.example>`) => `From: ${address};tag=x1`;

/** Dialplans as operators have them, who take no notice of ours. */
const operators = `
[from-trunk](+)
exten = 100,1,Stasis(baton,inbound,100)
exten = 101,1,Stasis(baton,inbound,101,\${CALLERID(num-pres)})
exten = 102,1,Stasis(baton,inbound,102,prohib)
exten = 103,1,Set(CALLERID(pres)=prohib_passed_screen)
 same = n,Stasis(baton,inbound,103)
exten = 104,1,Set(CALLERID(name-pres)=prohib)
 same = n,Stasis(baton,inbound,104)
exten = 105,1,Stasis(baton,inbound)
`;

/** Trunks that ask for no password, known by their addresses. Only the first is believed about P-Asserted-Identity. */
const trunks = `
[carrier](baton-trunk)
[carrier]
type = identify
endpoint = carrier
match = 127.0.0.1
[stranger](baton-trunk)
trust_id_inbound = no
[stranger]
type = identify
endpoint = stranger
match = 127.0.0.2
`;

const fixture = new AriFixture();
let asterisk: EmbeddedAsterisk;
let arrivals: Arrivals;
let caller: RawCaller;
let stranger: RawCaller;

beforeAll(async () => {
  asterisk = await fixture.asterisk({
    extraConf: {
      'pjsip.conf': trunks,
      'extensions.conf': operators,
    },
  });
  arrivals = await Arrivals.at(asterisk, fixture);
  caller = await RawCaller.open(asterisk.sipPort);
  stranger = await RawCaller.open(asterisk.sipPort, '127.0.0.2');
  fixture.closes(() => [caller, stranger].forEach((one) => one.close()));
});
afterAll(() => fixture.end());

/** The caller that Asterisk names for these lines, and what is left of them on the channel then. */
async function identified(
  lines: RawHeaders,
  { number = LINE, by = caller } = {},
): Promise<{ readonly caller: Caller; readonly left: string }> {
  const arrival = await arrivals.after(() => by.invite(number, lines), lines.join(' / '));
  const identity = await arrivals.pbx.identify(arrival);
  const { caller: left } = await arrivals.client.ari.channels.get({ channelId: arrival.channel });
  await arrivals.hangUp(arrival);
  return { caller: identity, left: JSON.stringify(left) };
}

/** Folded once at the most: of a third line PJSIP forgets those before it, and nobody can know what was there. */
const linesOf = ({ headers }: WrittenCaller): RawHeaders =>
  headers.map(({ name, value }) => {
    const [first = '', second, ...more] = value.split(/\r\n(?=[ \t])/);
    return `${name}: ${first}${second === undefined ? '' : `\r\n${second}`}${more.join(' ')}`;
  });

it('knows of every wish that the grammars allow, as it comes over the wire, and of no other', async () => {
  await fc.assert(
    fc.asyncProperty(anyCaller, fc.boolean(), async (written, isTrusted) => {
      const by = isTrusted ? caller : stranger;
      const { caller: known, left } = await identified(linesOf(written), { by });
      const { wish } = written;
      expect({ ...known, wish }).toMatchObject({
        wish,
        withheld: wish === 'all',
        number: wish === 'all' ? '' : (expect.stringMatching(/^\+?\d+$/) as string),
        ...(wish === 'none' ? {} : { name: '' }),
      });
      expect(known.doubt).toBeUndefined();
      if (wish === 'all') expect(left).toBe('{"name":"Anonymous","number":"anonymous"}');
    }),
    { numRuns: 250 },
  );
});

it.each<readonly [string, ...string[]]>([
  ['a number in From and Privacy: id', from(), 'Privacy: id'],
  ['the second of two', from(), 'Privacy: none', 'Privacy: id'],
  ['white space before the colon', from(), 'PRIVACY \t: id'],
  ['a value on the next line', from(), 'Privacy:\r\n\tid'],
  ['a From of one letter', `f: Anonymous <sip:${NUMBER}@carrier.example>;tag=x1`],
  [
    'a P-Asserted-Identity that tells of nobody',
    from(),
    'P-Asserted-Identity: <sip:anonymous@anonymous.invalid>',
  ],
  [
    'an anonymous From, and the number asserted',
    from('<sip:anonymous@anonymous.invalid>'),
    `P-Asserted-Identity: <sip:${NUMBER}@c>`,
  ],
  ['a list that asks for the address', from(), `Remote-Party-ID: <sip:${NUMBER}@c>;privacy="name,uri"`],
  [
    'the second Remote-Party-ID',
    from(),
    'Remote-Party-ID: <sip:1@c>',
    'Remote-Party-ID: <sip:1@c>;privacy=full',
  ],
  ['an empty Privacy', from(), 'Privacy:'],
  ['a Privacy that is too long to be read', from(), `Privacy: ${'x'.repeat(5_000)};id`],
  ['a long header beside it', from(), `X-Long: ${'x'.repeat(5_000)}`, 'Privacy: id'],
  [
    'what is left of a value on three lines',
    from(),
    `Remote-Party-ID: <sip:${NUMBER}@c>;party=calling\r\n ;privacy=full\r\n ;screen=yes`,
  ],
  ['more of it than anybody means', from(), ...Array.from({ length: 40 }, () => 'Privacy: none')],
  ['no user at all', from('<sip:carrier.example>')],
])('withholds for %s', async (_, ...lines) => {
  const { caller: known, left } = await identified(lines);
  expect(known).toMatchObject({ name: '', number: '', withheld: true });
  expect(left).toBe('{"name":"Anonymous","number":"anonymous"}');
});

it.each<readonly [string, Partial<Caller>, readonly string[]]>([
  ['nothing', { name: 'Kim', number: NUMBER }, [from()]],
  ['Privacy: none', { name: 'Kim', number: NUMBER }, [from(), 'Privacy: None']],
  [
    'a name that is private',
    { name: '', number: NUMBER },
    [from(), `Remote-Party-ID: "Kim" <sip:${NUMBER}@c>;privacy=name`],
  ],
  ['a name in Latin-1', { name: 'Jos\ufffd', number: NUMBER }, [from(`"Jos\u00e9" <sip:${NUMBER}@c>`)]],
  ['a name that is code', { name: '${CALLERID(num)}' }, [from(`"\${CALLERID(num)}" <sip:${NUMBER}@c>`)]],
  ['a number with separators', { number: '0612345678' }, [from('<sip:06-12.34(56)78@c>')]],
  ['a telephone address', { number: NUMBER }, [from(`<tel:${NUMBER}>`)]],
  ['digits of another script', { number: '061' }, [from('<sip:%D9%A0%D9%A6%D9%A1@c>')]],
  ['a line end in the number', { number: '12 X' }, [from('<sip:12%0d%0aX@c>')]],
])('shows the caller for %s', async (_, expected, lines) => {
  expect((await identified(lines)).caller).toMatchObject({ ...expected, withheld: false });
});

describe('with a dialplan of its own', () => {
  it.each([
    ['that says nothing', '100'],
    ["that gives Asterisk's presentation, which knows nothing", '101'],
    ['that names no number', '105'],
  ])('%s, the wish is honoured', async (_, number) => {
    expect((await identified([from(), 'Privacy: id'], { number })).caller.withheld).toBe(true);
    expect((await identified([from()], { number })).caller.withheld).toBe(false);
  });

  it.each([
    ['says so', '102'],
    ['has set the presentation', '103'],
  ])('who it withholds is withheld: it %s', async (_, number) => {
    expect((await identified([from()], { number })).caller.withheld).toBe(true);
  });

  it('whose name it withholds has none', async () => {
    expect((await identified([from()], { number: '104' })).caller).toMatchObject({
      name: '',
      number: NUMBER,
    });
  });
});

it('withholds, and says why, when Asterisk cannot tell', async () => {
  const arrival = await arrivals.after(() => caller.invite(LINE, [from()]), 'a call');
  await asterisk.cli('module unload -f res_pjsip_header_funcs.so');
  try {
    const { doubt, ...known } = await arrivals.pbx.identify(arrival);
    expect(known).toEqual({ name: '', number: '', withheld: true });
    expect(doubt).toContain('PJSIP_HEADERS()');
  } finally {
    await asterisk.cli('module load res_pjsip_header_funcs.so');
    await arrivals.hangUp(arrival);
  }
});

it('is in no doubt about a caller who has gone', async () => {
  const gone = {
    channel: 'nobody',
    from: 'trunk',
    dialled: LINE,
    isToBeWithheld: false,
    endpoint: 'carrier',
  } as const;
  expect(await arrivals.pbx.identify(gone)).toEqual({ name: '', number: '', withheld: true });
});
