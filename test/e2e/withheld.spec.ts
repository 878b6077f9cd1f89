import { filesWith } from '../support/files-with';
import type { DialOptions } from '../support/phones/phone';
import { type Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };
const NOBODY = { name: 'Anonymous', number: 'anonymous' };
/** In no id, time or port that could come about. */
const DIGITS = '687654301';
const NUMBER = `+31${DIGITS}`;
const NAME = 'Kimberley Contact';
const itself = `"${NAME}" <sip:${NUMBER}@carrier>`;
const known = { name: NAME, number: NUMBER };
/** What a voicemail is told is seen best on a phone: ben's. */
const voicemail = `
[baton-last-resort]
exten = s,1,Dial(PJSIP/phone-202,20)
`;

/** Ways to withhold a number, each of a kind of its own; the grammars' others are in caller-privacy.spec.ts. */
const ways: Readonly<Record<string, DialOptions>> = {
  'a number in From, and Privacy: id': { from: known, extraHeaders: ['Privacy: id'] },
  'the number asserted as well': {
    from: known,
    extraHeaders: [`P-Asserted-Identity: ${itself}`, 'Privacy: user;critical'],
  },
  'Remote-Party-ID with privacy=uri': {
    from: known,
    extraHeaders: [`Remote-Party-ID: ${itself};screen=yes;privacy="name,uri"`],
  },
  'From without a number, which is asserted': {
    from: { name: 'Anonymous', number: 'anonymous' },
    extraHeaders: [`P-Asserted-Identity: ${itself}`],
  },
  'a name that says it': { from: { name: 'Unavailable', number: NUMBER } },
};

describe('a contact who withholds their number', () => {
  let world: World;
  let anna: Staff;
  let ben: Staff;

  beforeAll(async () => {
    const extraConf = { 'extensions.conf': voicemail, 'modules.conf': 'load = app_dial.so\n' };
    world = await World.start({ extraConf, env: { LOG_LEVEL: 'trace' } });
    anna = await world.agent('anna');
    ben = await world.agent('ben');
    await world.baton.done('PUT', '/settings/calling', {
      masking: true,
      transferCallerId: 'lead',
      trunks: { carrier: { profile: 'assert' } },
    });
  }, 60_000);
  afterAll(() => world.stop());
  const contact = () => world.carrier.phone(NUMBER, { name: 'contact', displayName: NAME });

  function expectUnknown(): void {
    // The store, what Asterisk keeps, and its log.
    expect(filesWith(DIGITS, world.dir)).toEqual([]);
    expect(world.baton.stderr).not.toContain(DIGITS);
    expect(JSON.stringify(world.events.all)).not.toContain(DIGITS);
    const told = [...anna.phone.sip.messages, ...ben.phone.sip.messages].map(({ text }) => text).join('');
    expect(told).not.toContain(DIGITS);
    expect(told).not.toContain(NAME);
  }

  it.each(Object.entries(ways))(
    'is nobody to the agent, to those who come after, and to the store: %s',
    async (_, dialled) => {
      const before = world.events.all.at(-1)?.seq;
      const call = await contact().call(world.lineNumber, dialled);
      const ringing = await anna.phone.rings(SOON);
      expect(ringing.display).toMatchObject(NOBODY);
      await ringing.answer();
      const { callId = '' } = await world.event(({ type }) => type === 'call.answered', 'an answer', before);
      expect((await world.call(callId)).legs[0]?.party).toEqual({
        type: 'contact',
        name: '',
        number: '',
        withheld: true,
      });
      await world.baton.done('POST', `/calls/${callId}/transfers`, {
        mode: 'cold',
        target: { type: 'agent', id: ben.id },
        release: 'now',
      });
      const asked = await ben.phone.rings(SOON);
      expect(asked.display).toMatchObject({ name: 'anna ▸ Anonymous', number: 'anonymous' });
      await asked.decline();
      const back = await anna.phone.rings(SOON);
      expect(back.display).toMatchObject({ name: 'Return: ben', number: 'anonymous' });
      await call.hangUp();
      await world.untilNothingIsLeft();
      expectUnknown();
      const { items } = await world.baton.done<{ items: unknown[] }>(
        'GET',
        `/calls?state=all&number=${encodeURIComponent(NUMBER)}`,
      );
      expect(items).toEqual([]);
    },
    30_000,
  );

  it.each(Object.entries(ways))(
    'is nobody to the last resort, who called a number that no line has: %s',
    async (_, dialled) => {
      const call = await contact().call('+3120555999', dialled);
      expect((await ben.phone.rings(SOON)).display).toMatchObject(NOBODY);
      await call.hangUp();
      await world.untilNothingIsLeft();
      expectUnknown();
    },
    30_000,
  );

  describe('while Baton is away', () => {
    beforeAll(() => world.baton.stop());
    afterAll(() => world.startBatonAgain(), 30_000);

    it.each(Object.entries(ways))('is nobody to the last resort: %s', async (_, dialled) => {
      const call = await contact().call(world.lineNumber, dialled);
      expect((await ben.phone.rings(SOON)).display).toMatchObject(NOBODY);
      await call.hangUp();
      await world.untilNothingIsLeft();
    });

    it('does not hide those who wish for nothing', async () => {
      const call = await world.carrier
        .phone('+31687654302', { name: 'other', displayName: 'Otto' })
        .call(world.lineNumber);
      expect((await ben.phone.rings(SOON)).display).toMatchObject({ name: 'Otto', number: '+31687654302' });
      await call.hangUp();
      await world.untilNothingIsLeft();
    });
  });
});

describe('a contact who withholds their name only', () => {
  let world: World;
  let anna: Staff;

  beforeAll(async () => {
    world = await World.start();
    anna = await world.agent('anna');
  }, 60_000);
  afterAll(() => world.stop());

  it('is shown by number, without a name', async () => {
    const contact = world.carrier.phone(NUMBER, { name: 'contact', displayName: NAME });
    const extraHeaders = [`Remote-Party-ID: ${itself};privacy=name`];
    const call = await contact.call(world.lineNumber, { extraHeaders });
    expect((await anna.phone.rings(SOON)).display).toMatchObject({ name: '', number: NUMBER });
    await call.hangUp();
    await world.untilNothingIsLeft();
    expect(JSON.stringify(world.events.all)).not.toContain(NAME);
  }, 30_000);
});
