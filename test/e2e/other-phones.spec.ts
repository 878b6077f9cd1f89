import { expectMusic, expectTalking, phoneOf } from '../support/hearing';
import { Baresip } from '../support/phones/baresip';
import type { Call } from '../support/phones/call';
import { Phone } from '../support/phones/phone';
import { SippCall } from '../support/phones/sipp';
import { TRUNK, TRUNK_PASSWORD } from '../support/trunk';
import { type Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };

/** Phones that nobody here wrote, over UDP. They cannot tell what they hear: those who talk with them can. */
describe('with phones of others', () => {
  let world: World;
  let anna: Staff;
  const started: { destroy(): Promise<void> }[] = [];

  beforeAll(async () => {
    world = await World.start({ ringTimeoutSeconds: 5, env: { SILENT_PHONE_SECONDS: '5' } });
    anna = await world.agent('anna');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await Promise.all(started.splice(0).map((phone) => phone.destroy()));
    await world.clear();
  }, 20_000);

  async function sippCallsTheLine(): Promise<SippCall> {
    const contact = await SippCall.start({
      sipPort: world.asterisk.sipPort,
      number: world.lineNumber,
      from: { name: 'Sip P. Caller', number: '0301234567' },
      auth: { user: TRUNK, password: TRUNK_PASSWORD },
      name: 'sipp',
    });
    started.push(contact);
    return contact;
  }

  it('SIPp is the contact of a warm transfer: introduced, merged, handed over, and hung up with', async () => {
    const ben = await world.agent('ben');
    const contact = await sippCallsTheLine();
    const ringing = await anna.phone.rings(SOON);
    expect(ringing.display).toMatchObject({ name: 'Sip P. Caller', number: '0301234567' });
    await contact.rings(SOON);
    await ringing.answer();
    await contact.answered(SOON);
    await anna.phone.untilHears({ tones: ['sipp'] }, SOON);

    const [call] = await world.calls();
    const id = call?.id ?? '';
    const transfer = await world.introduce(id, ben);
    await (await ben.phone.rings(SOON)).answer();
    await expectTalking(anna, ben);
    await world.verb(id, 'merge', transfer);
    await anna.phone.untilHears({ tones: ['ben', 'sipp'] }, SOON);
    await ben.phone.untilHears({ tones: ['anna', 'sipp'] }, SOON);
    await world.verb(id, 'leave');
    await ben.phone.untilHears({ tones: ['sipp'] }, SOON);

    await ben.phone.hangUp();
    expect(await contact.ended(SOON)).toBe(true);
    await world.untilOver(id);
  }, 40_000);

  it('SIPp hangs up while the target of an introduction rings: it stops ringing at once', async () => {
    const olga = world.carrier.phone('0205555555', { name: 'olga' });
    const contact = await sippCallsTheLine();
    await (await anna.phone.rings(SOON)).answer();
    await anna.phone.untilHears({ tones: ['sipp'] }, SOON);
    const [call] = await world.calls();
    const id = call?.id ?? '';
    await world.introduce(id, olga);
    const ringing = await olga.rings(SOON);
    await contact.hangUp();
    expect(await ringing.untilEnded(SOON)).toMatchObject({ by: 'them', status: 487 });
    await world.untilOver(id);
  }, 40_000);

  describe('baresip as the desk phone of an agent', () => {
    let bare: Baresip;
    let bob: { readonly id: string };

    beforeEach(async () => {
      const { phone, ...agent } = await world.unregisteredAgent('bob');
      bob = agent;
      bare = await Baresip.register({ sipPort: world.asterisk.sipPort, ...phone, name: 'bare' });
      started.push(bare);
      await world.agentState(bob.id, 'available');
    });

    it('is introduced, answers, is merged, and goes on with the contact', async () => {
      const { id, contact } = await world.conversation('contact', '0612345678', anna);
      const transfer = await world.transfer(id, { mode: 'warm', target: { type: 'agent', id: bob.id } });
      expect(await bare.rings(SOON)).toContain(`${anna.extension}@`);
      await contact.untilHears({ tones: [], music: true }, SOON);
      await bare.answer();
      await anna.phone.untilHears({ tones: ['bare'], ringback: false }, SOON);
      await world.verb(id, 'merge', transfer);
      await contact.untilHears({ tones: ['anna', 'bare'], music: false }, SOON);
      await anna.phone.hangUp();
      await contact.untilHears({ tones: ['bare'], music: false }, SOON);
      await bare.hangUp();
      await world.untilOver(id);
    }, 40_000);

    it('loses its power: the contact is not left in silence, but brought back to somebody', async () => {
      const { id, contact } = await world.conversation('contact', '0612345678', anna);
      await world.transfer(id, { mode: 'cold', release: 'now', target: { type: 'agent', id: bob.id } });
      await bare.rings(SOON);
      await bare.answer();
      await contact.untilHears({ tones: ['bare'] }, SOON);
      await bare.losesPower();
      await contact.untilHears({ tones: [], ringback: true }, { withinMs: 20_000 });
      // Bob's phone is rung twice, as nobody knows yet that it is gone; then that of the agent from whom Bob had the call.
      const back = await anna.phone.rings({ withinMs: 60_000 });
      await back.answer();
      await contact.untilHears({ tones: ['anna'], ringback: false }, SOON);
      await expectSilenceTold(id);
      // The silence until Asterisk gives the phone up is what the setting is about: nobody is asked how long it was.
      await world.verb(id, 'drop');
      await contact.untilEnded(SOON);
      await world.untilNothingIsLeft();
    }, 120_000);

    describe('when its agent has dialled', () => {
      afterEach(() => world.baton.done('PATCH', `/lines/${world.lineId}`, { fallback: null }));

      const outsider = () => world.carrier.phone('0612345678', { name: 'contact' });

      async function talksWith(target: Staff | Phone): Promise<{ id: string; dialled: Call }> {
        const { id: fallback } = anna;
        await world.baton.done('PATCH', `/lines/${world.lineId}`, {
          agents: [fallback, bob.id],
          fallback: { type: 'agent', id: fallback },
        });
        await bare.call(target instanceof Phone ? target.number : target.extension);
        const dialled = await phoneOf(target).rings(SOON);
        await dialled.answer();
        await dialled.untilHears({ tones: ['bare'], ringback: false }, SOON);
        const [call] = await world.calls();
        return { id: call?.id ?? '', dialled };
      }

      it.each([
        ['an outside number', () => outsider()],
        ['a colleague', () => world.agent('carla')],
      ])(
        'loses its power: %s that its agent talks with is brought back to somebody',
        async (_, whom) => {
          const { id, dialled } = await talksWith(await whom());
          await bare.losesPower();
          await dialled.untilHears({ tones: [], ringback: true }, { withinMs: 20_000 });
          // The phone is rung twice here as well; then the one whom the line names for such a case.
          const back = await anna.phone.rings({ withinMs: 60_000 });
          await back.answer();
          await dialled.untilHears({ tones: ['anna'], ringback: false }, SOON);
          await expectSilenceTold(id);
          await world.verb(id, 'drop');
          await dialled.untilEnded(SOON);
          await world.untilNothingIsLeft();
        },
        120_000,
      );

      it('hangs up: the other side is let go', async () => {
        const { id, dialled } = await talksWith(outsider());
        await bare.hangUp();
        await dialled.untilEnded(SOON);
        await world.untilOver(id);
      }, 40_000);
    });

    async function expectSilenceTold(id: string): Promise<void> {
      const { items } = await world.baton.done<{ items: { sentence?: string }[] }>(
        'GET',
        `/calls/${id}/timeline`,
      );
      expect(items.map(({ sentence }) => sentence)).toContainEqual(
        expect.stringMatching(/^Nothing more was heard from/),
      );
    }

    it('declines: contact and transferor talk again', async () => {
      const { id } = await world.conversation('contact', '0612345678', anna);
      const transfer = await world.transfer(id, { mode: 'warm', target: { type: 'agent', id: bob.id } });
      await bare.rings(SOON);
      await expectMusic(world.carrier.phone('0612345678'));
      await bare.hangUp();
      expect(await world.failure(transfer)).toBe('busy');
      await expectTalking(world.carrier.phone('0612345678'), anna);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 40_000);
  });
});
