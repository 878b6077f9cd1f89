import type { CallResource } from '../support/call-resource';
import { EventReader } from '../support/event-reader';
import { Office } from '../support/office';
import type { Staff, World } from '../support/world';

interface Problem {
  readonly code?: string;
}

describe('an agent with a key of their own', () => {
  let office: Office;
  let world: World;
  let anna: string;
  let ben: string;
  let boss: string;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
    anna = await keyOf({ role: 'agent', agent: office.anna.id });
    ben = await keyOf({ role: 'agent', agent: office.ben.id });
    boss = await keyOf({ role: 'supervisor' });
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const keyOf = async (body: object) =>
    (await world.baton.done<{ key: string }>('POST', '/api-keys', { name: 'key', ...body })).key;

  async function as<T = Problem>(key: string, method: string, path: string, body?: unknown) {
    const answer = await world.baton.api<T>(method, path, body, { authorization: `Bearer ${key}` });
    return { status: answer.status, body: answer.body };
  }
  const listed = async (key: string, state = 'live') =>
    (await as<{ items: readonly CallResource[] }>(key, 'GET', `/calls?state=${state}`)).body.items.map(
      ({ id }) => id,
    );
  const introduceTo = ({ id }: Staff) => ({ mode: 'warm', target: { type: 'agent', id } });

  it('reaches their own calls; to others they are as if they were not there', async () => {
    const { id } = await office.talking();
    const unknown = await as(ben, 'GET', '/calls/none');
    const requests: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', '/timeline'],
      ['GET', '/targets'],
      ['POST', '/drop'],
      ['POST', '/hold'],
      ['POST', '/transfers', introduceTo(office.ben)],
      ['DELETE', '/legs/x'],
    ];
    for (const [method, path, body] of requests) {
      expect(await as(ben, method, `/calls/${id}${path}`, body)).toEqual(unknown);
    }
    expect(await listed(ben)).toEqual([]);
    expect(await listed(anna)).toEqual([id]);
    expect(await listed(boss)).toEqual([id]);
    expect((await world.call(id)).state).toBe('talking');
    expect((await as(anna, 'POST', `/calls/${id}/hold`)).status).toBe(200);
    expect((await as(boss, 'POST', `/calls/${id}/resume`)).status).toBe(200);
    expect((await as(anna, 'POST', `/calls/${id}/drop`)).status).toBe(200);
    await world.untilOver(id);
    expect(await listed(anna, 'ended')).toContain(id);
    expect(await listed(ben, 'ended')).not.toContain(id);
  }, 30_000);

  it('sees a call that they are in, but the owner alone commands it, and then the next owner', async () => {
    const { id } = await office.merged(office.ben);
    expect((await as(ben, 'GET', `/calls/${id}`)).status).toBe(200);
    const refused = await as(ben, 'POST', `/calls/${id}/leave`);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-owner' } });
    expect((await as(anna, 'POST', `/calls/${id}/leave`)).status).toBe(200);
    expect((await as(anna, 'POST', `/calls/${id}/drop`)).status).toBe(403);
    expect((await as(ben, 'POST', `/calls/${id}/drop`)).status).toBe(200);
    await world.untilOver(id);
  }, 30_000);

  it('hears of their own calls only, and of them without real numbers', async () => {
    const [annas, bens] = await Promise.all([
      EventReader.open(world.baton.url, anna),
      EventReader.open(world.baton.url, ben),
    ]);
    const { id } = await office.talking();
    await world.verb(id, 'drop');
    await world.untilOver(id);
    const ofCall = (reader: EventReader) => reader.all.filter(({ callId }) => callId === id);
    await annas.until(({ type }) => type === 'call.ended', {
      withinMs: 2_000,
      what: "the end of Anna's call",
    });
    // The bus serves its sockets in turn: what ben was to get has been sent as well.
    const { seq } = await world.event(
      ({ type, callId }) => type === 'call.ended' && callId === id,
      'the end',
    );
    await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status: 'available' });
    await bens.until((event) => event.seq > seq, { withinMs: 2_000, what: 'anything after it' });
    expect(ofCall(bens)).toEqual([]);
    const own = ofCall(annas);
    // It became Anna's when Anna's phone was to ring.
    const all = world.eventsOf(id);
    const since = all.findIndex(({ data }) => JSON.stringify(data['party'])?.includes(office.anna.id));
    expect(since).toBeGreaterThan(0);
    expect(own.map(({ seq }) => seq)).toEqual(all.slice(since).map((event) => event.seq));
    expect(JSON.stringify(own)).not.toContain(office.contact.number);
    expect(JSON.stringify(own)).not.toContain('"agents"');
    annas.close();
    bens.close();
  }, 30_000);

  it('is not allowed what their key does not say, whatever the call allows', async () => {
    const plain = await keyOf({ role: 'agent', agent: office.anna.id, permissions: ['commands'] });
    const { id } = await office.talking();
    const body = introduceTo(office.ben);
    expect(await as(plain, 'POST', `/calls/${id}/transfers`, body)).toMatchObject({
      status: 403,
      body: { code: 'forbidden', needs: 'transfer:agent' },
    });
    expect(await as(plain, 'POST', `/calls/${id}/drop`)).toMatchObject({ body: { needs: 'drop' } });
    expect((await as(plain, 'POST', `/calls/${id}/hold`)).status).toBe(200);
  }, 30_000);
});
