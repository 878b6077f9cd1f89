import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectFreed, expectMusic, expectTalking } from '../support/hearing';
import { type Incident, untilIncident } from '../support/incidents';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 8_000 };

/** Rows that were damaged, or written by something else, while the server was not there. */
describe('a store with rows that cannot be read', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());

  async function spoil(sql: string): Promise<void> {
    await world.baton.kill();
    const file = new Database(join(world.dir, 'data', 'baton.sqlite'));
    file.exec(sql);
    file.close();
    await world.startBatonAgain();
  }

  it('starts; those who talk in such a call talk on, and whoever is left alone gets somebody', async () => {
    const { id } = await office.talking();
    await spoil(`UPDATE calls SET facts = '{"id":' WHERE id = '${id}'`);
    await expectTalking(office.contact, office.anna);
    const ofIt = ({ data }: Incident) => data['row'] === id;
    expect(await untilIncident(world.baton, 'store.unreadable', ofIt)).toMatchObject({
      data: { table: 'calls' },
    });
    expect((await world.calls()).map((call) => call.id)).not.toContain(id);
    await office.anna.phone.hangUp();
    // The contact is received anew.
    await (await office.anna.phone.rings(SOON)).answer();
    await expectTalking(office.contact, office.anna);
    await office.contact.hangUp();
    await expectFreed(office.anna);
    await world.untilNothingIsLeft();
    expect(await world.baton.api('GET', `/calls/${id}`)).toMatchObject({
      status: 500,
      body: { code: 'unreadable' },
    });
    await world.baton.kill();
    await world.startBatonAgain();
    expect(await world.calls()).toEqual([]);
  }, 60_000);

  it('goes on with all other calls', async () => {
    const { id, transfer } = await office.consulting(office.ben);
    await spoil(
      `INSERT INTO calls (id, line_id, started_at, facts) VALUES ('bad', '', 1, '{"id":"bad","legs":[null]}')`,
    );
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    await world.verb(id, 'merge', transfer);
    await expectTalking(office.contact, office.anna, office.ben);
    await world.verb(id, 'drop');
    await world.untilOver(id);
  }, 60_000);

  it('leaves out a group, masks when the settings cannot be read, and takes new ones in their place', async () => {
    const members = [{ type: 'agent', id: office.anna.id }];
    const layers = [{ strategy: 'ordered', ringSeconds: 20, members }];
    const group = await world.baton.done<{ id: string }>('POST', '/ring-groups', { name: 'Bad', layers });
    await spoil(
      `UPDATE ring_groups SET layers = 'x' WHERE id = '${group.id}';
       INSERT INTO calling_settings (id, value) VALUES ('account', '{') ON CONFLICT (id) DO UPDATE SET value = '{'`,
    );
    const groups = await world.baton.done<{ items: readonly object[] }>('GET', '/ring-groups');
    expect(groups.items).toEqual([]);
    expect(await world.baton.api('GET', `/ring-groups/${group.id}`)).toMatchObject({
      status: 500,
      body: { code: 'unreadable' },
    });
    await world.baton.done('DELETE', `/ring-groups/${group.id}`);
    const settings = await world.baton.done<object>('GET', '/settings/calling');
    expect(settings).toMatchObject({ masking: true, transferCallerId: 'mask' });
    await world.baton.done('PUT', '/settings/calling', { ...settings, masking: false });
    expect(await world.baton.done('GET', '/settings/calling')).toMatchObject({ masking: false });
  }, 60_000);
});
