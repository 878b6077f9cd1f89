import { expectMusic, expectTalking, listenFor } from '../support/hearing';
import { Office, type Talk } from '../support/office';
import { type Refusal } from '../support/call-resource';
import { specOf, type World } from '../support/world';

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
        ['hold', 'attempt-open'],
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

    it('to a reader who follows one call, of that call alone; and again from where he was', async () => {
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

  describe('that make no sense', () => {
    const cold = (target: unknown) => ({ mode: 'cold', target });
    const toNumber = (number: unknown) => cold({ type: 'number', number });

    /** Body of a transfer, status and code of the answer. */
    const nonsense: readonly (readonly [string, unknown, number, string])[] = [
      ['two targets joined by &', toNumber('101&102'), 422, 'undialable-number'],
      ['another technology', toNumber('x/sip:me@evil'), 422, 'undialable-number'],
      ['another trunk', toNumber('5@trunk'), 422, 'undialable-number'],
      ['a comma', toNumber('5,6'), 422, 'undialable-number'],
      ['a line feed', toNumber('5\n6'), 422, 'undialable-number'],
      ['a header in a number', toNumber('5\r\nX-Evil: 1'), 422, 'undialable-number'],
      ['a NUL', toNumber('5\u0000'), 422, 'undialable-number'],
      ['digits of another script', toNumber('\u0661\u0662\u0663'), 422, 'undialable-number'],
      ['a plus in the middle', toNumber('1+2'), 422, 'undialable-number'],
      ['no digits', toNumber(''), 400, 'invalid-request'],
      ['10 kB of digits', toNumber('1'.repeat(10_240)), 400, 'invalid-request'],
      ['a number that is one', toNumber(5), 400, 'invalid-request'],
      ['a list of numbers', toNumber(['5']), 400, 'invalid-request'],
      ['a number that is null', toNumber(null), 400, 'invalid-request'],
      ['an unknown field', { ...cold({ type: 'number', number: '5' }), headers: {} }, 400, 'invalid-request'],
      [
        'an unknown field of the target',
        cold({ type: 'number', number: '5', endpoint: 'Local/5' }),
        400,
        'invalid-request',
      ],
      ['an unknown type of target', cold({ type: 'endpoint', id: 'PJSIP/5' }), 400, 'invalid-request'],
      ['no target', { mode: 'cold' }, 400, 'invalid-request'],
      ['an unknown mode', { mode: 'hot', target: { type: 'number', number: '5' } }, 400, 'invalid-request'],
      [
        'release in a warm one',
        { mode: 'warm', release: 'now', target: { type: 'number', number: '5' } },
        400,
        'invalid-request',
      ],
      ['too short a time', { ...toNumber('5'), timeout: 1 }, 400, 'invalid-request'],
      ['a time that is text', { ...toNumber('5'), timeout: '20' }, 400, 'invalid-request'],
      ['an unknown agent', cold({ type: 'agent', id: 'nobody' }), 404, 'unknown-agent'],
      ["an agent's id with a path in it", cold({ type: 'agent', id: '../../lines' }), 404, 'unknown-agent'],
      ['a list', [], 400, 'invalid-request'],
      ['text', '"transfer"', 400, 'malformed-json'],
      ['no JSON', '{"mode":', 400, 'malformed-json'],
      ['70 kB', toNumber('1'.repeat(70_000)), 413, 'body-too-large'],
    ];

    it('get a 4xx with a code each, and the conversation meanwhile goes on without a gap', async () => {
      const talk = await office.talking();
      const answers: unknown[] = [];
      await expectUndisturbed(talk, async () => {
        for (const [what, body] of nonsense) {
          const { status, code } = await world.refusal('POST', `/calls/${talk.id}/transfers`, body);
          answers.push([what, status, code]);
        }
      });
      expect(answers).toEqual(nonsense.map(([what, , status, code]) => [what, status, code]));
    }, 30_000);

    it('and so do unknown ids and paths that lead elsewhere', async () => {
      const talk = await office.talking();
      const { id } = talk;
      const body = cold({ type: 'number', number: '5' });
      const odd = ['none', '%2e%2e', 'a%00b', 'a%0d%0ab', `baton-${id}-1`, 'x'.repeat(3_000)];
      const answers: string[] = [];
      await expectUndisturbed(talk, async () => {
        for (const other of odd) {
          const paths: [string, string, unknown?][] = [
            ['GET', `/calls/${other}`],
            ['POST', `/calls/${other}/transfers`, body],
            ['POST', `/calls/${other}/drop`],
            ['POST', `/calls/${id}/transfers/${other}/merge`],
            ['POST', `/calls/${id}/transfers/${other}/cancel`],
            ['DELETE', `/calls/${id}/legs/${other}`],
          ];
          for (const [method, path, sent] of paths) {
            const { status, code } = await world.refusal(method, path, sent);
            answers.push(`${method} ${path.slice(0, 80)}: ${status} ${code}`);
          }
        }
      });
      expect(answers.filter((answer) => !/: (404|409) [a-z-]+$/.test(answer))).toEqual([]);
    }, 30_000);

    /** Contact and agent hear each other all the while, no phone rings, and the call is as it was. */
    async function expectUndisturbed({ id }: Talk, commands: () => Promise<void>): Promise<void> {
      const before = await world.call(id);
      const called = [office.ben.phone, office.outsider].map((phone) => phone.sip.lastInviteAt);
      const since = performance.now();
      await commands();
      await listenFor(office.contact, 500);
      expect(await world.call(id)).toEqual(before);
      for (const { audio } of [office.contact, office.anna.phone]) {
        expect(audio.longestSilence({ since })).toBeLessThan(300);
        expect(audio.longestGap({ since })).toBeLessThan(300);
        expect(audio.firstHeard('music')).toBeUndefined();
        expect(audio.firstHeard('other')).toBeUndefined();
      }
      await expectTalking(office.contact, office.anna);
      expect([office.ben.phone, office.outsider].map((phone) => phone.sip.lastInviteAt)).toEqual(called);
      expect(await world.calls()).toHaveLength(1);
    }
  });
});
