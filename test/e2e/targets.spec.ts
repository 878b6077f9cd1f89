import { Office } from '../support/office';
import type { World } from '../support/world';

interface Targets {
  readonly agents: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly canRing: boolean;
  }[];
  readonly ringGroups: readonly { readonly id: string; readonly name: string }[];
  readonly number: boolean;
}

describe('whom a call can be handed on to', () => {
  let office: Office;
  let world: World;
  let phoneless: string;
  let group: string;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
    const { baton } = world;
    phoneless = (await baton.done<{ id: string }>('POST', '/agents', { name: 'aaron', extension: '299' })).id;
    const agents = [phoneless, office.ben.id, office.anna.id];
    await baton.done('PATCH', `/lines/${world.lineId}`, { agents });
    const layers = [
      { strategy: 'simultaneous', ringSeconds: 20, members: [{ type: 'agent', id: office.ben.id }] },
    ];
    group = (await baton.done<{ id: string }>('POST', '/ring-groups', { name: 'Support', layers })).id;
    await baton.done('POST', '/ring-groups', { name: 'Closed', layers, active: false });
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const targets = (id: string) => world.baton.done<Targets>('GET', `/calls/${id}/targets`);

  it("is the line's other agents as they are now, the active groups, and a number", async () => {
    const { id } = await office.talking();
    const ben = { id: office.ben.id, name: 'ben', state: 'available', canRing: true };
    const aaron = { id: phoneless, name: 'aaron', state: 'offline', canRing: false };
    expect(await targets(id)).toMatchObject({
      agents: [ben, aaron],
      ringGroups: [{ id: group, name: 'Support' }],
      number: true,
    });
    await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status: 'away' });
    expect((await targets(id)).agents).toMatchObject([aaron, { ...ben, state: 'away', canRing: false }]);
    await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status: 'available' });
  }, 30_000);

  it('does not offer whoever is in the call', async () => {
    const { id } = await office.consulting(office.ben);
    expect((await targets(id)).agents).toMatchObject([{ id: phoneless }]);
  }, 30_000);

  it('offers no more than the key allows', async () => {
    const body = { name: 'key', role: 'agent', agent: office.anna.id, permissions: ['transfer:group'] };
    const { key } = await world.baton.done<{ key: string }>('POST', '/api-keys', body);
    const { id } = await office.talking();
    const answer = await world.baton.api<Targets>('GET', `/calls/${id}/targets`, undefined, {
      authorization: `Bearer ${key}`,
    });
    expect(answer.body).toEqual({
      agents: [],
      ringGroups: [{ id: group, name: 'Support' }],
      number: false,
    });
  }, 30_000);
});
