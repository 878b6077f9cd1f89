import type { Refusal } from '../support/call-resource';
import { specOf } from '../support/call-verbs';
import { expectMusic, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('commands', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  /** Every verb that has no place in a state, with the code that says so. */
  type Misfit = readonly [verb: string, code: string];

  async function expectRefused(id: string, callState: string, misfits: readonly Misfit[]): Promise<void> {
    const { transfer, ...before } = await world.call(id);
    for (const [verb, code] of misfits) {
      const refusal = await attempt(id, verb, transfer?.id ?? 'none');
      expect([verb, refusal]).toEqual([
        verb,
        {
          status: code.startsWith('unknown-') ? 404 : 409,
          code,
          callState,
          ...(transfer ? { openTransfer: transfer.id } : {}),
        },
      ]);
    }
    expect(await world.call(id)).toEqual({ transfer, ...before });
  }

  function attempt(id: string, verb: string, transfer: string): Promise<Refusal> {
    const call = `/calls/${id}`;
    switch (verb) {
      case 'introduce':
        return world.refusal('POST', `${call}/transfers`, { mode: 'warm', target: specOf(office.ben) });
      case 'transfer':
        return world.refusal('POST', `${call}/transfers`, { mode: 'cold', target: specOf(office.ben) });
      case 'merge':
      case 'swap':
      case 'cancel':
        return world.refusal('POST', `${call}/transfers/${transfer}/${verb}`);
      case 'remove':
        return world.refusal('DELETE', `${call}/legs/none`);
      default:
        return world.refusal('POST', `${call}/${verb}`);
    }
  }

  describe('that do not fit are refused with the state, and leave the call as it is', () => {
    it('while two talk', async () => {
      const { id } = await office.talking();
      await expectRefused(id, 'talking', [
        ['merge', 'unknown-attempt'],
        ['swap', 'unknown-attempt'],
        ['cancel', 'unknown-attempt'],
        ['leave', 'nobody-to-take-over'],
        ['resume', 'not-on-hold'],
        ['remove', 'unknown-leg'],
      ]);
      await expectTalking(office.contact, office.anna);
    }, 30_000);

    it('with the contact on hold', async () => {
      const { id } = await office.onHold();
      await expectRefused(id, 'held', [
        ['introduce', 'contact-on-hold'],
        ['transfer', 'contact-on-hold'],
        ['hold', 'contact-on-hold'],
        ['leave', 'nobody-to-take-over'],
        ['merge', 'unknown-attempt'],
      ]);
      await expectMusic(office.contact);
    }, 30_000);

    it('while an introduction rings; a second attempt is told of the open one', async () => {
      const { id } = await office.introducing(office.outsider);
      await expectRefused(id, 'introducing', [
        ['introduce', 'attempt-open'],
        ['transfer', 'attempt-open'],
        ['hold', 'attempt-open'],
        ['merge', 'not-in-consultation'],
        ['swap', 'not-in-consultation'],
        ['resume', 'not-on-hold'],
      ]);
      await expectMusic(office.contact);
    }, 30_000);

    it('in consultation', async () => {
      const { id } = await office.consulting(office.outsider);
      await expectRefused(id, 'consulting', [
        ['introduce', 'attempt-open'],
        ['transfer', 'attempt-open'],
        ['hold', 'attempt-open'],
        ['resume', 'not-on-hold'],
      ]);
      await Promise.all([expectTalking(office.anna, office.outsider), expectMusic(office.contact)]);
    }, 30_000);

    it('while a cold transfer rings', async () => {
      const { id } = await office.transferring(office.outsider);
      await expectRefused(id, 'transferring', [
        ['introduce', 'attempt-open'],
        ['transfer', 'attempt-open'],
        ['merge', 'not-in-consultation'],
        ['resume', 'not-on-hold'],
      ]);
      await expectTalking(office.contact, office.anna);
    }, 30_000);

    it('before the call is answered', async () => {
      await office.contact.call(world.lineNumber);
      const ringing = await office.anna.phone.rings(SOON);
      const [call] = await world.calls();
      await expectRefused(call?.id ?? '', 'ringing', [
        ['introduce', 'not-answered'],
        ['transfer', 'not-answered'],
        ['hold', 'not-answered'],
        ['leave', 'nobody-to-take-over'],
      ]);
      await ringing.answer();
      await expectTalking(office.contact, office.anna);
    }, 30_000);

    it('after the call is over', async () => {
      const { id } = await office.talking();
      await office.contact.hangUp();
      await world.untilOver(id);
      await expectRefused(
        id,
        'ended',
        ['introduce', 'transfer', 'merge', 'leave', 'hold', 'resume', 'remove', 'drop'].map(
          (verb) => [verb, 'call-ended'] as const,
        ),
      );
    }, 30_000);

    it('for a transfer that has ended', async () => {
      const { id, transfer } = await office.consulting(office.ben);
      await world.verb(id, 'cancel', transfer);
      for (const verb of ['merge', 'swap', 'cancel']) {
        expect(await attempt(id, verb, transfer)).toMatchObject({ status: 409, code: 'attempt-closed' });
      }
      await expectTalking(office.contact, office.anna);
    }, 30_000);

    it('for somebody who is in the call already', async () => {
      const { id } = await office.merged(office.ben);
      expect(await attempt(id, 'introduce', '')).toMatchObject({ status: 409 });
      await expectTalking(office.contact, office.anna, office.ben);
    }, 30_000);
  });

  describe('with an Idempotency-Key', () => {
    it('a transfer sent again gives the first answer, and the target rings once', async () => {
      const { id } = await office.talking();
      const send = () =>
        world.baton.api<{ transfer: { id: string } }>(
          'POST',
          `/calls/${id}/transfers`,
          { mode: 'warm', target: specOf(office.ben) },
          { 'idempotency-key': 'a-transfer-sent-twice' },
        );
      const [first, second] = await Promise.all([send(), send()]);
      const third = await send();
      expect([first.status, second.status, third.status]).toEqual([201, 201, 201]);
      expect(second.text).toBe(first.text);
      expect(third.text).toBe(first.text);
      await (await office.ben.phone.rings(SOON)).answer();
      await expectTalking(office.anna, office.ben);
      // Later as well: what has been answered is not done again.
      expect((await send()).text).toBe(first.text);
      expect(office.ben.phone.calls).toHaveLength(1);
      expect((await world.call(id)).legs).toHaveLength(3);
    }, 30_000);
  });

  describe('are told as events', () => {
    it('in order, without a gap in their numbers, from the first ring to the end', async () => {
      const { id, transfer } = await office.consulting(office.ben);
      await world.verb(id, 'merge', transfer);
      await world.verb(id, 'leave');
      await office.contact.hangUp();
      await world.untilOver(id);
      const numbers = world.events.all.slice(1).map(({ seq }) => seq);
      expect(numbers).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n));
      expect(world.eventsOf(id).map(({ type, data }) => [type, data['state']])).toEqual([
        ['call.started', 'ringing'],
        ['leg.added', 'ringing'],
        ['leg.added', 'ringing'],
        ['leg.ringing', 'ringing'],
        ['leg.answered', 'ringing'],
        ['owner.changed', 'ringing'],
        ['call.answered', 'ringing'],
        ['leg.answered', 'talking'],
        ['transfer.started', 'introducing'],
        ['leg.added', 'introducing'],
        ['leg.ringing', 'introducing'],
        ['leg.answered', 'consulting'],
        ['transfer.answered', 'consulting'],
        ['transfer.merged', 'merged'],
        ['owner.changed', 'talking'],
        ['leg.ended', 'talking'],
        ['leg.ended', 'ending'],
        ['leg.ended', 'ended'],
        ['call.ended', 'ended'],
      ]);
    }, 30_000);

    it('to a reader who follows one call, of that call alone; and again from where it was', async () => {
      const { id } = await office.talking();
      const reader = await world.baton.events({ callId: id });
      await world.verb(id, 'hold');
      const held = await reader.until(({ type }) => type === 'call.held', { ...SOON, what: 'the hold' });
      reader.close();
      await world.verb(id, 'resume');
      const again = await world.baton.events({ callId: id, since: held.seq });
      await again.until(({ type }) => type === 'call.resumed', { ...SOON, what: 'what was missed' });
      expect(again.all.every(({ callId }) => callId === id || callId === undefined)).toBe(true);
      again.close();
    }, 30_000);
  });
});
