import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Baton, startBaton } from '../support/baton';
import { expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { wavOf } from '../support/media/wav';
import { Office } from '../support/office';
import type { World } from '../support/world';

const READY_MS = 10_000;
/** The other one must have been away for a quarter of a minute. */
const TAKEN_OVER_MS = 30_000;
/** Longer than it takes to look what is there, and to remove what is nobody's. */
const WHILE_MS = 3_000;

interface Readiness {
  readonly status: string;
  readonly checks: { readonly asterisk: { readonly status: string; readonly reason?: string } };
}

type Row = readonly [string, unknown];

interface Had {
  readonly channels: readonly Row[];
  readonly bridges: readonly Row[];
  readonly lamps: readonly Row[];
  readonly endpoints: readonly Row[];
}

describe('two servers with stores of their own on one Asterisk', () => {
  let office: Office;
  let world: World;
  const others: Baton[] = [];

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.stop()));
    await world.untilReadyz(200, READY_MS);
    await world.clear();
  }, 30_000);

  async function another(env: Readonly<Record<string, string>> = {}): Promise<Baton> {
    const other = await startBaton({ asterisk: world.asterisk, env });
    others.push(other);
    return other;
  }

  async function ready(server: Baton, status: 200 | 503, withinMs: number): Promise<Answer<Readiness>> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const answer = await server.api<Readiness>('GET', '/readyz');
      if (answer.status === status) return answer;
      if (performance.now() > deadline) throw new Error(`readyz is ${answer.status}: ${answer.text}`);
    }
  }

  /** What the first one has in Asterisk, lamps with what they show. */
  async function have(): Promise<Had> {
    const { ariUrl, ariUser, ariPassword } = world.asterisk;
    const authorization = `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`;
    const ask = async <T>(what: string): Promise<readonly T[]> => {
      const answer = await fetch(`${ariUrl}/ari/${what}`, { headers: { authorization } });
      return (await answer.json()) as readonly T[];
    };
    const [channels, bridges, lamps, endpoints] = await Promise.all([
      ask<{ id: string; name: string }>('channels'),
      ask<{ id: string; channels: readonly string[] }>('bridges'),
      ask<{ name: string; state: string }>('deviceStates'),
      ask<{ resource: string; state: string }>('endpoints'),
    ]);
    return {
      channels: channels.map(({ id, name }) => [id, name] as const).sort(),
      bridges: bridges.map((bridge) => [bridge.id, [...bridge.channels].sort()] as const).sort(),
      lamps: lamps.map(({ name, state }) => [name, state] as const).sort(),
      endpoints: endpoints.map(({ resource, state }) => [resource, state] as const).sort(),
    };
  }

  /** As soon as Anna's lamp follows. */
  async function haveAtRest(): Promise<Had> {
    const deadline = performance.now() + READY_MS;
    for (;;) {
      const had = await have();
      const lit = had.lamps.filter(([, state]) => state === 'INUSE').map(([name]) => name);
      if (lit.includes(`Stasis:baton-${office.anna.extension}`)) return had;
      if (performance.now() > deadline)
        throw new Error(`Anna's lamp is not lit: ${JSON.stringify(had.lamps)}`);
    }
  }

  /** They hear each other now, and have done so without a gap since then. */
  async function expectUndisturbed(since: number): Promise<void> {
    await listenFor(office.contact, WHILE_MS);
    await expectTalking(office.contact, office.anna);
    for (const { audio } of [office.contact, office.anna.phone])
      expect(audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
  }

  it('and the same application: the second takes it from nobody, and says why it is not ready', async () => {
    const { id } = await office.talking();
    const since = performance.now();
    const had = await haveAtRest();
    const other = await another();
    const { body } = await ready(other, 503, READY_MS);
    expect(body.checks.asterisk.reason).toMatch(
      /^Another Baton, of store [a-z]{8}, has the application "baton"/,
    );
    const { items } = await other.done<{ items: readonly object[] }>('GET', '/incidents');
    expect(items).toMatchObject([{ type: 'asterisk.application-taken', data: { app: 'baton' } }]);
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    expect((await world.baton.api('GET', '/readyz')).status).toBe(200);
    expect(world.baton.stderr).not.toContain('took the application over');
    await office.contact.hangUp();
    await world.untilOver(id);
  }, 60_000);

  it('and applications of their own: neither touches what the other has', async () => {
    const { id } = await office.talking();
    const since = performance.now();
    const had = await haveAtRest();
    const { musicDir } = world.asterisk;
    const other = await another({ ARI_APP: 'baton-other', MUSIC_DIR: musicDir });
    await ready(other, 200, READY_MS);
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    const agent = await other.done<{ id: string }>('POST', '/agents', {
      name: 'Namesake',
      extension: office.anna.extension,
    });
    const { user } = await world.baton.done<{ user: string }>('GET', `/agents/${office.anna.id}/phone`);
    const answer = await other.api<{ code: string }>('PUT', `/agents/${agent.id}/phone`, { user });
    expect([answer.status, answer.body.code]).toEqual([409, 'phone-user-taken']);
    // Nor has it Anna's lamp.
    await other.logged(
      /another Baton, of store [a-z]{8}, has a lamp for this extension/,
      'the lamp to be refused',
    );
    // Nor a place for its music in the other's folder.
    const { id: music } = await other.done<{ id: string }>('POST', '/music-classes', { name: 'jazz' });
    const upload = await other.upload<{ code: string }>(
      `/music-classes/${music}/files?name=x`,
      wavOf([{ hz: 1_000, peak: 8_000 }], 1),
      'audio/wav',
    );
    expect([upload.status, upload.body.code]).toEqual([409, 'music-folder-taken']);
    await other.done('DELETE', `/agents/${agent.id}`);
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    await office.contact.hangUp();
    await world.untilOver(id);
    // Anna's phone is still Anna's, and rings.
    const again = await office.talking();
    await office.contact.hangUp();
    await world.untilOver(again.id);
  }, 60_000);

  it('of which one has a copy of the other’s store: it does not take the calls for its own', async () => {
    const { id } = await office.talking();
    const since = performance.now();
    const had = await haveAtRest();
    const copy = join(world.dir, 'copy');
    cpSync(join(world.dir, 'data'), copy, { recursive: true });
    const other = await startBaton({
      asterisk: world.asterisk,
      dataDir: copy,
      adminKey: world.baton.adminKey,
    });
    others.push(other);
    const { body } = await ready(other, 503, READY_MS);
    expect(body.checks.asterisk.reason).toMatch(
      /^Another Baton, on a copy of this store, has the application/,
    );
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    await office.contact.hangUp();
    await world.untilOver(id);
  }, 60_000);

  it('and the first is gone for good: the second has what is new, and leaves the talks of the first to it', async () => {
    const { id } = await office.talking();
    const since = performance.now();
    const had = await haveAtRest();
    const other = await another();
    await ready(other, 503, READY_MS);
    await world.baton.kill('SIGKILL');
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    await ready(other, 200, TAKEN_OVER_MS);
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    await other.stop();
    others.length = 0;
    await world.startBatonAgain();
    await world.untilReadyz(200, READY_MS);
    await expectUndisturbed(since);
    expect(await have()).toEqual(had);
    await office.contact.hangUp();
    await world.untilOver(id);
  }, 90_000);
});
