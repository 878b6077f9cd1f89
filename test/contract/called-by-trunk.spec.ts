import { RawCaller } from '../support/phones/raw-caller';
import { AriFixture } from './ari-fixture';
import { Arrivals } from './arrivals';

jest.setTimeout(60_000);

const SOON = { withinMs: 5_000 };

/** A trunk that is known by its address, and dialplans of operators who encode nothing. */
const extraConf = {
  'pjsip.conf': `
[carrier](baton-trunk)
[carrier]
type = identify
endpoint = carrier
match = 127.0.0.1
[desk](baton-trunk)
context = from-phones
[desk]
type = identify
endpoint = desk
match = 127.0.0.2
`,
  'extensions.conf': `
[from-trunk](+)
exten = +31205550177,1,Stasis(baton,inbound,+31205550177)
exten = _7[0-9+].,1,Goto(operators,s,1)
exten = 60,1,Hangup(17)
exten = 61,1,Goto(operators-own,s,1)
[operators-own]
exten = s,1,Hangup(21)
exten = h,1,NoOp()
[operators]
exten = s,1,Stasis(baton,inbound,+31205550178)
[from-phones](+)
exten = 88,1,Stasis(baton,phone,88)
`,
};

const fixture = new AriFixture();
let arrivals: Arrivals;
let caller: RawCaller;
let desk: RawCaller;

beforeAll(async () => {
  const asterisk = await fixture.asterisk({ extraConf });
  arrivals = await Arrivals.at(asterisk, fixture);
  caller = await RawCaller.open(asterisk.sipPort);
  desk = await RawCaller.open(asterisk.sipPort, '127.0.0.2');
  fixture.closes(() => [caller, desk].forEach((one) => one.close()));
});
afterAll(() => fixture.end());

/** What arrives of a call to this user part of an address. */
async function called(user: string, by = caller): Promise<string> {
  const invite = () => by.invite(user, ['From: <sip:+31612345678@carrier.example>;tag=x1']);
  const arrival = await arrivals.after(invite, `a call to ${user}`);
  await arrivals.hangUp(arrival);
  return arrival.dialled;
}

it.each([
  ['+31205550100', '+31205550100'],
  ['*21*5%23', '*21*5#'],
  ['(020)5550100', '(020)5550100'],
  ['-31205550100', '-31205550100'],
  ['+31-20-555.01.00', '+31-20-555.01.00'],
  ['.5550100', '.5550100'],
  ['_x', '_x'],
  ['_!!', '_!!'],
  ['!', '!'],
  ['sales', 'sales'],
  ['%C3%A9t%C3%A9', 'été'],
  ['%D9%A0%D9%A2%D9%A0', '\u0660\u0662\u0660'],
  // Latin-1: Asterisk tells nothing of a channel whose extension is that.
  ['%E9t%E9', '%E9t%E9'],
  ['1%2Cevil', '1,evil'],
  ['%24%7BEXTEN%7D', '${EXTEN}'],
  ['20%2525', '20%25'],
  ['%01a%0D%0Ab', 'a b'],
  ['9'.repeat(200), expect.stringMatching(/^9{79,80}$/) as string],
])('a call to %s is handed over, as one to %s', async (user, dialled) => {
  expect(await called(user)).toEqual(dialled);
});

it.each([...'ahitoTEZ'])(
  'so is one to the single letter %s, which may be an extension of Asterisk itself',
  async (user) => {
    expect(await called(user)).toBe(user);
  },
);

it('tells of a trunk that names no number that it names none', async () => {
  expect(await called('s')).toBe('');
});

it.each([
  ['+31205550177', '+31205550177'],
  ['7+1', '+31205550178'],
])(
  "is handed over to %s as an operator's own dialplan says, which encodes nothing",
  async (user, dialled) => {
    expect(await called(user)).toBe(dialled);
  },
);

// Asterisk looks for the extension h when such a call ends, and the pattern beside them would be one.
it.each<readonly [string, string, string, () => RawCaller]>([
  ['a trunk', '+31205550177', '+31205550100', () => caller],
  ['a phone', '88', '12', () => desk],
])("hands over a call of %s to an operator's own extension once", async (_, own, other, by) => {
  const before = arrivals.all.length;
  for (const user of [own, own, other, 'h', other]) await called(user, by());
  expect(arrivals.all.slice(before).map(({ dialled }) => dialled)).toEqual([own, own, other, 'h', other]);
});

it("is told nothing of calls that an operator's own extension refuses", async () => {
  const before = arrivals.all.length;
  for (const user of ['60', '61'])
    await caller.untilRefused(caller.invite(user, ['From: <sip:+31612345678@carrier.example>;tag=x1']), SOON);
  await called('+31205550100');
  expect(arrivals.all.slice(before).map(({ dialled }) => dialled)).toEqual(['+31205550100']);
});
