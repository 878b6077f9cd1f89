import { join } from 'node:path';
import { expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import { setTalkedToday } from '../support/outside-minutes';
import { TRUNK, TRUNK_PASSWORD } from '../support/trunk';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** Its owner has all calls forwarded to our line, which nobody here can know. */
const forwarded = '+31612340000';
const forwarding = `
[from-trunk](+)
exten = ${forwarded},1,Goto(from-trunk,+3120555000,1)
`;

interface Settings {
  readonly limits: object;
  readonly accountLimits: object;
  readonly timeZone: string;
}

describe('the limits of the outside', () => {
  let office: Office;
  let world: World;
  let initial: Settings;

  beforeAll(async () => {
    office = await Office.open({ extraConf: { 'extensions.conf': forwarding } });
    world = office.world;
    initial = await world.baton.done<Settings>('GET', '/settings/guard');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await world.baton.done('PUT', '/settings/guard', initial);
    await world.clear();
  }, 15_000);

  const set = (change: object) => world.baton.done('PUT', '/settings/guard', { ...initial, ...change });

  /** The server has known for longer that this is how much somebody has talked today, and nobody else. */
  async function talkedToday(agentId: string, ms: number): Promise<void> {
    await world.baton.kill();
    setTalkedToday(join(world.dir, 'data'), agentId, ms);
    await world.startBatonAgain();
  }

  it('end a call when the minutes of its agent are used up, and the agent dials no other one', async () => {
    await talkedToday(office.anna.id, 56_000);
    await set({ limits: { attemptsPerMinute: 60, concurrentOutsideLegs: 10, minutesPerDay: 1 } });
    const call = await office.anna.phone.call(office.outsider.number);
    await (await office.outsider.rings(SOON)).answer();
    await expectTalking(office.anna, office.outsider);
    const from = performance.now();
    await call.untilEnded({ withinMs: 8_000 });
    expect(performance.now() - from).toBeGreaterThan(1_000);
    const [{ id = '' } = {}] = (
      await world.baton.done<{ items: readonly { id: string }[] }>('GET', '/calls?state=ended')
    ).items;
    expect(await world.call(id)).toMatchObject({ endReason: 'limit-reached' });
    await world.event(
      ({ type, data }) => type === 'security.minutes-used-up' && data['agent'] === office.anna.id,
      'administrators to be told',
    );
    const next = await office.anna.phone.call(office.outsider.number);
    expect(await next.untilEnded(SOON)).toMatchObject({ status: 403 });
    // But the agent calls for help, for as long as it takes.
    const help = world.carrier.phone('112', { name: 'help' });
    await office.anna.phone.call('112');
    await (await help.rings(SOON)).answer();
    await expectTalking(office.anna, help);
  }, 60_000);

  it('bring a contact back whom the end of the minutes takes somebody from', async () => {
    await talkedToday('somebody', 55_000);
    await set({ accountLimits: { concurrentOutsideLegs: 10, minutesPerDay: 1 } });
    const { id, ringing } = await office.released(office.outsider);
    await ringing.answer();
    await expectTalking(office.contact, office.outsider);
    await world.event(
      ({ type, callId }) => type === 'call.recalling' && callId === id,
      'the contact to be brought back',
    );
    await (await office.anna.phone.rings(SOON)).answer();
    await expectTalking(office.contact, office.anna);
  }, 60_000);

  it('stop a call that leads back to the line from outside, and the contact gets somebody', async () => {
    await world.baton.done('POST', '/trunks', {
      name: 'loop',
      kind: 'ip',
      server: `127.0.0.1:${world.asterisk.sipPort}`,
      addresses: ['203.0.113.1'],
      // What comes back is taken for the carrier's, who is asked for a password.
      username: TRUNK,
      password: TRUNK_PASSWORD,
      checkEverySeconds: 0,
    });
    const members = [{ type: 'number', number: forwarded }];
    const { id } = await world.baton.done<{ id: string }>('POST', '/ring-groups', {
      name: 'mobile',
      layers: [{ strategy: 'simultaneous', ringSeconds: 60, members }],
    });
    await world.baton.done('PATCH', `/lines/${world.lineId}`, {
      trunk: 'loop',
      destination: { type: 'ring-group', id },
      fallback: { type: 'agent', id: office.ben.id },
    });
    const after = world.events.all.at(-1)?.seq ?? -1;
    await office.contact.call(world.lineNumber);
    const ringing = await office.ben.phone.rings({ withinMs: 10_000 });
    await world.event(
      ({ type, data }) => type === 'security.number-refused' && data['rule'] === 'loop',
      'the loop to be told',
      after,
    );
    expect((await world.calls()).length).toBe(6);
    await ringing.answer();
    await expectTalking(office.contact, office.ben);
    await world.baton.done('PATCH', `/lines/${world.lineId}`, {
      trunk: 'carrier',
      destination: { type: 'agent', id: office.anna.id },
      fallback: null,
    });
  }, 60_000);
});
