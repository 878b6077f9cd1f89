import { expectMusic, expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

interface Step {
  readonly type: string;
  readonly result?: string;
  readonly details: { readonly kind?: string };
}

const orderly = { code: 0, signal: null };

/** docs/guarantees.md: no new commands, state stored, exit within 5 s (`stop` waits no longer), talk goes on. */
describe('when Baton is told to stop', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  it('talk and music go on without a gap, and the transfer can be finished when it is started again', async () => {
    const { id, transfer } = await office.consulting(office.ben);
    const before = await world.call(id);
    const since = performance.now();
    expect(await world.baton.stop()).toEqual(orderly);
    await listenFor(office.contact, 500);
    await world.startBatonAgain();
    await world.untilReadyz(200, 5_000);
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    for (const { audio } of [office.contact, office.anna.phone, office.ben.phone])
      expect(audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
    expect(await world.call(id)).toEqual(before);

    await world.verb(id, 'merge', transfer);
    await expectTalking(office.contact, office.anna, office.ben);
    await world.verb(id, 'drop');
    await world.untilOver(id);
  }, 40_000);

  it('a command of that moment is done and answered or not taken, and what was done for it can be read afterwards', async () => {
    const { id } = await office.talking();
    const answer = world.baton.api('POST', `/calls/${id}/hold`).then(
      ({ status }) => status,
      () => 'not taken',
    );
    expect(await world.baton.stop()).toEqual(orderly);
    await world.startBatonAgain();
    const isDone = (await answer) === 200;
    expect(await world.call(id)).toMatchObject({ state: isDone ? 'held' : 'talking' });
    const { items } = await world.baton.done<{ items: Step[] }>('GET', `/calls/${id}/timeline`);
    const moves = items.filter(({ type, details }) => type === 'join' && details.kind === 'holding');
    expect(moves.map(({ result }) => result)).toEqual(isDone ? ['done'] : []);
    if (isDone) await expectMusic(office.contact);
    else await expectTalking(office.contact, office.anna);
  }, 40_000);
});
