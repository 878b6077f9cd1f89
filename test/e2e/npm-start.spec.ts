import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longestWithout } from '../crash/part';
import { expectFreed, expectMusic, expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { leftoversOf, NpmStart } from '../support/npm-start';
import { type Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** After Asterisk answers again. */
const REGAINED_MS = 2_000;
const NUMBER = '0612345678';

describe('under npm start', () => {
  let world: World;
  let npmStart: NpmStart;
  let anna: Staff;
  let ben: Staff;

  beforeAll(async () => {
    ({ world, npmStart } = await World.underNpmStart());
    anna = await world.agent('anna');
    ben = await world.agent('ben');
  }, 90_000);
  afterAll(() => world?.stop(), 20_000);

  const contact = () => world.carrier.phone(NUMBER);

  async function consultation() {
    const { id } = await world.conversation('contact', NUMBER, anna);
    const transfer = await world.introduce(id, ben);
    await (await ben.phone.rings(SOON)).answer();
    await Promise.all([expectTalking(anna, ben), expectMusic(contact())]);
    return { id, transfer };
  }

  function longestGaps(since: number, pairs: readonly (readonly [Staff, Staff])[]): readonly number[] {
    return pairs.map(([listener, talker]) =>
      longestWithout(listener.phone.current, talker.phone.toneHz, since, performance.now()),
    );
  }

  async function finish(id: string, transfer: string): Promise<void> {
    await world.readEventsAnew();
    await world.verb(id, 'merge', transfer);
    await expectTalking(contact(), anna, ben);
    await world.verb(id, 'leave');
    await expectTalking(contact(), ben);
    await contact().hangUp();
    await expectFreed(contact(), anna, ben);
    await world.untilNothingIsLeft();
  }

  it('a server that is killed is started again at once, nobody is cut off, and the transfer is finished', async () => {
    const { id, transfer } = await consultation();
    const since = performance.now();
    await npmStart.killServer();
    const backAfter = performance.now() - since;
    await npmStart.printed(/^- The server ended \(ended by SIGKILL\); starting it again at once$/m);
    await listenFor(anna, 500);

    expect(
      Math.max(
        ...longestGaps(since, [
          [anna, ben],
          [ben, anna],
        ]),
      ),
    ).toBeLessThan(NO_GAP_MS);
    expect(contact().current.audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
    expect(backAfter).toBeLessThan(10_000);
    await finish(id, transfer);
  }, 60_000);

  it('an upgrade by --restart-server keeps the calls', async () => {
    const { id, transfer } = await consultation();
    const since = performance.now();
    const former = npmStart.serverPid;

    const { code, said } = await npmStart.restartServer();
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringContaining('- The server runs anew, and the calls went on') as string,
    });
    expect(npmStart.serverPid).not.toBe(former);
    expect(await npmStart.readyz()).toBe(200);
    await listenFor(anna, 500);
    expect(
      Math.max(
        ...longestGaps(since, [
          [anna, ben],
          [ben, anna],
        ]),
      ),
    ).toBeLessThan(NO_GAP_MS);
    await finish(id, transfer);
  }, 60_000);

  it('an Asterisk that is killed is started again, and the server is there within 2 s after it', async () => {
    await world.conversation('contact', NUMBER, anna);
    const server = npmStart.serverPid;
    const killed = npmStart.asteriskPid ?? 0;
    process.kill(killed, 'SIGKILL');
    await npmStart.until('the loss to be noticed', async () => (await npmStart.readyz()) === 503);

    let answersSince = 0;
    await npmStart.until('Asterisk to answer', async () => {
      const { ariUrl, ariUser, ariPassword } = world.asterisk;
      const authorization = `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`;
      const answer = await fetch(`${ariUrl}/ari/asterisk/ping`, { headers: { authorization } }).catch(
        () => undefined,
      );
      answersSince = performance.now();
      return answer?.status === 200;
    });
    await npmStart.until('the server to be ready', async () => (await npmStart.readyz()) === 200);
    expect(performance.now() - answersSince).toBeLessThan(REGAINED_MS);
    expect(npmStart.serverPid).toBe(server);
    expect(npmStart.asteriskPid).not.toBe(killed);
    await npmStart.printed(/^- Asterisk ended \(ended by SIGKILL\); starting it again at once$/m);
    await world.losePhones();
    await world.phonesComeAgain();
    const { id } = await world.conversation('contact', NUMBER, anna);
    await world.verb(id, 'drop');
  }, 60_000);

  it('Ctrl-C ends both, and leaves nothing behind', async () => {
    expect(npmStart.leftovers.length).toBeGreaterThan(1);
    await npmStart.stop();
    expect(npmStart.leftovers).toEqual([]);
  }, 30_000);
});

it('a server that never listened is not tried again: npm start ends with what it said', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'baton-world-'));
  const started = NpmStart.begin({ dataDir: dir, extraConf: {}, env: { HOST: '192.0.2.1' } });
  await expect(started).rejects.toThrow(
    /npm start ended \(code 1\)[^]*baton: HOST: 192\.0\.2\.1 is not an address of this machine/,
  );
  await expect(started).rejects.not.toThrow(/again/);
  expect(leftoversOf(dir)).toEqual([]);
  rmSync(dir, { recursive: true, force: true });
}, 90_000);
