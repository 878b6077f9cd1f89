import { type Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** What a voicemail is told is seen best on a phone: ben's. */
const voicemail = `
[sales-voicemail]
exten = s,1,Dial(PJSIP/phone-202,20)
`;

describe('a line with a last resort of its own', () => {
  let world: World;
  let anna: Staff;
  let ben: Staff;

  beforeAll(async () => {
    const extraConf = { 'extensions.conf': voicemail, 'modules.conf': 'load = app_dial.so\n' };
    world = await World.start({ extraConf });
    anna = await world.agent('anna');
    ben = await world.agent('ben');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const line = (lastResort: string | null) =>
    world.baton.api<{ code?: string }>('PATCH', `/lines/${world.lineId}`, { lastResort });

  it('gives it the contact whom nobody takes, and shows who they are', async () => {
    await line('sales-voicemail');
    const contact = world.carrier.phone('0612345678', { name: 'contact' });
    const call = await contact.call(world.lineNumber);
    await (await anna.phone.rings(SOON)).decline();
    const told = await ben.phone.rings(SOON);
    expect(told.from.number).toBe('0612345678');
    await told.answer();
    await call.untilHears({ tones: ['ben'] }, SOON);
    await call.hangUp();
    await world.untilNothingIsLeft();
  }, 30_000);

  it.each([
    ['misspelt', 'sales-voicemial'],
    ['taken away', null],
  ])(
    'that is %s falls back on what all lines have: the contact is told so',
    async (_, context) => {
      await line(context);
      const contact = world.carrier.phone('0612345678', { name: 'contact' });
      const call = await contact.call(world.lineNumber);
      await (await anna.phone.rings(SOON)).decline();
      await call.untilHears({ tones: [], other: true }, SOON);
      expect(ben.phone.calls).toEqual([]);
      await call.hangUp();
      await world.untilNothingIsLeft();
    },
    30_000,
  );

  it.each(['last-resort', 'from-trunk', 'two words', 'a,s,1', ''])('is not %j', async (context) => {
    expect(await line(context)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});
