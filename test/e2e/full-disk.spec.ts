import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expectFreed, expectMusic, expectTalking } from '../support/hearing';
import { incidentsOf, untilIncident } from '../support/incidents';
import { Office } from '../support/office';
import type { World } from '../support/world';

interface Agent {
  readonly id: string;
}

/** A little more than what the store needs at the start. */
const MEGABYTES = 8;

/** A real disk that runs full, in the middle of calls and of changes. */
describe('a full disk', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ diskMegabytes: MEGABYTES });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    world.disk?.free();
    await world.untilReadyz(200, 10_000);
    await world.clear();
  }, 30_000);

  const ann = (extension: string) => ({ name: 'Ann', extension });
  const extensions = async () => {
    const { items } = await world.baton.done<{ items: readonly { extension: string }[] }>('GET', '/agents');
    return items.map(({ extension }) => extension);
  };

  it('refuses what cannot be stored, says so everywhere, and stores all that comes when there is space again', async () => {
    const key = await world.baton.done<{ id: string; key: string }>('POST', '/api-keys', {
      name: 'old',
      role: 'admin',
    });
    world.disk?.fill();
    for (const extension of ['301', '302', '303']) {
      const answer = await world.baton.api('POST', '/agents', ann(extension));
      expect(answer).toMatchObject({ status: 503, body: { code: 'store-full' } });
    }
    expect(await extensions()).not.toContain('301');
    expect(await world.baton.api('DELETE', `/api-keys/${key.id}`)).toMatchObject({ status: 503 });
    expect(await world.baton.api('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { checks: { store: { status: 'down', reason: expect.stringContaining('full') as string } } },
    });
    const failing = await world.event(({ type }) => type === 'store.failing', 'administrators to be told');
    expect(failing.data).toMatchObject({ trouble: 'full' });

    world.disk?.free();
    await world.baton.done<Agent>('POST', '/agents', ann('304'));
    await world.baton.done('DELETE', `/api-keys/${key.id}`);
    await world.untilReadyz(200, 5_000);
    await world.event(({ type }) => type === 'store.working', 'the store to work');
    await world.baton.done('POST', '/agents', ann('305'));
    await untilIncident(world.baton, 'store.working');
    await world.baton.kill();
    await world.startBatonAgain();
    expect(await extensions()).toContain('304');
    const auth = { authorization: `Bearer ${key.key}` };
    expect((await world.baton.api('GET', '/me', undefined, auth)).status).toBe(401);
    const told = await incidentsOf(world.baton);
    expect(told.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['store.failing', 'store.working', 'store.space-low']),
    );
  }, 60_000);

  it('leaves every call its course: what people do with their phones is done, what is commanded is refused', async () => {
    const { id, transfer, ringing } = await office.introducing(office.ben);
    world.disk?.fill();
    await ringing.answer();
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    const merge = await world.baton.api('POST', `/calls/${id}/transfers/${transfer}/merge`);
    expect(merge).toMatchObject({ status: 503, body: { code: 'store-full' } });
    await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
    expect(await world.call(id)).toMatchObject({ state: 'consulting' });
    await office.anna.phone.hangUp();
    await expectTalking(office.contact, office.ben);

    world.disk?.free();
    await world.untilReadyz(200, 10_000);
    await world.verb(id, 'hold');
    await world.verb(id, 'resume');
    await expectTalking(office.contact, office.ben);
    await world.baton.kill();
    await world.startBatonAgain();
    await expectTalking(office.contact, office.ben);
    await office.contact.hangUp();
    expect(await world.untilOver(id)).toMatchObject({ transfers: [{ outcome: 'completed' }] });
  }, 60_000);

  it('lets callers in, and stores their call when there is space again', async () => {
    world.disk?.fill();
    const { id } = await office.talking();
    expect((await world.calls()).map((call) => call.id)).toContain(id);
    world.disk?.free();
    await world.untilReadyz(200, 10_000);
    await world.event(({ type }) => type === 'store.working', 'the store to work');
    await office.contact.hangUp();
    await expectFreed(office.anna);
    await world.untilOver(id);
    await world.baton.kill();
    await world.startBatonAgain();
    expect(await world.call(id)).toMatchObject({ endReason: 'hung-up' });
  }, 60_000);
});

/** Somebody has opened the store with a program of their own. */
describe('a store that another program has locked', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());

  it('holds up no call and no answer that does not need it', async () => {
    const { id, transfer, ringing } = await office.introducing(office.ben);
    const other = new Database(join(world.dir, 'data', 'baton.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    try {
      const creating = world.baton.api('POST', '/agents', { name: 'Ann', extension: '301' });
      const asked = performance.now();
      await world.baton.done('GET', '/agents');
      expect(performance.now() - asked).toBeLessThan(2_000);
      await ringing.answer();
      await Promise.all([expectTalking(office.anna, office.ben), expectMusic(office.contact)]);
      const merge = await world.baton.api('POST', `/calls/${id}/transfers/${transfer}/merge`);
      expect(merge).toMatchObject({ status: 503, body: { code: 'store-locked' } });
      expect(await creating).toMatchObject({ status: 503, body: { code: 'store-locked' } });
      expect(await world.baton.api('GET', '/readyz')).toMatchObject({ status: 503 });
      await office.anna.phone.hangUp();
      await expectTalking(office.contact, office.ben);
    } finally {
      other.close();
    }
    await world.untilReadyz(200, 10_000);
    await office.contact.hangUp();
    await world.untilOver(id);
    await world.baton.done('POST', '/agents', { name: 'Ann', extension: '301' });
  }, 60_000);
});
