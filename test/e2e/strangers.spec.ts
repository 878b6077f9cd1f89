import { randomUUID } from 'node:crypto';
import { expectMusic, expectRingback, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { Call } from '../support/phones/call';
import type { OutgoingCall } from '../support/phones/outgoing-call';
import type { Phone } from '../support/phones/phone';

const SOON = { withinMs: 5_000 };
/** So long somebody may be in a call who does not belong there. */
const OUT_WITHIN_MS = 1_000;

/** Asterisk's configuration without what refuses strangers at the door: one of somebody's own. */
const WITHOUT_DOOR = { 'pjsip.conf': '\n[global](+)\nendpoint_identifier_order = username,ip\n' };

/** Takes somebody's place in a call, knowing the ids of the dialog. */
function intrude(stranger: Phone, number: string, replaced: Call): Promise<OutgoingCall> {
  return stranger.call(number, { extraHeaders: [`Replaces: ${replaced.replaces}`] });
}

/** Incidents of a kind that were told, by the list of them. */
interface Incident {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe.each([
  ['a phone of ours', (office: Office) => [office.ben.phone, office.anna.extension] as const],
  [
    'a trunk',
    (office: Office) =>
      [office.world.carrier.phone('0699999999', { name: 'mallory' }), office.world.lineNumber] as const,
  ],
])('an INVITE with Replaces from %s', (_, strangerOf) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open();
  }, 60_000);
  afterAll(() => office.world.stop());

  it('is refused, with the right ids and with wrong ones', async () => {
    const { id } = await office.talking();
    const [stranger, number] = strangerOf(office);
    const call = await intrude(stranger, number, office.anna.phone.current);
    expect((await call.untilEnded(SOON)).status).toBe(401);
    const lost = `${randomUUID()};to-tag=a;from-tag=b`;
    const other = await stranger.call(number, { extraHeaders: [`Replaces: ${lost}`] });
    expect((await other.untilEnded(SOON)).status).toBe(401);
    await expectTalking(office.contact, office.anna);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 20_000);
});

describe('whoever gets into a call all the same', () => {
  let office: Office;
  let mallory: Phone;

  beforeAll(async () => {
    office = await Office.open({ extraConf: WITHOUT_DOOR });
    mallory = office.world.carrier.phone('0699999999', { name: 'mallory' });
  }, 60_000);
  afterEach(() => office.world.clear());
  afterAll(() => office.world.stop());

  const fromOutside = (replaced: Call) => intrude(mallory, office.world.lineNumber, replaced);

  /** Answered, and out in time; those who talk have not heard of it. */
  async function isPutOut(id: string, call: OutgoingCall, endpoint: string): Promise<void> {
    await call.untilEnded({ withinMs: OUT_WITHIN_MS + 1_000 });
    expect(call.messages.some(({ status, method }) => method === 'INVITE' && status === 200)).toBe(true);
    const { world } = office;
    await world.event(
      ({ type, data }) => type === 'security.stranger-in-call' && data['callId'] === id,
      'the stranger to be told of',
    );
    const incidents = await world.baton.done<{ items: Incident[] }>(
      'GET',
      '/incidents?type=security.stranger-in-call',
    );
    expect(incidents.items.filter(({ data }) => data['callId'] === id)).toMatchObject([
      { data: { callId: id, endpoint } },
    ]);
    const audit = await world.baton.done<{ items: object[] }>('GET', `/audit?path=/calls/${id}`);
    expect(audit.items).toMatchObject([{ method: 'SIP', status: 403, code: 'stranger-in-call' }]);
  }

  it('is out of a talk within a second, wherever they come from and in whose place, and the talk goes on', async () => {
    const { id } = await office.talking();
    const before = performance.now();
    const call = await fromOutside(office.contact.current);
    await isPutOut(id, call, 'carrier');
    expect(performance.now() - before).toBeLessThan(OUT_WITHIN_MS + 1_000);
    await expectTalking(office.contact, office.anna);
    const again = await intrude(office.ben.phone, office.anna.extension, office.anna.phone.current);
    await again.untilEnded({ withinMs: OUT_WITHIN_MS + 1_000 });
    await expectTalking(office.contact, office.anna);
    await lookedAt(id);
    await expectTalking(office.contact, office.anna);

    // They are in our hands as before: commands and hang-ups are heard.
    await office.world.verb(id, 'hold');
    await expectMusic(office.contact);
    await office.world.verb(id, 'resume');
    await expectTalking(office.contact, office.anna);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 30_000);

  it('is out of the holding bridge while others consult, and the transfer goes on', async () => {
    const { id } = await office.consulting(office.ben);
    await isPutOut(id, await fromOutside(office.contact.current), 'carrier');
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    await lookedAt(id);
    await expectMusic(office.contact);
    await office.anna.phone.hangUp();
    await expectTalking(office.contact, office.ben);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 30_000);

  it('is out of the consultation', async () => {
    const { id, transfer } = await office.consulting(office.ben);
    await isPutOut(id, await fromOutside(office.ben.phone.current), 'carrier');
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    await office.world.verb(id, 'merge', transfer);
    await expectTalking(office.contact, office.anna, office.ben);
    await office.world.verb(id, 'drop');
    await office.world.untilOver(id);
  }, 30_000);

  it('is out of a conference', async () => {
    const { id } = await office.merged(office.ben);
    await isPutOut(id, await fromOutside(office.ben.phone.current), 'carrier');
    await expectTalking(office.contact, office.anna, office.ben);
    await office.world.verb(id, 'drop');
    await office.world.untilOver(id);
  }, 30_000);

  it('does not answer for a phone that rings: the transfer has failed, and the contact is with the transferor', async () => {
    const { id, transfer, ringing } = await office.introducing(office.ben);
    await isPutOut(id, await fromOutside(ringing), 'carrier');
    expect(await office.world.failure(transfer)).toBe('unreachable');
    await expectTalking(office.contact, office.anna);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 30_000);

  it('is out, though Baton was not there when they came', async () => {
    const { id } = await office.talking();
    await office.world.baton.kill();
    const call = await fromOutside(office.contact.current);
    await call.answered(SOON);
    await office.world.startBatonAgain();
    await call.untilEnded(SOON);
    await expectTalking(office.contact, office.anna);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 30_000);

  it('hears the contact in no state, who hears music or ringing on', async () => {
    const { id } = await office.released(office.ben);
    await isPutOut(id, await fromOutside(office.contact.current), 'carrier');
    await expectRingback(office.contact);
    await office.contact.hangUp();
    await office.world.untilOver(id);
  }, 30_000);

  /** Asterisk was looked at again since: whoever is not there any longer by that has gone. */
  async function lookedAt(id: string): Promise<void> {
    const { world } = office;
    await world.baton.kill();
    await world.startBatonAgain();
    await world.untilReadyz(200, 5_000);
    expect(await world.call(id)).toMatchObject({ endReason: null });
  }
});
