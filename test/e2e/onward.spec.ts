import { type Staff, World } from '../support/world';

describe('a call that goes from hand to hand', () => {
  let world: World;
  let anna: Staff;
  let ben: Staff;
  let carl: Staff;

  beforeAll(async () => {
    world = await World.start();
    anna = await world.agent('anna');
    ben = await world.agent('ben');
    carl = await world.agent('carl');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const toAgent = ({ id }: Staff) => ({ type: 'agent', id });

  it('comes back to its last owner, and when they will not have it to the one before', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'cold', target: toAgent(ben) });
    await (await ben.phone.rings({ withinMs: 3_000 })).answer();
    await contact.untilHears({ tones: ['ben'] }, { withinMs: 3_000 });

    await world.transfer(id, { mode: 'cold', release: 'now', target: toAgent(carl) });
    await (await carl.phone.rings({ withinMs: 3_000 })).decline();
    await (await ben.phone.rings({ withinMs: 3_000 })).decline();
    await (await ben.phone.rings({ withinMs: 3_000 })).decline();
    await (await anna.phone.rings({ withinMs: 3_000 })).answer();
    await contact.untilHears({ tones: ['anna'] }, { withinMs: 3_000 });
  }, 40_000);

  it('puts the agent on music when the contact presses their own hold key', async () => {
    const { contact } = await world.conversation('contact', '0612345678', anna);
    await contact.hold();
    await anna.phone.untilHears({ music: true, tones: [] }, { withinMs: 3_000 });
    await contact.unhold();
    await anna.phone.untilHears({ music: false, tones: ['contact'] }, { withinMs: 3_000 });
    await contact.untilHears({ music: false, tones: ['anna'] }, { withinMs: 3_000 });
  }, 30_000);

  it('follows a phone that sends its calls to a colleague', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'cold', target: toAgent(ben) });
    await (await ben.phone.rings({ withinMs: 3_000 })).redirect(carl.extension);
    await (await carl.phone.rings({ withinMs: 3_000 })).answer();
    await contact.untilHears({ tones: ['carl'] }, { withinMs: 3_000 });
  }, 30_000);

  it('does not follow a phone that sends its calls outside', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'cold', target: toAgent(ben) });
    await (await ben.phone.rings({ withinMs: 3_000 })).redirect('0900123456');
    const failed = await world.event((event) => event.type === 'transfer.failed', 'the transfer to fail');
    expect(failed.data).toMatchObject({ reason: 'declined' });
    await contact.untilHears({ tones: ['anna'] }, { withinMs: 3_000 });
  }, 30_000);

  it('lets the transferor hear what the network of a number says before it answers', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    const number = '0201112222';
    const transfer = await world.transfer(id, { mode: 'warm', target: { type: 'number', number } });
    const target = await world.carrier.expectCall(number, { withinMs: 3_000 });
    await target.announce();
    await anna.phone.untilHears({ tones: [number], ringback: false }, { withinMs: 3_000 });
    await contact.untilHears({ tones: [], music: true }, { withinMs: 3_000 });
    await target.answer();
    // They have heard each other all along: what they hear does not tell that the target has answered.
    await world.event(
      ({ type, callId }) => type === 'transfer.answered' && callId === id,
      'the target to answer',
    );
    await target.untilHears({ tones: ['anna'] }, { withinMs: 3_000 });
    await world.verb(id, 'merge', transfer);
    await contact.untilHears({ tones: [number, 'anna'].sort(), music: false }, { withinMs: 3_000 });
  }, 30_000);

  it('tells afterwards in a sentence what did not go as asked', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'warm', target: toAgent(ben) });
    await (await ben.phone.rings({ withinMs: 3_000 })).decline();
    await contact.untilHears({ tones: ['anna'], music: false }, { withinMs: 3_000 });
    const { items } = await world.baton.done<{
      items: { sentence?: string; kind: string; result?: string }[];
    }>('GET', `/calls/${id}/timeline`);
    const sentences = items.flatMap(({ sentence }) => (sentence === undefined ? [] : [sentence]));
    expect(sentences).toEqual([
      `Rang ${ben.extension} for 0 s, declined; contact returned to ${anna.extension}.`,
    ]);
    expect(items.filter(({ kind }) => kind === 'step').length).toBeGreaterThan(5);
  }, 30_000);
});

describe('a line that leads to a ring group', () => {
  let world: World;
  let anna: Staff;
  let ben: Staff;

  beforeAll(async () => {
    world = await World.start();
    anna = await world.agent('anna');
    ben = await world.agent('ben');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  it('rings it, leads on when nobody answers, and lets the agent be afterwards', async () => {
    const layer = { strategy: 'simultaneous', ringSeconds: 5, members: [{ type: 'agent', id: anna.id }] };
    const group = await world.baton.done<{ id: string }>('POST', '/ring-groups', {
      name: 'front',
      layers: [layer],
      noAnswer: { type: 'agent', id: ben.id },
      wrapUpSeconds: 2,
    });
    await world.baton.done('PATCH', `/lines/${world.lineId}`, {
      destination: { type: 'ring-group', id: group.id },
    });

    const contact = await world.carrier.phone('0612345678', { name: 'contact' }).call(world.lineNumber);
    await (await anna.phone.rings({ withinMs: 3_000 })).decline();
    const atBen = await ben.phone.rings({ withinMs: 3_000 });
    await contact.untilHears({ ringback: true }, { withinMs: 3_000 });
    await atBen.answer();
    await contact.untilHears({ tones: ['ben'] }, { withinMs: 3_000 });
    await contact.hangUp();
    await world.untilNothingIsLeft();

    const again = await world.carrier.phone('0612345678', { name: 'contact' }).call(world.lineNumber);
    await (await anna.phone.rings({ withinMs: 3_000 })).answer();
    await again.untilHears({ tones: ['anna'] }, { withinMs: 3_000 });
    await again.hangUp();
    await world.agentState(anna.id, 'wrap-up');
    await world.agentState(anna.id, 'available');
  }, 60_000);
});
