import { expectTalking } from '../support/hearing';
import { type Staff, World } from '../support/world';

/** docs/guarantees.md: noticed within 5 s; the rest is for a busy machine. */
const NOTICED_MS = 6_000;
const REGAINED_MS = 15_000;

describe('when Asterisk dies and is started again', () => {
  let world: World;
  let anna: Staff;
  let ben: Staff;

  beforeAll(async () => {
    world = await World.start({ ringTimeoutSeconds: 5 });
    anna = await world.agent('anna');
    ben = await world.agent('ben');
  }, 60_000);
  afterAll(() => world.stop());

  it('the server stays up and says so, its calls are closed, the agents freed, and the next call works', async () => {
    const { id } = await world.conversation('contact', '0612345678', anna);
    const transfer = await world.introduce(id, ben);
    await ben.phone.rings({ withinMs: 5_000 });

    await world.killAsterisk();
    const loss = await world.event(({ type }) => type === 'pbx.disconnected', 'the loss to be told');
    await world.untilReadyz(503, NOTICED_MS);
    expect((await world.baton.api('GET', '/healthz')).status).toBe(200);
    expect(await world.refusal('POST', `/calls/${id}/drop`)).toMatchObject({
      status: 503,
      code: 'asterisk-unavailable',
    });

    await world.startAsteriskAgain();
    await world.event(({ type }) => type === 'pbx.connected', 'the return to be told', loss.seq);
    await world.untilReadyz(200, REGAINED_MS);
    await world.event((event) => event.type === 'call.ended' && event.callId === id, 'the call to end');
    const over = await world.call(id);
    expect(over).toMatchObject({ state: 'ended', endReason: 'asterisk-restarted', transfer: null });
    expect(over.transfers.map((past) => past.id)).toEqual([transfer]);
    expect(over.legs.map((leg) => leg.endReason)).toEqual(Array(3).fill('asterisk-restarted'));
    await world.untilNothingIsLeft();
    await Promise.all([world.agentState(anna.id, 'available'), world.agentState(ben.id, 'available')]);
    expect(await world.calls()).toEqual([]);

    const next = await world.conversation('contact', '0612345678', anna);
    const again = await world.introduce(next.id, ben);
    await (await ben.phone.rings({ withinMs: 5_000 })).answer();
    await expectTalking(anna, ben);
    await world.verb(next.id, 'merge', again);
    await expectTalking(world.carrier.phone('0612345678'), anna, ben);
    await world.verb(next.id, 'drop');
    await world.untilOver(next.id);
  }, 60_000);
});
