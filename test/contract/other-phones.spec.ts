import { Baresip } from '../support/phones/baresip';
import { PlainAsterisk } from '../support/phones/plain-asterisk';
import { SippCall } from '../support/phones/sipp';
import { passwordOf } from '../support/pjsip-account';
import { TRUNK, TRUNK_PASSWORD } from '../support/trunk';

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
      auth: { user: TRUNK, password: TRUNK_PASSWORD },
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

  describe('baresip', () => {
    async function baresip(user: string, name: string, answers: 'auto' | 'manual' = 'manual') {
      const { sipPort } = asterisk.server;
      const phone = await Baresip.register({ sipPort, user, password: passwordOf(user), name, answers });
      started.push(phone);
      return phone;
    }

    it('is called, answers, and talks', async () => {
      const bare = await baresip('104', 'bare');
      const ann = await asterisk.phone('101', { name: 'ann' });
      const call = await ann.call('104');
      expect(await bare.rings({ withinMs: 2000 })).toContain('101@');
      expect(call.state).toBe('ringing');
      await bare.answer();
      await call.answered({ withinMs: 2000 });
      await ann.untilHears({ tones: ['bare'] }, { withinMs: 3000 });
      await bare.hangUp();
      await call.untilEnded({ withinMs: 2000 });
    });

    it('declines', async () => {
      const bare = await baresip('104', 'bare');
      const ann = await asterisk.phone('101', { name: 'ann' });
      const call = await ann.call('104');
      await bare.rings({ withinMs: 2000 });
      await bare.hangUp();
      expect(await call.untilEnded({ withinMs: 2000 })).toMatchObject({ by: 'them', status: 486 });
    });

    it('answers by itself, and puts on hold', async () => {
      const bare = await baresip('104', 'bare', 'auto');
      const ann = await asterisk.phone('101', { name: 'ann' });
      await ann.call('104');
      await ann.untilHears({ tones: ['bare'] }, { withinMs: 3000 });
      await bare.hold();
      await ann.untilHears({ tones: [], music: true }, { withinMs: 3000 });
      await bare.resume();
      await ann.untilHears({ tones: ['bare'], music: false }, { withinMs: 3000 });
    });

    it('calls, and transfers', async () => {
      const bare = await baresip('104', 'bare');
      const [ann, bob] = await Promise.all([
        asterisk.phone('101', { name: 'ann' }),
        asterisk.phone('102', { name: 'bob' }),
      ]);
      await bare.call('101');
      const incoming = await ann.rings({ withinMs: 2000 });
      expect(incoming.from.number).toBe('104');
      await incoming.answer();
      await bare.established({ withinMs: 2000 });
      await ann.untilHears({ tones: ['bare'] }, { withinMs: 3000 });
      await bare.transfer('102');
      await (await bob.rings({ withinMs: 2000 })).answer();
      await Promise.all([
        ann.untilHears({ tones: ['bob'] }, { withinMs: 3000 }),
        bob.untilHears({ tones: ['ann'] }, { withinMs: 3000 }),
        bare.ended({ withinMs: 3000 }),
      ]);
    });

    it('is not registered with a wrong password', async () => {
      const { sipPort } = asterisk.server;
      await expect(
        Baresip.register({ sipPort, user: '104', password: 'wrong', registerMs: 2000 }),
      ).rejects.toThrow(/waited 2000 ms for baresip \(104\) to be registered/);
    });
  });
});
