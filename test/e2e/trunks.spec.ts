import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAsterisk, type EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import { type EventReader } from '../support/event-reader';
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
  let agent: string;
  let line: string;
  let anna: Phone;
  let kim: Phone;

  const start = async () => {
    baton = await startBaton({ asterisk, dataDir: join(dir, 'data') });
    events = await baton.events();
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'baton-trunk-calls-'));
    asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
    carrier = await CarrierAsterisk.start(kind === 'ip' ? asterisk : undefined);
    await start();
    agent = (await baton.done<{ id: string }>('POST', '/agents', { name: 'Anna', extension: '201' })).id;
    const account = await baton.done<{ user: string; password: string }>('PUT', `/agents/${agent}/phone`, {});
    anna = await Phone.register({ wsUrl: asterisk.wsUrl, ...account, name: 'anna' });
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
      agents: [agent],
      destination: { type: 'agent', id: agent },
    });
    line = resource.id;
    kim = await carrier.phone(KIM, 'kim');
    await untilTrunkIs(baton, events, trunk, 'online');
    if (kind === 'registration') await carrier.untilCustomer('registered', SOON);
  });

  afterAll(async () => {
    events?.close();
    await anna?.destroy();
    await baton?.stop();
    await carrier?.stop();
    await asterisk?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  afterEach(async () => {
    // Nothing to do, unless the test has failed.
    await Promise.allSettled([...kim.calls, ...anna.calls].map((call) => call.hangUp()));
    await untilNothingIsLeft(asterisk, SOON);
    await untilNothingIsLeft(carrier.asterisk, SOON);
  });

  it('somebody outside calls the line, and an agent answers', async () => {
    await kim.call(LINE);
    const ringing = await anna.rings(SOON);
    expect(ringing.display).toMatchObject({ name: '', number: KIM });
    await ringing.answer();
    await expectTalking(kim, anna);
    await kim.hangUp();
  });

  it('an agent calls somebody outside, who sees the number of the line', async () => {
    const call = { line, agent, target: { type: 'number', number: KIM } };
    await baton.done('POST', '/calls', call);
    await (await anna.rings(SOON)).answer();
    const ringing = await kim.rings(SOON);
    expect(ringing.display.number).toBe(LINE);
    await ringing.answer();
    await expectTalking(kim, anna);
    await kim.hangUp();
  });

  it('a contact is handed on to a number outside', async () => {
    const leo = await carrier.phone(LEO, 'leo');
    await kim.call(LINE);
    await (await anna.rings(SOON)).answer();
    await expectTalking(kim, anna);
    const { items } = await baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
    const target = { type: 'number', number: LEO };
    await baton.done('POST', `/calls/${items[0]?.id}/transfers`, { mode: 'cold', target, confirm: false });
    const ringing = await leo.rings(SOON);
    await ringing.answer();
    await expectTalking(kim, leo);
    await kim.hangUp();
    await ringing.untilEnded(SOON);
    await leo.destroy();
  });

  if (kind === 'ip')
    it('nobody comes in from an address that is not the trunk’s', async () => {
      await baton.done('PATCH', `/trunks/${trunk.id}`, { addresses: ['198.51.100.0/24'] });
      const call = await kim.call(LINE);
      expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
      expect(anna.calls).toEqual([]);
      await baton.done('PATCH', `/trunks/${trunk.id}`, { addresses: ['127.0.0.1'] });
      await kim.call(LINE);
      await (await anna.rings(SOON)).decline();
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
