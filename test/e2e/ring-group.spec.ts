import { type Staff, World } from '../support/world';

describe('a transfer to a ring group', () => {
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

  const group = async (strategy: string, more: object = {}): Promise<string> => {
    const members = [ben, carl].map(({ id }) => ({ type: 'agent', id }));
    const layers = [{ strategy, ringSeconds: 5, members }];
    const { id } = await world.baton.done<{ id: string }>('POST', '/ring-groups', {
      name: strategy,
      layers,
      ...more,
    });
    return id;
  };

  it('rings all at once; the first to answer consults, the other phone is told who took it', async () => {
    const target = { type: 'ring-group', id: await group('simultaneous', { namePrefix: 'Sales' }) };
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    const transfer = await world.transfer(id, { mode: 'warm', target });
    const [atBen, atCarl] = await Promise.all([
      ben.phone.rings({ withinMs: 3_000 }),
      carl.phone.rings({ withinMs: 3_000 }),
    ]);
    expect(atBen.from.name).toBe('Sales anna');
    await contact.untilHears({ music: true, tones: [] }, { withinMs: 3_000 });
    await atCarl.answer();
    expect((await atBen.untilEnded({ withinMs: 3_000 })).answeredElsewhere).toBe(true);
    await anna.phone.untilHears({ tones: ['carl'], ringback: false }, { withinMs: 3_000 });
    await world.verb(id, 'merge', transfer);
    await contact.untilHears({ tones: ['anna', 'carl'], music: false }, { withinMs: 3_000 });
  }, 30_000);

  it('rings one after the other in list order, and comes back when nobody answers', async () => {
    const target = { type: 'ring-group', id: await group('ordered') };
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'cold', target, release: 'now' });
    await (await ben.phone.rings({ withinMs: 3_000 })).decline();
    const atCarl = await carl.phone.rings({ withinMs: 3_000 });
    await contact.untilHears({ ringback: true, tones: [] }, { withinMs: 3_000 });
    await atCarl.untilEnded({ withinMs: 8_000 });
    await (await anna.phone.rings({ withinMs: 3_000 })).answer();
    await contact.untilHears({ tones: ['anna'], ringback: false }, { withinMs: 3_000 });
  }, 40_000);

  it('passes over a member whom another call has taken by the time their turn comes', async () => {
    const target = { type: 'ring-group', id: await group('ordered') };
    const { id } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, { mode: 'warm', target });
    const atBen = await ben.phone.rings({ withinMs: 3_000 });
    const toOther = { line: world.lineId, agent: carl.id, target: { type: 'number', number: '0687654321' } };
    await world.baton.done('POST', '/calls', toOther);
    await (await carl.phone.rings({ withinMs: 3_000 })).answer();
    await world.agentState(carl.id, 'on-call');
    await atBen.decline();
    const failed = await world.event(
      ({ type, callId }) => type === 'transfer.failed' && callId === id,
      'the transfer to find nobody',
    );
    expect(failed.data).toMatchObject({ reason: 'busy' });
    expect(carl.phone.calls).toHaveLength(1);
  }, 30_000);

  it('goes on round-robin after the last one who was tried', async () => {
    const target = { type: 'ring-group', id: await group('round-robin') };
    for (const next of [ben, carl, ben]) {
      const { id, contact } = await world.conversation('contact', '0612345678', anna);
      await world.transfer(id, { mode: 'cold', target });
      await (await next.phone.rings({ withinMs: 3_000 })).answer();
      await contact.untilHears({ tones: [next.phone.name] }, { withinMs: 3_000 });
      await contact.hangUp();
      await world.untilNothingIsLeft();
    }
  }, 60_000);
});
