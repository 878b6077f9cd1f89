import type { Target } from '../support/call-verbs';
import { expectFreed, expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { Office } from '../support/office';
import type { IncomingCall } from '../support/phones/incoming-call';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('a warm transfer that does not go as planned', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  /** Music is over, the two talk again, and anna owns the call as before. */
  async function expectTogetherAgain(id: string, outcome: string): Promise<void> {
    await expectTalking(office.contact, office.anna);
    const call = await world.call(id);
    expect(call).toMatchObject({ state: 'talking', transfer: null, transfers: [{ outcome }] });
    expect(call.legs.find((leg) => leg.id === call.owner)?.party.agentId).toBe(office.anna.id);
    await office.contact.hangUp();
    await world.untilOver(id);
  }

  describe.each<[string, () => Target]>([
    ['an agent', () => office.ben],
    ['a number', () => office.outsider],
  ])('to %s', (_, chosen) => {
    let target: Target;
    beforeEach(() => {
      target = chosen();
    });

    it.each<[string, string, (ringing: IncomingCall) => Promise<unknown>]>([
      ['declines (603)', 'declined', (ringing) => ringing.decline()],
      ['is busy (486)', 'busy', (ringing) => ringing.busy()],
      ['cannot be reached (404)', 'unreachable', (ringing) => ringing.refuse(404)],
      ['is not there (480)', 'no-answer', (ringing) => ringing.refuse(480)],
    ])(
      'target %s: contact and transferor are together again, reason %s',
      async (_, reason, refuse) => {
        const { id, transfer, ringing } = await office.introducing(target);
        await refuse(ringing);
        expect(await world.failure(transfer)).toBe(reason);
        await expectTogetherAgain(id, reason);
      },
      30_000,
    );

    it('target does not answer in time: it stops ringing, contact and transferor are together again', async () => {
      const { id, transfer, ringing } = await office.introducing(target, { timeout: 5 });
      expect(await ringing.untilEnded({ withinMs: 8_000 })).toMatchObject({ by: 'them', status: 487 });
      expect(await world.failure(transfer)).toBe('no-answer');
      await expectTogetherAgain(id, 'no-answer');
    }, 30_000);

    it('target hangs up in consultation: contact and transferor are together again', async () => {
      const { id, transfer } = await office.consulting(target);
      await hangUp(target);
      expect(await world.failure(transfer)).toBe('target-hung-up');
      await expectTogetherAgain(id, 'target-hung-up');
    }, 30_000);

    it('target hangs up while swapped: contact and transferor talk on', async () => {
      const { id, transfer } = await office.swapped(target);
      await hangUp(target);
      expect(await world.failure(transfer)).toBe('target-hung-up');
      await listenFor(office.contact, 700);
      await expectTogetherAgain(id, 'target-hung-up');
    }, 30_000);

    it('target hangs up when merged: contact and transferor talk on, who owns the call', async () => {
      const { id } = await office.merged(target);
      await hangUp(target);
      await world.gone(id, target);
      await expectTogetherAgain(id, 'merged');
    }, 30_000);

    it('contact hangs up while the target rings: it stops ringing at once, and the transferor is freed', async () => {
      const { id, ringing } = await office.introducing(target);
      await office.contact.hangUp();
      expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
      await expectFreed(office.anna);
      expect((await world.untilOver(id)).transfers).toMatchObject([{ outcome: 'contact-gone' }]);
    }, 30_000);

    it('contact hangs up in consultation: transferor and target finish talking; it ends when the transferor goes', async () => {
      const { id } = await office.consulting(target);
      await office.contact.hangUp();
      await world.gone(id, office.contact);
      await expectTalking(office.anna, target);
      await office.anna.phone.hangUp();
      await expectFreed(target);
      await world.untilOver(id);
    }, 30_000);

    it('contact hangs up while swapped: transferor and target talk, nobody is left with music', async () => {
      const { id } = await office.swapped(target);
      await office.contact.hangUp();
      await expectTalking(office.anna, target);
      await hangUp(target);
      await expectFreed(office.anna);
      await world.untilOver(id);
    }, 30_000);

    it('transferor hangs up while swapped: contact and target are joined', async () => {
      const { id } = await office.swapped(target);
      await office.anna.phone.hangUp();
      await expectTalking(office.contact, target);
      // At once it would be taken for the end of the consultation, and the contact be brought back to somebody.
      await listenFor(office.contact, 500);
      await hangUp(target);
      await expectFreed(office.contact);
      await world.untilOver(id);
    }, 30_000);
  });

  it('contact hangs up when merged with an agent: the agents finish talking', async () => {
    const { id } = await office.merged(office.ben);
    await office.contact.hangUp();
    await world.gone(id, office.contact);
    await expectTalking(office.anna, office.ben);
    await office.ben.phone.hangUp();
    await expectFreed(office.anna);
    await world.untilOver(id);
  }, 30_000);

  it('contact hangs up when merged with a number: the call is over for everybody', async () => {
    const { id } = await office.merged(office.outsider);
    await office.contact.hangUp();
    await expectFreed(office.outsider, office.anna);
    await world.untilOver(id);
  }, 30_000);

  it('all hang up at the same moment when merged: the call ends once and nothing is left', async () => {
    const { id } = await office.merged(office.ben);
    await Promise.all([office.contact.hangUp(), office.anna.phone.hangUp(), office.ben.phone.hangUp()]);
    await world.untilOver(id);
    expect(world.eventsOf(id).filter(({ type }) => type === 'call.ended')).toHaveLength(1);
  }, 30_000);

  describe('before anything moves', () => {
    /** What the contact heard from before the command until long after it: the agent, without a gap, and no music. */
    async function expectUndisturbed(target: object, refusal: object): Promise<void> {
      const { id } = await office.talking();
      const ear = office.contact.audio;
      const since = performance.now();
      const before = await world.call(id);
      const body = { mode: 'warm', target };
      expect(await world.refusal('POST', `/calls/${id}/transfers`, body)).toMatchObject(refusal);
      // Longer than an introduction takes to play music.
      await listenFor(office.contact, 1_000);
      expect(ear.firstHeard('music')).toBeUndefined();
      expect(ear.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
      expect(ear.longestGap({ since })).toBeLessThan(300);
      await expectTalking(office.contact, office.anna);
      expect(await world.call(id)).toEqual(before);
    }

    it('agent is offline: 409, and not one packet of music', async () => {
      const { id } = await world.unregisteredAgent('olaf');
      await expectUndisturbed({ type: 'agent', id }, { status: 409, code: 'agent-offline' });
    }, 30_000);

    it('agent does not exist: 404, and not one packet of music', async () => {
      await expectUndisturbed({ type: 'agent', id: 'nobody' }, { status: 404, code: 'unknown-agent' });
    }, 30_000);

    it('not a dialable number: 422, and not one packet of music', async () => {
      const number = { type: 'number', number: '0800-CALL-ME' };
      await expectUndisturbed(number, { status: 422, code: 'undialable-number' });
    }, 30_000);

    it.each(['away', 'busy'])(
      'agent is %s: 409, and not one packet of music',
      async (status) => {
        await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status });
        try {
          const { id } = office.ben;
          await expectUndisturbed({ type: 'agent', id }, { status: 409, code: `agent-${status}` });
        } finally {
          await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status: 'available' });
        }
      },
      30_000,
    );

    it('agent is on another call: 409, and not one packet of music', async () => {
      const other = await office.ben.phone.call(office.outsider.number);
      await (await office.outsider.rings(SOON)).answer();
      await expectTalking(office.ben, office.outsider);
      const { id } = office.ben;
      await expectUndisturbed({ type: 'agent', id }, { status: 409, code: 'agent-on-call' });
      await other.hangUp();
    }, 30_000);
  });

  async function hangUp(target: Target): Promise<void> {
    await ('phone' in target ? target.phone : target).hangUp();
  }
});
