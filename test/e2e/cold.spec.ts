import type { CallResource } from '../support/call-resource';
import type { Target } from '../support/call-verbs';
import {
  expectFreed,
  expectHearing,
  expectMusic,
  expectRingback,
  expectTalking,
  listenFor,
  NO_GAP_MS,
} from '../support/hearing';
import { Office } from '../support/office';
import type { IncomingCall } from '../support/phones/incoming-call';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('a cold transfer', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  /** Contact and target talk, the target owns the call, anna is free, and the end is clean. */
  async function expectHandedOver(id: string, target: Target): Promise<CallResource> {
    await Promise.all([expectTalking(office.contact, target), expectFreed(office.anna)]);
    const call = await world.call(id);
    expect(call).toMatchObject({ state: 'talking', transfer: null, transfers: [{ outcome: 'completed' }] });
    const owner = call.legs.find((leg) => leg.id === call.owner)?.party;
    expect(owner).toMatchObject('id' in target ? { agentId: target.id } : { number: target.number });
    await office.contact.hangUp();
    await expectFreed(target);
    return world.untilOver(id);
  }

  /** The contact hears that it rings until anna, who is called back, picks up, and they talk as before. */
  async function expectRecall(id: string): Promise<void> {
    const back = await office.anna.phone.rings(SOON);
    await expectRingback(office.contact);
    expect((await world.call(id)).state).toBe('recalling');
    await back.answer();
    await expectTalking(office.contact, office.anna);
    const call = await world.call(id);
    expect(call.state).toBe('talking');
    expect(call.legs.find((leg) => leg.id === call.owner)?.party.agentId).toBe(office.anna.id);
    await office.contact.hangUp();
    await world.untilOver(id);
  }

  it('lets the contact wait on hold with music until the target answers, if the transferor wants that', async () => {
    const { id, ringing } = await office.transferring(office.ben);
    await world.verb(id, 'hold');
    await expectMusic(office.contact);
    await ringing.answer();
    await expectHandedOver(id, office.ben);
  }, 30_000);

  const refusals: [string, string, (ringing: IncomingCall) => Promise<unknown>][] = [
    ['declines (603)', 'declined', (ringing) => ringing.decline()],
    ['is busy (486)', 'busy', (ringing) => ringing.busy()],
    ['cannot be reached (404)', 'unreachable', (ringing) => ringing.refuse(404)],
    ['does not answer in time', 'no-answer', (ringing) => ringing.untilEnded({ withinMs: 8_000 })],
  ];

  describe.each<[string, () => Target]>([
    ['an agent', () => office.ben],
    ['a number', () => office.outsider],
  ])('to %s', (_, chosen) => {
    let target: Target;
    beforeEach(() => {
      target = chosen();
    });

    it('released on answer: transferor and contact talk until the target answers, who then has the contact', async () => {
      const { id, ringing } = await office.transferring(target);
      await ringing.answer();
      await expectHandedOver(id, target);
    }, 30_000);

    it('released now: the transferor is free at once, the contact hears ringback, and gets the target', async () => {
      const { id, ringing } = await office.released(target);
      await expectFreed(office.anna);
      await ringing.answer();
      await expectHandedOver(id, target);
    }, 30_000);

    it('transferor hangs up while the target rings: it rings on, and the contact hears ringback until it answers', async () => {
      const { id, ringing } = await office.transferring(target);
      await office.anna.phone.hangUp();
      await expectRingback(office.contact);
      await ringing.answer();
      await expectHandedOver(id, target);
    }, 30_000);

    it('leave while the target rings: the same', async () => {
      const { id, ringing } = await office.transferring(target);
      await world.verb(id, 'leave');
      await Promise.all([expectRingback(office.contact), expectFreed(office.anna)]);
      await ringing.answer();
      await expectHandedOver(id, target);
    }, 30_000);

    it('cancel while the target rings: it stops ringing, contact and transferor talk on', async () => {
      const { id, transfer, ringing } = await office.transferring(target);
      await world.verb(id, 'cancel', transfer);
      expect(await ringing.untilEnded(SOON)).toMatchObject({ by: 'them', status: 487 });
      await listenFor(office.contact, 700);
      await expectTalking(office.contact, office.anna);
      await office.contact.hangUp();
      expect((await world.untilOver(id)).transfers).toMatchObject([{ outcome: 'cancelled' }]);
    }, 30_000);

    it('cancel when the transferor is gone: the target stops ringing, and the transferor is called back', async () => {
      const { id, transfer, ringing } = await office.released(target);
      await world.verb(id, 'cancel', transfer);
      expect(await ringing.untilEnded(SOON)).toMatchObject({ by: 'them', status: 487 });
      await expectRecall(id);
    }, 30_000);

    it.each(refusals)(
      'target %s: contact and transferor talk on, without a gap',
      async (_, reason, refuse) => {
        const { id, transfer, ringing } = await office.transferring(target, { timeout: 5 });
        const since = performance.now();
        await refuse(ringing);
        expect(await world.failure(transfer)).toBe(reason);
        await expectTalking(office.contact, office.anna);
        expect(office.contact.audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
        expect(office.contact.audio.firstHeard('music')).toBeUndefined();
        expect(office.contact.audio.firstHeard('ringback', { after: since })).toBeUndefined();
        expect(await world.call(id)).toMatchObject({ state: 'talking', transfers: [{ outcome: reason }] });
      },
      30_000,
    );

    it.each(refusals)(
      'target %s when the transferor is gone: they are called back',
      async (_, reason, refuse) => {
        const { id, transfer, ringing } = await office.released(target, { timeout: 5 });
        await refuse(ringing);
        expect(await world.failure(transfer)).toBe(reason);
        await expectRecall(id);
      },
      30_000,
    );

    it('contact hangs up while the target rings: it stops ringing at once, and the transferor is freed', async () => {
      const { id, ringing } = await office.transferring(target);
      await office.contact.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
      await expectFreed(office.anna);
      expect((await world.untilOver(id)).transfers).toMatchObject([{ outcome: 'contact-gone' }]);
    }, 30_000);

    it('contact hangs up when the transferor is gone: the target stops ringing at once', async () => {
      const { id, ringing } = await office.released(target);
      await office.contact.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
      await world.untilOver(id);
    }, 30_000);
  });

  it('nobody takes it and nobody can be called back: the last resort of the dialplan has the contact', async () => {
    const { id, ringing } = await office.released(office.ben);
    await ringing.decline();
    const first = await office.anna.phone.rings(SOON);
    await expectRingback(office.contact);
    await first.untilEnded({ withinMs: 8_000 });
    const second = await office.anna.phone.rings(SOON);
    await second.decline();
    // The announcement of asterisk-config/extensions.conf, then Asterisk hangs up.
    await expectHearing(office.contact, { tones: [], music: false, ringback: false, other: true });
    await world.event((event) => event.type === 'call.ended' && event.callId === id, 'the call to end');
    expect((await world.call(id)).endReason).toBe('last-resort');
    await office.contact.current.untilEnded({ withinMs: 10_000 });
  }, 40_000);

  describe('to a number that is to confirm', () => {
    it('presses 1: only then contact and target talk', async () => {
      const { id, ringing } = await office.transferring(office.outsider, { confirm: true });
      await ringing.answer();
      await expectHearing(office.outsider, { tones: [], music: false, other: true });
      await expectTalking(office.contact, office.anna);
      await office.outsider.dtmf('1');
      await expectHandedOver(id, office.outsider);
    }, 30_000);

    it('presses 2: it counts as declined, contact and transferor talk on', async () => {
      const { transfer, ringing } = await office.transferring(office.outsider, { confirm: true });
      await ringing.answer();
      await office.outsider.dtmf('2');
      await expectFreed(office.outsider);
      expect(await world.failure(transfer)).toBe('declined');
      await listenFor(office.contact, 700);
      await expectTalking(office.contact, office.anna);
    }, 30_000);
  });
});
