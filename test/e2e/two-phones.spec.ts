import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import { Phone } from '../support/phones/phone';

const SOON = { withinMs: 5_000 };

/**
 * The scripted phones speak plain RTP, not what a browser asks for: this endpoint is made to agree to that. What is tested
 * is who rings and who is told what; `max_contacts` and all the rest stay as a web phone has them.
 */
async function withPlainSound(
  { ariUrl, ariUser, ariPassword }: EmbeddedAsterisk,
  user: string,
): Promise<void> {
  const plain = { webrtc: 'no', media_encryption: 'no', use_avpf: 'no', ice_support: 'no', rtcp_mux: 'no' };
  const fields = Object.entries({ ...plain, disallow: 'all', allow: 'ulaw' }).map(([attribute, value]) => ({
    attribute,
    value,
  }));
  const answer = await fetch(`${ariUrl}/ari/asterisk/config/dynamic/res_pjsip/endpoint/${user}`, {
    method: 'PUT',
    headers: {
      authorization: `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ fields }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

describe('an agent with a desk phone and a web phone', () => {
  let office: Office;
  let web: Phone;

  beforeAll(async () => {
    office = await Office.open();
    const { world, ben } = office;
    const { user, password } = await world.baton.done<{ user: string; password: string }>(
      'PUT',
      `/agents/${ben.id}/phone`,
      { kind: 'web' },
    );
    await withPlainSound(world.asterisk, user);
    web = await Phone.register({ wsUrl: world.asterisk.wsUrl, user, password, name: 'ben-web' });
    await world.event(
      ({ type, data }) => type === 'agent.state' && data['id'] === ben.id,
      'ben to be known as there',
    );
  }, 60_000);
  afterAll(async () => {
    await web?.destroy();
    await office?.world.stop();
  });
  afterEach(() => office.world.clear(), 15_000);

  const bothRing = () => Promise.all([office.ben.phone.rings(SOON), web.rings(SOON)]);

  it('is introduced on both; answers in the browser, and the desk phone is told so', async () => {
    const { id } = await office.talking();
    const transfer = await office.world.introduce(id, office.ben);
    const [atDesk, inBrowser] = await bothRing();
    await inBrowser.answer();
    expect((await atDesk.untilEnded(SOON)).answeredElsewhere).toBe(true);
    await expectTalking(office.anna, web);
    await office.world.verb(id, 'merge', transfer);
    await expectTalking(office.contact, office.anna, web);
  }, 30_000);

  it('is not gone for declining on one: the other rings on, and takes the call', async () => {
    const { id } = await office.talking();
    await office.world.coldTransfer(id, office.ben);
    const [atDesk, inBrowser] = await bothRing();
    await inBrowser.decline();
    await atDesk.answer();
    await expectTalking(office.contact, office.ben);
    expect(office.world.eventsOf(id).map(({ type }) => type)).not.toContain('transfer.failed');
  }, 30_000);

  it('has declined when they have on both', async () => {
    const { id } = await office.talking();
    const transfer = await office.world.introduce(id, office.ben);
    const [atDesk, inBrowser] = await bothRing();
    await atDesk.decline();
    await inBrowser.decline();
    expect(await office.world.failure(transfer)).toBe('declined');
    await expectTalking(office.contact, office.anna);
  }, 30_000);

  it('rings on both when a colleague dials their extension, and talks on the one that they take', async () => {
    const calling = office.anna.phone.call(office.ben.extension);
    const [atDesk, inBrowser] = await bothRing();
    expect(inBrowser.from).toEqual(atDesk.from);
    await inBrowser.answer();
    expect((await atDesk.untilEnded(SOON)).answeredElsewhere).toBe(true);
    await calling;
    await expectTalking(office.anna, web);
  }, 30_000);

  it('is on a call on one phone: the other does not ring for a second one', async () => {
    const { baton, lineId } = office.world;
    const target = { type: 'number', number: office.outsider.number };
    await baton.done('POST', '/calls', { line: lineId, agent: office.ben.id, target });
    const [atDesk, inBrowser] = await bothRing();
    await inBrowser.answer();
    expect((await atDesk.untilEnded(SOON)).answeredElsewhere).toBe(true);
    await (await office.outsider.rings(SOON)).answer();
    await expectTalking(office.outsider, web);
    const { id } = await office.talking();
    const refused = await baton.api('POST', `/calls/${id}/transfers`, {
      mode: 'warm',
      target: { type: 'agent', id: office.ben.id },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'agent-on-call' } });
  }, 30_000);
});
