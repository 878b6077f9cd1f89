import { type Staff, World } from '../support/world';

describe('a warm transfer to an agent', () => {
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

  it('gives the contact music, lets the agents talk, merges all three, and goes on when the transferor leaves', async () => {
    const { id, contact } = await world.conversation('contact', '0612345678', anna);

    const transfer = await world.transfer(id, { mode: 'warm', target: { type: 'agent', id: ben.id } });
    const ringing = await ben.phone.rings({ withinMs: 3_000 });
    await contact.untilHears({ tones: [], music: true }, { withinMs: 3_000 });
    await anna.phone.untilHears({ tones: [], ringback: true }, { withinMs: 3_000 });

    await ringing.answer();
    await ben.phone.untilHears({ tones: ['anna'], music: false }, { withinMs: 3_000 });
    await anna.phone.untilHears({ tones: ['ben'], music: false, ringback: false }, { withinMs: 3_000 });
    await contact.untilHears({ tones: [], music: true }, { withinMs: 3_000 });

    await world.verb(id, 'merge', transfer);
    await contact.untilHears({ tones: ['anna', 'ben'], music: false }, { withinMs: 3_000 });
    await anna.phone.untilHears({ tones: ['ben', 'contact'] }, { withinMs: 3_000 });
    await ben.phone.untilHears({ tones: ['anna', 'contact'] }, { withinMs: 3_000 });

    const after = await world.verb(id, 'leave');
    expect(after.legs.find((leg) => leg.id === after.owner)?.party.agentId).toBe(ben.id);
    await contact.untilHears({ tones: ['ben'], music: false }, { withinMs: 3_000 });
    await ben.phone.untilHears({ tones: ['contact'] }, { withinMs: 3_000 });
    expect(anna.phone.calls).toHaveLength(0);

    await contact.hangUp();
    await world.untilNothingIsLeft();
    expect((await world.call(id)).state).toBe('ended');
  }, 30_000);
});
