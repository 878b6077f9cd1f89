import { expectFreed, expectHearing, expectRingback, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { OutgoingCall } from '../support/phones/outgoing-call';
import { TRUNK } from '../support/trunk';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
const RING_MS = 5_000;

describe('a contact calls a line', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: RING_MS / 1000 });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  async function callIn(): Promise<OutgoingCall> {
    return office.contact.call(world.lineNumber);
  }

  /** The dialplan's announcement, unanswered, and then the end. */
  async function expectLastResort(call: OutgoingCall): Promise<void> {
    await expectHearing(office.contact, { tones: [], music: false, ringback: false, other: true });
    expect(call.state).toBe('ringing');
    await call.untilEnded({ withinMs: 10_000 });
  }

  it('the agent rings: the contact hears ringback and is not answered, the phone shows who calls', async () => {
    const call = await callIn();
    const ringing = await office.anna.phone.rings(SOON);
    await expectRingback(office.contact);
    expect(call.state).toBe('ringing');
    expect(ringing.display.number).toBe(office.contact.number);
    await world.agentState(office.anna.id, 'ringing');
  }, 30_000);

  it('the agent answers: both talk, and the agent owns the call; the agent hangs up: it is over', async () => {
    const { id } = await office.talking();
    const call = await world.call(id);
    expect(call).toMatchObject({ state: 'talking', direction: 'inbound', transfer: null, transfers: [] });
    expect(call.legs.find((leg) => leg.id === call.owner)?.party.agentId).toBe(office.anna.id);
    await world.agentState(office.anna.id, 'on-call');

    await office.anna.phone.hangUp();
    await expectFreed(office.contact);
    await world.untilOver(id);
    await world.agentState(office.anna.id, 'available');
  }, 30_000);

  it('the contact hangs up in conversation: the agent is freed', async () => {
    const { id } = await office.talking();
    await office.contact.hangUp();
    await expectFreed(office.anna);
    await world.untilOver(id);
  }, 30_000);

  it('the contact gives up: the agent stops ringing at once', async () => {
    const call = await callIn();
    const ringing = await office.anna.phone.rings(SOON);
    await call.hangUp();
    expect(await ringing.untilEnded({ withinMs: 2_000 })).toMatchObject({ by: 'them', status: 487 });
    await world.untilNothingIsLeft();
    await world.agentState(office.anna.id, 'available');
  }, 30_000);

  it('the agent declines: the last resort of the dialplan has the contact', async () => {
    const call = await callIn();
    await (await office.anna.phone.rings(SOON)).decline();
    await expectLastResort(call);
  }, 30_000);

  it("the agent does not answer: the phone stops when the line's time is over, the last resort has the contact", async () => {
    const call = await callIn();
    const ringing = await office.anna.phone.rings(SOON);
    const since = performance.now();
    const { at } = await ringing.untilEnded({ withinMs: RING_MS + 2_000 });
    expect(at - since).toBeGreaterThan(RING_MS - 1_000);
    await expectLastResort(call);
  }, 30_000);

  it('the agent is away: nobody rings, the last resort has the contact', async () => {
    await world.baton.done('PATCH', `/agents/${office.anna.id}`, { status: 'away' });
    try {
      await expectLastResort(await callIn());
      expect(office.anna.phone.calls).toHaveLength(0);
    } finally {
      await world.baton.done('PATCH', `/agents/${office.anna.id}`, { status: 'available' });
    }
  }, 30_000);

  it('the number is no line of ours: the last resort has the contact', async () => {
    await expectLastResort(await office.contact.call('+3120555999'));
  }, 30_000);

  describe('who writes the number of a line in their own way', () => {
    beforeAll(async () => {
      const { id } = office.anna;
      await world.baton.done('POST', '/lines', {
        name: 'Amsterdam',
        number: '+31205550000',
        trunk: TRUNK,
        agents: [],
        destination: { type: 'agent', id },
      });
    });

    it.each([
      '+31205550000',
      '31205550000',
      '0031205550000',
      '0205550000',
      '020-555.0000',
      '0205550000;npdi',
    ])(
      '%s: has that line',
      async (called) => {
        const after = world.events.all.at(-1)?.seq ?? -1;
        await office.contact.call(called);
        await office.anna.phone.rings(SOON);
        const { callId = '' } = await world.event(({ type }) => type === 'call.started', 'the call', after);
        expect(await world.call(callId)).toMatchObject({ line: { name: 'Amsterdam' } });
      },
      30_000,
    );
  });

  it('two contacts at once: the first has the agent, the second is not put in their call', async () => {
    const { id } = await office.talking();
    const other = await office.outsider.call(world.lineNumber);
    await expectHearing(office.outsider, { tones: [], music: false, other: true });
    await expectTalking(office.contact, office.anna);
    await other.untilEnded({ withinMs: 10_000 });
    await office.contact.hangUp();
    await world.untilOver(id);
  }, 30_000);
});
