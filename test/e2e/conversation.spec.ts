import type { CallResource } from '../support/call-resource';
import { expectFreed, expectHearing, expectMusic, expectRingback, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { Phone } from '../support/phones/phone';
import type { Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('in a conversation', () => {
  let office: Office;
  let world: World;
  let carla: Staff;
  let others: readonly Phone[];

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
    carla = await world.agent('carla');
    others = ['0301111111', '0302222222', '0303333333'].map((number, n) =>
      world.carrier.phone(number, { name: `guest ${n + 1}` }),
    );
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  describe('hold', () => {
    it('the contact hears music and the agent nobody; resume: they talk again', async () => {
      const { id } = await office.talking();
      expect(await world.verb(id, 'hold')).toMatchObject({ state: 'held' });
      await expectMusic(office.contact);
      await expectHearing(office.anna, { tones: [], music: false, ringback: false });
      expect(await world.verb(id, 'resume')).toMatchObject({ state: 'talking' });
      await expectTalking(office.contact, office.anna);
    }, 30_000);

    it('again and again: music every time', async () => {
      const { id } = await office.talking();
      for (let round = 0; round < 3; round++) {
        await world.verb(id, 'hold');
        await expectMusic(office.contact);
        await world.verb(id, 'resume');
        await expectTalking(office.contact, office.anna);
      }
      await office.contact.hangUp();
      await world.untilOver(id);
    }, 30_000);

    it('the contact hangs up on hold: the agent is freed', async () => {
      const { id } = await office.onHold();
      await office.contact.hangUp();
      await expectFreed(office.anna);
      await world.untilOver(id);
    }, 30_000);

    it('the agent hangs up with the contact on hold: the agent is called back, and the contact hears that it rings', async () => {
      const { id } = await office.onHold();
      await office.anna.phone.hangUp();
      const back = await office.anna.phone.rings(SOON);
      await expectRingback(office.contact);
      await back.answer();
      await expectTalking(office.contact, office.anna);
      await office.contact.hangUp();
      await world.untilOver(id);
    }, 30_000);

    it('the hold key of the phone: the contact hears music, whatever the call is in for us', async () => {
      const { id } = await office.talking();
      await office.anna.phone.hold();
      await expectMusic(office.contact);
      expect((await world.call(id)).state).toBe('talking');
      await office.anna.phone.unhold();
      await expectTalking(office.contact, office.anna);
    }, 30_000);
  });

  describe('of three', () => {
    it('remove the third: they are let go, the other two talk on', async () => {
      const { id } = await office.merged(office.outsider);
      await remove(id, (party) => party.number === office.outsider.number);
      await expectFreed(office.outsider);
      await expectTalking(office.contact, office.anna);
      await office.contact.hangUp();
      await world.untilOver(id);
    }, 30_000);

    it('remove the owner: contact and the third talk on, who owns the call now', async () => {
      const { id } = await office.merged(office.ben);
      const call = await remove(id, (party) => party.agentId === office.anna.id);
      expect(call.legs.find((leg) => leg.id === call.owner)?.party.agentId).toBe(office.ben.id);
      await expectFreed(office.anna);
      await expectTalking(office.contact, office.ben);
      await office.contact.hangUp();
      await world.untilOver(id);
    }, 30_000);

    it('hold: the contact hears music, the agents talk on; resume: all three talk', async () => {
      const { id } = await office.merged(office.ben);
      await world.verb(id, 'hold');
      await Promise.all([expectMusic(office.contact), expectTalking(office.anna, office.ben)]);
      await world.verb(id, 'resume');
      await expectTalking(office.contact, office.anna, office.ben);
    }, 30_000);

    it('introduce a fourth: the contact keeps company meanwhile; merge: all four talk; the owner leaves: three', async () => {
      const { id } = await office.merged(office.ben);
      const transfer = await world.introduce(id, carla);
      const ringing = await carla.phone.rings(SOON);
      await Promise.all([expectTalking(office.contact, office.ben), expectRingback(office.anna)]);
      await ringing.answer();
      await Promise.all([expectTalking(office.anna, carla), expectTalking(office.contact, office.ben)]);
      await world.verb(id, 'merge', transfer);
      await expectTalking(office.contact, office.anna, office.ben, carla);
      await world.verb(id, 'leave');
      await expectFreed(office.anna);
      await expectTalking(office.contact, office.ben, carla);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 30_000);

    it('the fourth declines: the three talk on', async () => {
      const { id } = await office.merged(office.ben);
      const transfer = await world.introduce(id, carla);
      await (await carla.phone.rings(SOON)).decline();
      expect(await world.failure(transfer)).toBe('declined');
      await expectTalking(office.contact, office.anna, office.ben);
    }, 30_000);
  });

  it('of as many as there may be: all six hear the other five, and a seventh is refused before anything moves', async () => {
    const { id } = await office.merged(office.ben);
    for (const guest of others) {
      const transfer = await world.introduce(id, guest);
      await (await guest.rings(SOON)).answer();
      await expectTalking(office.anna, guest);
      await world.verb(id, 'merge', transfer);
    }
    const everybody = [office.contact, office.anna, office.ben, ...others];
    await expectTalking(...everybody);
    const body = { mode: 'warm', target: { type: 'agent', id: carla.id } };
    expect(await world.refusal('POST', `/calls/${id}/transfers`, body)).toMatchObject({
      status: 409,
      code: 'too-many-parties',
      callState: 'merged',
    });
    await expectTalking(...everybody);
    await world.verb(id, 'drop');
    await expectFreed(...everybody);
    await world.untilOver(id);
  }, 45_000);

  describe('drop', () => {
    it.each<[string, () => Promise<{ id: string }>]>([
      ['two talk', () => office.talking()],
      ['the contact is on hold', () => office.onHold()],
      ['an introduction rings', () => office.introducing(office.ben)],
      ['in consultation', () => office.consulting(office.outsider)],
      ['swapped', () => office.swapped(office.ben)],
      ['three talk', () => office.merged(office.outsider)],
      ['a cold transfer rings', () => office.transferring(office.outsider)],
      ['a cold transfer rings and the transferor is gone', () => office.released(office.ben)],
    ])(
      '%s: every leg ends, ringing ones too, and nobody is called back',
      async (_, given) => {
        const { id } = await given();
        await world.verb(id, 'drop');
        await expectFreed(office.contact, office.anna, office.ben, office.outsider);
        const call = await world.untilOver(id);
        expect(call.endReason).toBe('dropped');
        expect(world.eventsOf(id).map(({ type }) => type)).not.toContain('call.recalling');
      },
      30_000,
    );
  });

  /** Removes the leg whose party is the one. */
  async function remove(
    id: string,
    isTheOne: (party: CallResource['legs'][number]['party']) => boolean,
  ): Promise<CallResource> {
    const leg = (await world.call(id)).legs.find(({ party }) => isTheOne(party));
    return world.baton.done<CallResource>('DELETE', `/calls/${id}/legs/${leg?.id ?? 'none'}`);
  }
});
