import type { CallResource } from '../support/call-resource';
import { specOf, type Target } from '../support/call-verbs';
import { expectFreed, expectRingback, expectTalking, phoneOf } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('a call that begins with us', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  function originate(target: Target): Promise<CallResource> {
    return world.baton.done<CallResource>('POST', '/calls', {
      line: world.lineId,
      agent: office.anna.id,
      target: specOf(target),
    });
  }

  describe.each<[string, () => Target, string]>([
    ['an agent', () => office.ben, 'internal'],
    ['a number', () => office.outsider, 'outbound'],
  ])('originated to %s', (_, chosen, direction) => {
    let target: Target;
    beforeEach(() => {
      target = chosen();
    });

    it("the agent's phone rings first; answered, they hear ringback while the other rings; answered, both talk", async () => {
      const { id } = await originate(target);
      const own = await office.anna.phone.rings(SOON);
      expect(phoneOf(target).calls).toHaveLength(0);
      await own.answer();
      const ringing = await phoneOf(target).rings(SOON);
      await expectRingback(office.anna);
      await ringing.answer();
      await expectTalking(office.anna, target);
      expect(await world.call(id)).toMatchObject({ state: 'talking', direction });
      await phoneOf(target).hangUp();
      await expectFreed(office.anna);
      await world.untilOver(id);
    }, 30_000);

    it('the agent declines: the other side is never rung', async () => {
      const lastCalledAt = phoneOf(target).sip.lastInviteAt;
      const { id } = await originate(target);
      await (await office.anna.phone.rings(SOON)).decline();
      await world.untilOver(id);
      expect(phoneOf(target).sip.lastInviteAt).toBe(lastCalledAt);
    }, 30_000);

    it('the other side is busy: the agent is freed', async () => {
      const { id } = await originate(target);
      await (await office.anna.phone.rings(SOON)).answer();
      await (await phoneOf(target).rings(SOON)).busy();
      await expectFreed(office.anna);
      expect((await world.untilOver(id)).endReason).toBe('busy');
    }, 30_000);

    it('the agent hangs up while the other side rings: it stops ringing at once', async () => {
      const { id } = await originate(target);
      await (await office.anna.phone.rings(SOON)).answer();
      const ringing = await phoneOf(target).rings(SOON);
      await office.anna.phone.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
      await world.untilOver(id);
    }, 30_000);

    it('it is handed on: music for the other side, then whom it was introduced to', async () => {
      const { id } = await originate(target);
      await (await office.anna.phone.rings(SOON)).answer();
      await (await phoneOf(target).rings(SOON)).answer();
      await expectTalking(office.anna, target);
      const third = 'id' in target ? office.outsider : office.ben;
      const transfer = await world.introduce(id, third);
      await (await phoneOf(third).rings(SOON)).answer();
      await expectTalking(office.anna, third);
      await world.verb(id, 'merge', transfer);
      await expectTalking(office.anna, target, third);
      await world.verb(id, 'leave');
      await expectTalking(target, third);
    }, 30_000);
  });

  it('the agent does not answer their own phone: it stops when the time of the line is over', async () => {
    const { id } = await originate(office.outsider);
    const ringing = await office.anna.phone.rings(SOON);
    await ringing.untilEnded({ withinMs: 8_000 });
    expect((await world.untilOver(id)).endReason).not.toBeNull();
  }, 30_000);

  it.each([
    ['an unknown line', () => ({ line: 'none' }), 404, 'unknown-line'],
    ['an unknown agent', () => ({ agent: 'none' }), 404, 'unknown-agent'],
    ['the same agent', () => ({ target: specOf(office.anna) }), 422, 'target-is-agent'],
    ['no number', () => ({ target: { type: 'number', number: '5@trunk' } }), 422, 'undialable-number'],
  ])(
    'originated to %s: refused, and no phone rings',
    async (_, change, status, code) => {
      const body = {
        line: world.lineId,
        agent: office.anna.id,
        target: specOf(office.outsider),
        ...change(),
      };
      expect(await world.refusal('POST', '/calls', body)).toMatchObject({ status, code });
      await world.untilNothingIsLeft();
      expect(office.anna.phone.calls).toHaveLength(0);
    },
    30_000,
  );

  describe('dialled on the phone itself', () => {
    it('a number: the agent hears ringback; answered, both talk, and the call can be handed on', async () => {
      await office.anna.phone.call(office.outsider.number);
      const ringing = await office.outsider.rings(SOON);
      await expectRingback(office.anna);
      expect(ringing.display.number).toBe(world.lineNumber);
      await ringing.answer();
      await expectTalking(office.anna, office.outsider);

      const [call] = await world.calls();
      expect(call).toMatchObject({ state: 'talking', direction: 'outbound' });
      const id = call?.id ?? '';
      const transfer = await world.introduce(id, office.ben);
      await (await office.ben.phone.rings(SOON)).answer();
      await expectTalking(office.anna, office.ben);
      await world.verb(id, 'merge', transfer);
      await expectTalking(office.anna, office.ben, office.outsider);
    }, 30_000);

    it("a colleague's extension: their phone shows who calls; answered, both talk", async () => {
      await office.anna.phone.call(office.ben.extension);
      const ringing = await office.ben.phone.rings(SOON);
      await expectRingback(office.anna);
      expect(ringing.display).toMatchObject({ name: 'anna', number: office.anna.extension });
      await ringing.answer();
      await expectTalking(office.anna, office.ben);
      await office.anna.phone.hangUp();
      await expectFreed(office.ben);
      await world.untilNothingIsLeft();
    }, 30_000);

    it('it gives up while the other side rings: that stops ringing at once', async () => {
      const call = await office.anna.phone.call(office.outsider.number);
      const ringing = await office.outsider.rings(SOON);
      await call.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
      await world.untilNothingIsLeft();
    }, 30_000);

    it('the other side declines: it is over', async () => {
      const call = await office.anna.phone.call(office.outsider.number);
      await (await office.outsider.rings(SOON)).decline();
      await call.untilEnded(SOON);
      await world.untilNothingIsLeft();
    }, 30_000);

    it('a colleague who is not there: refused at once', async () => {
      const { extension } = await world.unregisteredAgent('otto');
      const call = await office.anna.phone.call(extension);
      expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
      await world.untilNothingIsLeft();
    }, 30_000);
  });
});
