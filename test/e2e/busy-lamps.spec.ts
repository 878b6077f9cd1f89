import { Office } from '../support/office';
import type { Lamp } from '../support/phones/lamp';
import { Phone } from '../support/phones/phone';
import type { Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** Until the server has found Asterisk again, on a busy machine. */
const REGAINED_MS = 15_000;

describe('the busy lamps of desk phones', () => {
  let office: Office;
  let world: World;
  let carla: Staff;
  const lamps: Lamp[] = [];

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
    carla = await world.agent('carla');
    // Lamps follow a little later. By dialog one who is free looks like one whose phone is gone.
    for (const { extension } of [office.anna, office.ben])
      await (await watch(extension, 'presence')).untilIs('dark', SOON);
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await Promise.all(lamps.splice(0).map((lamp) => lamp.untilEnded(SOON)));
    await world.clear();
  }, 20_000);

  async function watch(extension: string, ...kind: [('dialog' | 'presence')?]): Promise<Lamp> {
    const lamp = await carla.phone.watch(extension, ...kind);
    lamps.push(lamp);
    return lamp;
  }

  const says = (agent: { readonly id: string }, status: string) =>
    world.baton.done('PATCH', `/agents/${agent.id}`, { status });

  it.each(['dialog', 'presence'] as const)(
    'by %s: dark, flashes while the agent is rung, lit in a call, dark again, and nothing of whom they talk with',
    async (kind) => {
      const lamp = await watch(office.ben.extension, kind);
      await lamp.untilIs('dark', SOON);
      const { id, transfer, ringing } = await office.introducing(office.ben);
      await lamp.untilIs('flashing', SOON);
      await ringing.answer();
      await lamp.untilIs('lit', SOON);
      await world.verb(id, 'merge', transfer);
      await world.verb(id, 'leave');
      await office.contact.hangUp();
      await lamp.untilIs('dark', SOON);
      await world.untilOver(id);
      expect(lamp.lights).toEqual(['dark', 'flashing', 'lit', 'dark']);
      const bodies = lamp.messages.map(({ text }) => text.slice(text.indexOf('\r\n\r\n'))).join('\n');
      expect(bodies).toContain(office.ben.extension);
      expect(bodies).not.toMatch(
        new RegExp(`<remote|anna|${office.anna.extension}|${office.contact.number.slice(1)}`, 'i'),
      );
    },
    30_000,
  );

  it('is lit for one who is away or busy', async () => {
    const lamp = await watch(office.ben.extension);
    for (const [status, light] of [
      ['away', 'lit'],
      ['available', 'dark'],
      ['busy', 'lit'],
      ['available', 'dark'],
    ] as const) {
      await says(office.ben, status);
      await lamp.untilIs(light, SOON);
    }
  }, 30_000);

  it('is crossed out, where a phone can show it, for one whose phone is gone or taken away', async () => {
    const { phone: account, ...dora } = await world.unregisteredAgent('dora');
    const lamp = await watch(dora.extension, 'presence');
    await lamp.untilIs('crossed-out', SOON);
    for (const takeAway of [
      (phone: Phone) => phone.destroy(),
      () => world.baton.done('DELETE', `/agents/${dora.id}/phone`),
    ]) {
      const phone = await Phone.register({ wsUrl: world.asterisk.wsUrl, ...account, name: 'dora' });
      await lamp.untilIs('dark', SOON);
      await takeAway(phone);
      await lamp.untilIs('crossed-out', SOON);
      await phone.destroy();
    }
  }, 30_000);

  it('is dark for one who was busy and is deleted', async () => {
    const { phone: account, ...dan } = await world.unregisteredAgent('dan');
    const phone = await Phone.register({ wsUrl: world.asterisk.wsUrl, ...account, name: 'dan' });
    const lamp = await watch(dan.extension);
    await says(dan, 'busy');
    await lamp.untilIs('lit', SOON);
    await world.baton.done('DELETE', `/agents/${dan.id}`);
    await lamp.untilIs('dark', SOON);
    await phone.destroy();
  }, 30_000);

  it('goes with the extension, and is dark for one that nobody has', async () => {
    const { id } = await world.unregisteredAgent('ella');
    const lamp = await watch('4711', 'presence');
    await lamp.untilIs('dark', SOON);
    await world.baton.done('PATCH', `/agents/${id}`, { extension: '4711' });
    await lamp.untilIs('crossed-out', SOON);
    await world.baton.done('DELETE', `/agents/${id}`);
  }, 30_000);

  it('has nothing to tell of what is no extension', async () => {
    expect((await watch('desk')).refusal).toBe(404);
    expect((await watch('2')).refusal).toBe(404);
  }, 30_000);

  it('survives a restart of Baton without a flicker', async () => {
    const lamp = await watch(office.ben.extension);
    const { id } = await office.consulting(office.ben);
    await lamp.untilIs('lit', SOON);
    const before = lamp.lights.length;
    await world.baton.kill();
    await world.startBatonAgain();
    // Seen to follow again: what was to be said of the others has been said by then.
    const own = await watch(carla.extension);
    await says(carla, 'busy');
    await own.untilIs('lit', { withinMs: REGAINED_MS });
    await says(carla, 'available');
    expect(lamp.lights.slice(before)).toEqual([]);
    await world.verb(id, 'drop');
    await lamp.untilIs('dark', SOON);
    await world.untilOver(id);
  }, 60_000);

  it('tells the truth after a restart of Asterisk', async () => {
    const { id } = await office.consulting(office.ben);
    await (await watch(office.ben.extension)).untilIs('lit', SOON);
    await says(office.anna, 'away');
    await Promise.all(lamps.splice(0).map((lamp) => lamp.untilEnded(SOON)));
    await world.killAsterisk();
    await world.startAsteriskAgain();
    await world.untilReadyz(200, REGAINED_MS);
    await world.event((event) => event.type === 'call.ended' && event.callId === id, 'the call to end');
    const [ben, anna] = [await watch(office.ben.extension), await watch(office.anna.extension)];
    await ben.untilIs('dark', { withinMs: REGAINED_MS });
    await anna.untilIs('lit', { withinMs: REGAINED_MS });
    await says(office.anna, 'available');
    await anna.untilIs('dark', SOON);
  }, 60_000);
});

describe('an Asterisk that has no device states', () => {
  it('is warned of once, and calls go on as ever', async () => {
    const office = await Office.open({
      ringTimeoutSeconds: 5,
      extraConf: { 'modules.conf': 'noload = res_ari_device_states.so' },
    });
    const { world } = office;
    try {
      const { id } = await office.consulting(office.ben);
      await world.verb(id, 'drop');
      await world.untilOver(id);
      await world.baton.logged(/res_ari_device_states is not loaded/, 'a warning');
      expect(world.baton.stderr.match(/res_ari_device_states is not loaded/g)).toHaveLength(1);
    } finally {
      await world.stop();
    }
  }, 60_000);
});
