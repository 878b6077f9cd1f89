import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import type { EventReader } from '../support/event-reader';
import { expectTalking } from '../support/hearing';
import { untilNothingIsLeft } from '../support/leftovers';
import { ACCOUNT, CarrierAsterisk, NOBODY, OUTSIDE } from '../support/phones/carrier-asterisk';
import { Phone } from '../support/phones/phone';
import { CHECK, type TrunkResource, untilTrunkIs } from '../support/trunk-desk';

jest.setTimeout(60_000);

const LINE = '+31205550000';
const MASK = '+31205550199';
const [KIM, LEO] = OUTSIDE;
const SOON = { withinMs: 5_000 };
/** A test call that has lost its server may last for its ringing time and 15 s (ari-test-caller.ts). */
const WITHOUT_SERVER = { withinMs: 25_000 };

interface Agent {
  readonly id: string;
  readonly phone: Phone;
}

interface Tried {
  readonly outcome: string;
  readonly sipStatus?: number;
  readonly shown: string;
  readonly detail: string;
}

describe.each(['registration', 'ip'] as const)('over a trunk of kind %s', (kind) => {
  let dir: string;
  let asterisk: EmbeddedAsterisk;
  let carrier: CarrierAsterisk;
  let baton: Baton;
  let events: EventReader;
  let trunk: TrunkResource;
  let line: string;
  let anna: Agent;
  let kim: Phone;

  const start = async () => {
    baton = await startBaton({ asterisk, dataDir: join(dir, 'data') });
    events = await baton.events();
  };

  /** @param firstRtpNumber where the numbers of the phone's packets begin in each call */
  const hire = async (name: string, extension: string, firstRtpNumber: number): Promise<Agent> => {
    const { id } = await baton.done<{ id: string }>('POST', '/agents', { name, extension });
    const account = await baton.done<{ user: string; password: string }>('PUT', `/agents/${id}/phone`, {});
    const { wsUrl } = asterisk;
    return {
      id,
      phone: await Phone.register({ wsUrl, ...account, name: name.toLowerCase(), firstRtpNumber }),
    };
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'baton-trunk-calls-'));
    asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
    carrier = await CarrierAsterisk.start(kind === 'ip' ? asterisk : undefined);
    await start();
    anna = await hire('Anna', '201', 0x3000);
    trunk = await baton.done<TrunkResource>('POST', '/trunks', {
      name: 'outside',
      kind,
      server: carrier.server,
      ...(kind === 'registration' ? ACCOUNT : { addresses: ['127.0.0.1', '198.51.100.0/24'] }),
      ...CHECK,
    });
    const resource = await baton.done<{ id: string }>('POST', '/lines', {
      name: 'Sales',
      number: LINE,
      trunk: 'outside',
      agents: [anna.id],
      destination: { type: 'agent', id: anna.id },
    });
    line = resource.id;
    kim = await carrier.phone(KIM, 'kim');
    await untilTrunkIs(baton, events, trunk, 'online');
    if (kind === 'registration') await carrier.untilCustomer('registered', SOON);
  });

  afterAll(async () => {
    events?.close();
    await anna?.phone.destroy();
    await baton?.stop();
    await carrier?.stop();
    await asterisk?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  afterEach(async () => {
    // Nothing to do, unless the test has failed.
    await Promise.allSettled([...kim.calls, ...anna.phone.calls].map((call) => call.hangUp()));
    await untilNothingIsLeft(asterisk, SOON);
    await untilNothingIsLeft(carrier.asterisk, SOON);
  });

  const handOnTo = async (target: object) => {
    const { items } = await baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
    await baton.done('POST', `/calls/${items[0]?.id}/transfers`, { mode: 'cold', target, confirm: false });
  };

  it('somebody outside calls the line, and an agent answers', async () => {
    await kim.call(LINE);
    const ringing = await anna.phone.rings(SOON);
    expect(ringing.display).toMatchObject({ name: '', number: KIM });
    await ringing.answer();
    await expectTalking(kim, anna.phone);
    await kim.hangUp();
  });

  it('an agent calls somebody outside, who sees the number of the line', async () => {
    const call = { line, agent: anna.id, target: { type: 'number', number: KIM } };
    await baton.done('POST', '/calls', call);
    await (await anna.phone.rings(SOON)).answer();
    const ringing = await kim.rings(SOON);
    expect(ringing.display.number).toBe(LINE);
    await ringing.answer();
    await expectTalking(kim, anna.phone);
    await kim.hangUp();
  });

  it('a contact is handed on to a number outside', async () => {
    const leo = await carrier.phone(LEO, 'leo');
    await kim.call(LINE);
    await (await anna.phone.rings(SOON)).answer();
    await expectTalking(kim, anna.phone);
    await handOnTo({ type: 'number', number: LEO });
    const ringing = await leo.rings(SOON);
    await ringing.answer();
    await expectTalking(kim, leo);
    await kim.hangUp();
    await ringing.untilEnded(SOON);
    await leo.destroy();
  });

  // Its contacts speak A-law, the phones mu-law (docs/decisions/0006).
  if (kind === 'ip')
    describe('a contact hears the next agent, whose RTP numbers are lower', () => {
      let ben: Agent;

      beforeAll(async () => {
        ben = await hire('Ben', '202', 0);
      });
      afterAll(() => ben.phone.destroy());

      const untilRinging = async () => {
        await kim.call(LINE);
        await (await anna.phone.rings(SOON)).answer();
        await expectTalking(kim, anna.phone);
        await handOnTo({ type: 'agent', id: ben.id });
        return ben.phone.rings(SOON);
      };

      it('who answers', async () => {
        const ringing = await untilRinging();
        await ringing.answer();
        await expectTalking(kim, ben.phone);
        await kim.hangUp();
      });

      it('who has answered when the first one was gone and Baton was not there', async () => {
        const ringing = await untilRinging();
        events.close();
        await baton.kill();
        await anna.phone.hangUp();
        await ringing.answer();
        await start();
        await expectTalking(kim, ben.phone);
        await kim.hangUp();
      });
    });

  if (kind === 'ip')
    it('nobody comes in from an address that is not the trunk’s', async () => {
      await baton.done('PATCH', `/trunks/${trunk.id}`, { addresses: ['198.51.100.0/24'] });
      const call = await kim.call(LINE);
      expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
      expect(anna.phone.calls).toEqual([]);
      await baton.done('PATCH', `/trunks/${trunk.id}`, { addresses: ['127.0.0.1'] });
      await kim.call(LINE);
      await (await anna.phone.rings(SOON)).decline();
    });

  describe('a test call', () => {
    const tries = (number: string, more: object = {}) =>
      baton.api<Tried>('POST', `/trunks/${trunk.id}/test-call`, { number, ...more });

    it('is answered, with a few words and the number of the line', async () => {
      const trying = tries(KIM);
      const ringing = await kim.rings(SOON);
      expect(ringing.display.number).toBe(LINE);
      await ringing.answer();
      await kim.untilHears({ tones: [], other: true }, SOON);
      expect((await trying).body).toMatchObject({
        outcome: 'answered',
        shown: LINE,
        detail: expect.stringMatching(/^Answered after \d+ ms, rang after \d+ ms\.$/) as string,
      });
      await ringing.untilEnded(SOON);
    });

    it('shows the mask where numbers are masked', async () => {
      await baton.done('PUT', '/settings/calling', { masking: true, mask: MASK });
      const trying = tries(KIM);
      const ringing = await kim.rings(SOON);
      expect(ringing.display.number).toBe(MASK);
      await ringing.busy();
      expect((await trying).body).toMatchObject({ outcome: 'busy', sipStatus: 486, shown: MASK });
      await baton.done('PUT', '/settings/calling', {});
    });

    it('is not answered in time', async () => {
      const trying = tries(KIM, { seconds: 1 });
      const ringing = await kim.rings(SOON);
      expect((await trying).body).toMatchObject({
        outcome: 'no-answer',
        detail: expect.stringContaining('It rang, but nobody answered for 1 s') as string,
      });
      await ringing.untilEnded(SOON);
    });

    it('fails with what the carrier says', async () => {
      expect((await tries(NOBODY)).body).toMatchObject({
        outcome: 'failed',
        sipStatus: 404,
        detail: expect.stringContaining('(SIP 404)') as string,
      });
    });

    it.each([
      [422, 'emergency-number', { number: '112' }],
      [403, 'forbidden-number', { number: '+31900123456' }],
      [403, 'forbidden-number', { number: '*21#' }],
      [404, 'agent-not-found', { number: KIM, agentId: 'nobody' }],
      [400, 'invalid-request', { number: `${KIM}@elsewhere` }],
      [400, 'invalid-request', { number: KIM, seconds: 31 }],
    ])('is refused by %i %s: %j', async (status, code, { number, ...more }) => {
      expect(await tries(number, more)).toMatchObject({ status, body: { code } });
      expect(kim.calls).toEqual([]);
    });

    it('is one at a time', async () => {
      const trying = tries(KIM);
      const ringing = await kim.rings(SOON);
      expect(await tries(KIM)).toMatchObject({ status: 409, body: { code: 'test-call-running' } });
      await ringing.decline();
      expect((await trying).body).toMatchObject({ outcome: 'declined' });
    });

    if (kind === 'ip')
      it('ends by itself when the server dies', async () => {
        const trying = tries(KIM, { seconds: 1 }).catch((error: unknown) => String(error));
        const ringing = await kim.rings(SOON);
        await ringing.answer();
        events.close();
        await baton.kill();
        expect(await trying).toContain('fetch failed');
        await ringing.untilEnded(WITHOUT_SERVER);
        await start();
        await untilTrunkIs(baton, events, trunk, 'online');
      });
  });
});
