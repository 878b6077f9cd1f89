import { expectTalking } from '../support/hearing';
import { incidentsOf } from '../support/incidents';
import { Office } from '../support/office';
import { dialledAt, RawDial } from '../support/raw-dial';
import type { Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };

describe('what is dialled on a phone', () => {
  const raw = new RawDial();
  let office: Office;
  let world: World;
  let dora: Staff;
  let seen = 0;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
    dora = await world.agent('dora', { edge: raw.edge });
  }, 60_000);
  afterAll(() => world.stop());
  beforeEach(() => {
    seen = dialledAt(world.carrier).length;
  });
  afterEach(() => world.clear(), 15_000);

  const reached = () => dialledAt(world.carrier).slice(seen);
  /** How often an administrator can read that this rule has refused a number. */
  const refusalsBy = async (rule: string) => {
    const told = await incidentsOf(world.baton, 'security.number-refused');
    return told.reduce((sum, { data, count }) => sum + (data['rule'] === rule ? count : 0), 0);
  };
  /** It is stored beside, and there is nothing to be told by when it is. */
  async function untilRefusedBy(rule: string, times: number): Promise<void> {
    const deadline = performance.now() + SOON.withinMs;
    while ((await refusalsBy(rule)) < times)
      if (performance.now() > deadline) throw new Error(`no ${times} refusals by ${rule} were told`);
  }

  it.each([
    ['0207654321', '+31207654321'],
    ['0031207654321', '+31207654321'],
    ['+31207654321', '+31207654321'],
    ['%2B31207654321', '+31207654321'],
    ['207654321', '+31207654321'],
  ])(
    'goes out as the number that it is: %s',
    async (dialled, number) => {
      await dora.phone.call(raw.of(dialled));
      await (await office.outsider.rings(SOON)).answer();
      await expectTalking(dora, office.outsider);
      expect(reached()).toEqual([number]);
    },
    30_000,
  );

  it.each([
    '201&202',
    '201%26202',
    '0800FLOWERS',
    'FLOWERS',
    'anna',
    '0207654321,1',
    '0207654321%2C1',
    '0207654321;ext=5',
    '0207654321%3Bext=5',
    '0207654321%40evil',
    '0207654321/x',
    '0207654321p5',
    '020%207654321',
    '020-7654321',
    '+31+207654321',
    '0207654321%0d%0aX',
    '%D9%A0%D9%A2%D9%A0%D9%A7%D9%A6%D9%A5%D9%A4%D9%A3%D9%A2%D9%A1',
    '%FF',
    '0207654321%FF',
    '%24%7BSHELL(id)%7D',
    "0207654321')",
    '0207654321%22',
    '0'.repeat(79),
    's',
    'h',
    't',
    'i',
  ])(
    'is refused with 484 if it is no number, and an administrator can see it: %s',
    async (dialled) => {
      const before = await refusalsBy('undialable-number');
      const call = await dora.phone.call(raw.of(dialled));
      expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them', status: 484 });
      expect(reached()).toEqual([]);
      expect(await world.calls()).toEqual([]);
      await untilRefusedBy('undialable-number', before + 1);
    },
    30_000,
  );

  it.each([
    ['*21*0612345678%23', 'service-code'],
    ['%2331%230207654321', 'service-code'],
    ['11833', 'short-number'],
    ['09061234', 'premium'],
    ['008821612345678', 'satellite'],
    ['0205550000', 'own-number'],
  ])(
    'is refused with 403 if it may not be dialled: %s',
    async (dialled, rule) => {
      if (rule === 'own-number') {
        const { id } = await world.baton.done<{ id: string }>('GET', `/lines/${world.lineId}`);
        await world.baton.done('PATCH', `/lines/${id}`, { number: '+31205550000' });
      }
      const call = await dora.phone.call(raw.of(dialled));
      expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them', status: 403 });
      expect(reached()).toEqual([]);
      await untilRefusedBy(rule, 1);
      await world.baton.done('PATCH', `/lines/${world.lineId}`, { number: world.lineNumber });
    },
    30_000,
  );

  it('is a number of the country where it begins like another one', async () => {
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { country: 'DE' });
    await dora.phone.call(raw.of('88216123456'));
    await world.carrier.expectCall('+4988216123456', SOON);
    expect(reached()).toEqual(['+4988216123456']);
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { country: null });
  }, 30_000);

  it.each(['112', '112%23', '+112', '1-1-2', '0112', '00112', '+31112'])(
    'is a call for help however it is written: %s',
    async (dialled) => {
      const help = world.carrier.phone('112', { name: 'help' });
      await dora.phone.call(raw.of(dialled));
      const ringing = await help.rings(SOON);
      expect(ringing.from.number).toBe(world.lineNumber);
      await ringing.answer();
      await expectTalking(dora, help);
      expect(reached()).toEqual(['112']);
    },
    30_000,
  );

  it.each([
    ['e164-without-plus', '31207654321'],
    ['international', '0031207654321'],
    ['national', '0207654321'],
  ])(
    'goes out as the trunk wants it: %s',
    async (numberFormat, number) => {
      await world.baton.done('PUT', '/settings/calling', { trunks: { carrier: { numberFormat } } });
      await dora.phone.call(raw.of('+31207654321'));
      await world.carrier.expectCall(number, SOON);
      expect(reached()).toEqual([number]);
      await world.clear();
      await dora.phone.call(raw.of('+112'));
      await world.carrier.expectCall('112', SOON);
      expect(reached()).toEqual([number, '112']);
      await world.baton.done('PUT', '/settings/calling', {});
    },
    30_000,
  );

  it('tells a phone that a colleague is busy or not there', async () => {
    await office.talking();
    const call = await dora.phone.call(raw.of(office.anna.extension));
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them', status: 486 });
    const { extension } = await world.unregisteredAgent('otto');
    const nobody = await dora.phone.call(raw.of(extension));
    expect(await nobody.untilEnded(SOON)).toMatchObject({ by: 'them', status: 480 });
  }, 30_000);
});
