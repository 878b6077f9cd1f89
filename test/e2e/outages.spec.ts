import { specOf } from '../support/call-verbs';
import { expectFreed, expectMusic, expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** docs/guarantees.md: noticed within 5 s; the rest is for a busy machine. */
const NOTICED_MS = 6_000;
const REGAINED_MS = 10_000;

describe('when Asterisk cannot be reached', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5, ari: 'over-wire' });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await regain();
    await world.clear();
  }, 20_000);

  async function lose(): Promise<void> {
    world.wire?.break();
    await world.untilReadyz(503, NOTICED_MS);
  }

  async function regain(): Promise<void> {
    world.wire?.mend();
    await world.untilReadyz(200, REGAINED_MS);
  }

  it.each<[string, () => void, () => void]>([
    ['the connection breaks', () => world.wire?.break(), () => world.wire?.mend()],
    ['the wire leads nowhere', () => world.wire?.freeze(), () => world.wire?.thaw()],
  ])(
    '%s: talk goes on without a gap, commands get 503, and afterwards all is as before',
    async (_, cut, mend) => {
      const { id } = await office.talking();
      const before = await world.call(id);
      const since = performance.now();
      cut();
      await world.untilReadyz(503, NOTICED_MS);

      const body = { mode: 'warm', target: specOf(office.ben) };
      for (const [path, sent] of [['transfers', body], ['hold'], ['drop']] as const) {
        const answer = await world.baton.api('POST', `/calls/${id}/${path}`, sent);
        expect(answer).toMatchObject({ status: 503, body: { code: 'asterisk-unavailable' } });
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect((await world.baton.api('GET', '/healthz')).status).toBe(200);
      expect(await world.call(id)).toEqual(before);

      mend();
      await world.untilReadyz(200, REGAINED_MS);
      await listenFor(office.contact, 500);
      for (const { audio } of [office.contact, office.anna.phone]) {
        expect(audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
        expect(audio.firstHeard('music')).toBeUndefined();
      }
      await expectTalking(office.contact, office.anna);
      expect(await world.call(id)).toEqual(before);

      const transfer = await world.introduce(id, office.ben);
      await (await office.ben.phone.rings(SOON)).answer();
      await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
      await world.verb(id, 'merge', transfer);
      await expectTalking(office.contact, office.anna, office.ben);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    },
    40_000,
  );

  describe('the connection is lost and regained', () => {
    it('while a contact hears music: it plays on, and the transfer can be completed', async () => {
      const { id, transfer } = await office.consulting(office.ben);
      await lose();
      await Promise.all([expectMusic(office.contact), expectTalking(office.anna, office.ben)]);
      await regain();
      await world.verb(id, 'merge', transfer);
      await expectTalking(office.contact, office.anna, office.ben);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 40_000);

    it('the target answers meanwhile: the two talk as soon as it is back', async () => {
      const { ringing } = await office.introducing(office.ben);
      await lose();
      await ringing.answer();
      await regain();
      await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    }, 40_000);

    it('the target declines meanwhile: contact and transferor are together as soon as it is back', async () => {
      const { transfer, ringing } = await office.introducing(office.ben);
      await lose();
      await ringing.decline();
      await regain();
      await world.failure(transfer);
      await expectTalking(office.contact, office.anna);
    }, 40_000);

    it('the contact hangs up meanwhile: the agents are freed as soon as it is back', async () => {
      const { id, ringing } = await office.introducing(office.ben);
      await lose();
      await office.contact.hangUp();
      await regain();
      await ringing.untilEnded(SOON);
      await expectFreed(office.anna);
      await world.untilOver(id);
    }, 40_000);

    it('the transferor hangs up in consultation meanwhile: contact and target are joined as soon as it is back', async () => {
      const { id } = await office.consulting(office.ben);
      await lose();
      await office.anna.phone.hangUp();
      await regain();
      await expectTalking(office.contact, office.ben);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 40_000);

    it("the phone's hold key is pressed, and at the next loss released: both are known as soon as it is back", async () => {
      const { id } = await office.talking();
      const told = (on: boolean) =>
        world.event(
          ({ type, callId, data }) => type === 'leg.hold' && callId === id && data['on'] === on,
          `the hold key to be ${on ? 'pressed' : 'released'}`,
        );
      await lose();
      await office.anna.phone.hold();
      await regain();
      await told(true);
      await expectMusic(office.contact);
      await lose();
      await office.anna.phone.unhold();
      await regain();
      await told(false);
      await expectTalking(office.contact, office.anna);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 40_000);

    it('who is to confirm presses the hold key: 1 takes the call, and the contact hears music until the release', async () => {
      const { id, ringing: target } = await office.transferring(office.outsider, { confirm: true });
      await target.answer();
      await target.untilHears({ tones: [], other: true }, SOON);
      await lose();
      await target.hold();
      await regain();
      await world.event(
        ({ type, callId }) => type === 'leg.hold' && callId === id,
        'the hold key to be known',
      );
      await target.dtmf('1');
      await expectMusic(office.contact);
      await target.unhold();
      await expectTalking(office.contact, office.outsider);
      await world.verb(id, 'drop');
      await world.untilOver(id);
    }, 40_000);

    it('all hang up meanwhile: the call is over and nothing is left', async () => {
      const { id } = await office.merged(office.ben);
      await lose();
      await Promise.all([office.contact.hangUp(), office.anna.phone.hangUp(), office.ben.phone.hangUp()]);
      await regain();
      await world.untilOver(id);
    }, 40_000);

    it('somebody calls meanwhile: the last resort of the dialplan has them, and the next call is taken', async () => {
      await lose();
      const call = await office.outsider.call(world.lineNumber);
      await office.outsider.untilHears({ other: true, ringback: false }, SOON);
      await call.hangUp();
      await regain();
      const { id } = await office.talking();
      await office.contact.hangUp();
      await world.untilOver(id);
    }, 40_000);
  });
});
