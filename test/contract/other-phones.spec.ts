import { PlainAsterisk } from '../support/phones/plain-asterisk';
import { SippCall } from '../support/phones/sipp';

/** Phones that nobody here wrote, over UDP. */
describe('on a real Asterisk', () => {
  let asterisk: PlainAsterisk;
  const started: { destroy(): Promise<void> }[] = [];

  beforeAll(async () => {
    asterisk = await PlainAsterisk.start();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(started.splice(0).map((phone) => phone.destroy()));
    await asterisk.clear();
  });
  afterAll(() => asterisk.stop());

  async function sippCalls(number: string, talkMs?: number) {
    const contact = await SippCall.start({
      sipPort: asterisk.server.sipPort,
      number,
      from: { name: 'Sip P. Caller', number: '4930987654' },
      auth: { user: 'carrier', password: 'secret-of-carrier' },
      name: 'contact',
      ...(talkMs === undefined ? {} : { talkMs }),
    });
    started.push(contact);
    return contact;
  }

  describe('SIPp', () => {
    it('calls in with a voice, and hangs up when asked', async () => {
      const agent = await asterisk.phone('101', { name: 'agent' });
      const contact = await sippCalls('15559999');
      const incoming = await agent.rings({ withinMs: 5000 });
      expect(incoming.display).toMatchObject({ name: 'Sip P. Caller', number: '4930987654' });
      await contact.rings({ withinMs: 2000 });
      await incoming.answer();
      await contact.answered({ withinMs: 2000 });
      await agent.untilHears({ tones: ['contact'] }, { withinMs: 3000 });
      await contact.hangUp();
      await incoming.untilEnded({ withinMs: 2000 });
    });

    it('is hung up on', async () => {
      const agent = await asterisk.phone('101', { name: 'agent' });
      const contact = await sippCalls('15559999');
      await (await agent.rings({ withinMs: 5000 })).answer();
      await contact.answered({ withinMs: 2000 });
      await agent.hangUp();
      expect(await contact.ended({ withinMs: 2000 })).toBe(true);
    });

    it('gives up while it rings', async () => {
      const agent = await asterisk.phone('101', { name: 'agent' });
      const contact = await sippCalls('15559999');
      const incoming = await agent.rings({ withinMs: 5000 });
      await contact.rings({ withinMs: 2000 });
      await contact.hangUp();
      expect(await incoming.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them', status: 487 });
    });

    it('hangs up by itself when its time is up', async () => {
      const agent = await asterisk.phone('101', { name: 'agent' });
      await sippCalls('15559999', 300);
      const incoming = await agent.rings({ withinMs: 5000 });
      await incoming.answer();
      expect(await incoming.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them' });
    });

    it('fails with its reason when nobody takes the call', async () => {
      const agent = await asterisk.phone('101', { name: 'agent' });
      const contact = await sippCalls('15559999');
      await (await agent.rings({ withinMs: 5000 })).busy();
      await expect(contact.answered({ withinMs: 3000 })).rejects.toThrow(
        /SIPp ended before it was answered: .*486/s,
      );
    });
  });
});
