import { type Staff, World } from '../support/world';

describe('a contact whom nobody takes', () => {
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

  const coldToBen = () => ({ mode: 'cold', release: 'now', target: { type: 'agent', id: ben.id } });

  it('comes back to the transferor, whose phone says from whom', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, coldToBen());
    const ringing = await ben.phone.rings({ withinMs: 3_000 });
    await contact.untilHears({ ringback: true, tones: [] }, { withinMs: 3_000 });
    await ringing.decline();

    const back = await anna.phone.rings({ withinMs: 3_000 });
    expect(back.from).toMatchObject({ name: 'Return: ben', number: '0612345678' });
    await contact.untilHears({ ringback: true, tones: [] }, { withinMs: 7_000 });
    await back.answer();
    await contact.untilHears({ tones: ['anna'], ringback: false }, { withinMs: 3_000 });
    expect((await world.call(id)).transfers.at(-1)).toMatchObject({ outcome: 'declined' });
  }, 30_000);

  it('is asked for twice before the dialplan gets the contact as the last resort, which tells them so', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.transfer(id, coldToBen());
    await (await ben.phone.rings({ withinMs: 3_000 })).decline();
    await (await anna.phone.rings({ withinMs: 3_000 })).decline();
    await (await anna.phone.rings({ withinMs: 3_000 })).decline();

    await contact.untilHears({ tones: [], other: true }, { withinMs: 5_000 });
    await contact.untilEnded({ withinMs: 15_000 });
    await world.untilNothingIsLeft();
    expect(await world.call(id)).toMatchObject({ state: 'ended', endReason: 'last-resort' });
  }, 30_000);

  it('on hold comes back to the owner who hung up', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);
    await world.verb(id, 'hold');
    await contact.untilHears({ music: true, tones: [] }, { withinMs: 3_000 });
    await anna.phone.hangUp();
    const back = await anna.phone.rings({ withinMs: 3_000 });
    await back.answer();
    await contact.untilHears({ music: false, tones: ['anna'] }, { withinMs: 3_000 });
  }, 30_000);
});
