import { listenFor } from '../support/hearing';
import { type Staff, World } from '../support/world';

describe('an outside target that must confirm', () => {
  let world: World;
  let anna: Staff;

  beforeAll(async () => {
    world = await World.start();
    anna = await world.agent('anna');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const cold = { mode: 'cold', target: { type: 'number', number: '0201234567' } };

  it('is asked in words while the contact talks on, and takes the call with 1', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, cold);
    const target = await world.carrier.expectCall('0201234567', { withinMs: 3_000 });
    await target.answer();
    await target.untilHears({ tones: [], other: true }, { withinMs: 3_000 });
    await contact.untilHears({ tones: ['anna'], music: false }, { withinMs: 1_000 });

    await target.dtmf('1');
    await contact.untilHears({ tones: ['0201234567'] }, { withinMs: 3_000 });
    await target.untilHears({ tones: ['contact'], other: false }, { withinMs: 3_000 });
    expect(anna.phone.calls).toHaveLength(0);
    await target.hangUp();
    await world.untilNothingIsLeft();
  }, 30_000);

  it('takes the call at once with 1, whatever is being said at that moment', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, cold);
    const target = await world.carrier.expectCall('0201234567', { withinMs: 3_000 });
    await target.answer();
    // The digits of the line's number, one after another.
    await listenFor(world.carrier.phone('0201234567'), 3_000);
    await target.untilHears({ tones: [], other: true }, { withinMs: 3_000 });
    await target.dtmf('1');
    await contact.untilHears({ tones: ['0201234567'] }, { withinMs: 1_500 });
  }, 30_000);

  it('takes the call at once with 1 when the server was restarted while it asked', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, cold);
    const target = await world.carrier.expectCall('0201234567', { withinMs: 3_000 });
    await target.answer();
    await target.untilHears({ tones: [], other: true }, { withinMs: 3_000 });
    await world.baton.kill();
    await world.startBatonAgain();
    await listenFor(world.carrier.phone('0201234567'), 1_000);
    await target.dtmf('1');
    await contact.untilHears({ tones: ['0201234567'] }, { withinMs: 1_500 });
  }, 30_000);

  it('declines with 2: contact and transferor talk on', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, cold);
    const target = await world.carrier.expectCall('0201234567', { withinMs: 3_000 });
    await target.answer();
    await target.untilHears({ tones: [], other: true }, { withinMs: 3_000 });
    await target.dtmf('2');
    await target.untilEnded({ withinMs: 3_000 });
    await contact.untilHears({ tones: ['anna'] }, { withinMs: 1_000 });
    expect((await world.call(id)).transfers.at(-1)).toMatchObject({ outcome: 'declined' });
  }, 30_000);

  it('counts as no answer when nothing is pressed, as an answering machine would', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, cold);
    const target = await world.carrier.expectCall('0201234567', { withinMs: 3_000 });
    await target.answer();
    await target.untilEnded({ withinMs: 25_000 });
    await contact.untilHears({ tones: ['anna'] }, { withinMs: 1_000 });
    expect((await world.call(id)).transfers.at(-1)).toMatchObject({ outcome: 'no-answer' });
  }, 60_000);
});
