import type { CallResource } from '../support/call-resource';
import type { Target } from '../support/call-verbs';
import { expectFreed, expectMusic, expectRingback, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('a warm transfer', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  /** The contact hangs up on whoever has the call now, and everything is over. */
  async function contactEndsIt(id: string): Promise<CallResource> {
    await office.contact.hangUp();
    return world.untilOver(id);
  }

  describe.each<[string, () => Target]>([
    ['an agent', () => office.ben],
    ['a number', () => office.outsider],
  ])('to %s', (_, chosen) => {
    let target: Target;
    beforeEach(() => {
      target = chosen();
    });

    it('introduce: the contact hears music at once and the transferor ringback; answered, the two talk alone', async () => {
      const { id, transfer, ringing } = await office.introducing(target);
      await ringing.answer();
      await Promise.all([expectTalking(office.anna, target), expectMusic(office.contact)]);
      expect(await world.call(id)).toMatchObject({
        state: 'consulting',
        transfer: { id: transfer, state: 'consultation' },
      });
    }, 30_000);

    it('merge in consultation: music stops, all three talk, and the transferor still owns the call', async () => {
      const { id, transfer } = await office.consulting(target);
      const { owner } = await world.call(id);
      const merged = await world.verb(id, 'merge', transfer);
      expect(merged).toMatchObject({ state: 'merged', owner, transfer: null });
      await expectTalking(office.contact, office.anna, target);
    }, 30_000);

    it('leave when merged: contact and target talk on, and the target owns the call', async () => {
      const { id } = await office.merged(target);
      const left = await world.verb(id, 'leave');
      expect(left.owner).toBe(legOf(left, target));
      await Promise.all([expectTalking(office.contact, target), expectFreed(office.anna)]);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'merged' }]);
    }, 30_000);

    it('leave in consultation: contact and target are joined, and the target owns the call', async () => {
      const { id } = await office.consulting(target);
      const left = await world.verb(id, 'leave');
      expect(left).toMatchObject({ owner: legOf(left, target), transfer: null });
      await Promise.all([expectTalking(office.contact, target), expectFreed(office.anna)]);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'completed' }]);
    }, 30_000);

    it('transferor hangs up in consultation: contact and target are joined, and the target owns the call', async () => {
      const { id } = await office.consulting(target);
      await office.anna.phone.hangUp();
      await expectTalking(office.contact, target);
      const after = await world.call(id);
      expect(after).toMatchObject({ owner: legOf(after, target), transfers: [{ outcome: 'completed' }] });
      await contactEndsIt(id);
    }, 30_000);

    it('transferor hangs up when merged: contact and target talk on', async () => {
      const { id } = await office.merged(target);
      await office.anna.phone.hangUp();
      await world.gone(id, office.anna);
      await expectTalking(office.contact, target);
      const after = await world.call(id);
      expect(after.owner).toBe(legOf(after, target));
      await contactEndsIt(id);
    }, 30_000);

    it('leave while the target rings: the contact hears ringback instead of music, and gets the target who answers', async () => {
      const { id, ringing } = await office.introducing(target);
      const left = await world.verb(id, 'leave');
      expect(left).toMatchObject({ state: 'transferring', transfer: { mode: 'cold' } });
      await Promise.all([expectRingback(office.contact), expectFreed(office.anna)]);
      await ringing.answer();
      await expectTalking(office.contact, target);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'completed' }]);
    }, 30_000);

    it('transferor hangs up while the target rings: the same, it goes on cold without them', async () => {
      const { id, ringing } = await office.introducing(target);
      await office.anna.phone.hangUp();
      await expectRingback(office.contact);
      await ringing.answer();
      await expectTalking(office.contact, target);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'completed' }]);
    }, 30_000);

    it('cancel while the target rings: it stops ringing, contact and transferor talk again', async () => {
      const { id, transfer, ringing } = await office.introducing(target);
      await world.verb(id, 'cancel', transfer);
      expect(await ringing.untilEnded(SOON)).toMatchObject({ by: 'them' });
      await expectTalking(office.contact, office.anna);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'cancelled' }]);
    }, 30_000);

    it('cancel in consultation: the target is let go, contact and transferor talk again', async () => {
      const { id, transfer } = await office.consulting(target);
      await world.verb(id, 'cancel', transfer);
      await Promise.all([expectFreed(target), expectTalking(office.contact, office.anna)]);
      expect((await contactEndsIt(id)).transfers).toMatchObject([{ outcome: 'cancelled' }]);
    }, 30_000);

    it('swap, twice: who waits with music and who talks change places, and back', async () => {
      const { id, transfer } = await office.consulting(target);
      await world.verb(id, 'swap', transfer);
      await Promise.all([expectTalking(office.contact, office.anna), expectMusic(target)]);
      await world.verb(id, 'swap', transfer);
      await Promise.all([expectTalking(office.anna, target), expectMusic(office.contact)]);
    }, 30_000);
  });

  it.each([
    ['merge', (id: string, transfer: string) => world.verb(id, 'merge', transfer)],
    ['leave', (id: string) => world.verb(id, 'leave')],
    ['cancel', (id: string, transfer: string) => world.verb(id, 'cancel', transfer)],
  ] as const)(
    '%s while swapped: nobody is left with music',
    async (verb, perform) => {
      const { id, transfer } = await office.swapped(office.ben);
      await perform(id, transfer);
      const together = { merge: [office.anna, office.ben], leave: [office.ben], cancel: [office.anna] }[verb];
      await expectTalking(office.contact, ...together);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    },
    30_000,
  );

  it('the target transfers on: the same rules, with the target as transferor', async () => {
    const { id } = await office.consulting(office.ben);
    await world.verb(id, 'leave');
    await Promise.all([expectTalking(office.contact, office.ben), expectFreed(office.anna)]);
    await world.agentState(office.anna.id, 'available');

    const transfer = await world.introduce(id, office.anna);
    const ringing = await office.anna.phone.rings(SOON);
    await Promise.all([expectMusic(office.contact), expectRingback(office.ben)]);
    await ringing.answer();
    await expectTalking(office.anna, office.ben);
    await world.verb(id, 'merge', transfer);
    await expectTalking(office.contact, office.anna, office.ben);
    await office.ben.phone.hangUp();
    await expectTalking(office.contact, office.anna);
    await contactEndsIt(id);
  }, 30_000);

  function legOf(call: CallResource, target: Target): string | undefined {
    return call.legs.findLast(({ party }) =>
      'id' in target ? party.agentId === target.id : party.number === target.number,
    )?.id;
  }
});
