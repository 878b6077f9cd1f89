import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { type Baton, startBaton } from '../support/baton';
import type { BatonEvent, EventReader } from '../support/event-reader';
import { Stranger } from '../support/phones/stranger';

jest.setTimeout(60_000);

const SOON = { withinMs: 5_000 };
const RESTRICTED_KEY = 'of-somebody-who-may-only-read';

interface Incident {
  readonly type: string;
  readonly source: string | null;
  readonly count: number;
  readonly data: { readonly account?: unknown };
}

const dir = mkdtempSync(join(tmpdir(), 'baton-strangers-'));
let asterisk: EmbeddedAsterisk;
let baton: Baton;
let events: EventReader;
let stranger: Stranger;
let phone: { readonly user: string; readonly password: string };

beforeAll(async () => {
  asterisk = await startAsterisk({ dir: join(dir, 'asterisk') });
  const env = { ASTERISK_SECURITY_LOG: asterisk.securityLog, RESTRICTED_KEY };
  baton = await startBaton({ asterisk, dataDir: join(dir, 'data'), env });
  events = await baton.events();
  stranger = await Stranger.open(asterisk.sipPort);
  const { id } = await baton.done<{ id: string }>('POST', '/agents', { name: 'Anna', extension: '201' });
  phone = await baton.done('PUT', `/agents/${id}/phone`, {});
});

afterAll(async () => {
  events?.close();
  stranger?.close();
  await baton?.stop();
  await asterisk?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const told = (type: string, fits: (event: BatonEvent) => boolean = () => true) =>
  events.until((event) => event.type === type && fits(event), { ...SOON, what: `${type} to be told` });
const listed = async (type: string) =>
  (await baton.done<{ items: readonly Incident[] }>('GET', `/incidents?type=${type}`)).items;

it('a phone with a wrong password leaves a log line and a record, with its address', async () => {
  const { user } = phone;
  expect(await stranger.ask({ method: 'REGISTER', user, password: 'not the right one' })).toBe(401);
  const { data } = await told('security.wrong-phone-password');
  expect(data).toMatchObject({ source: '127.0.0.1', account: user });
  expect(await listed('security.wrong-phone-password')).toMatchObject([
    { source: '127.0.0.1', count: 1, data: { account: user } },
  ]);
  await baton.logged(/"incident":"security.wrong-phone-password","source":"127.0.0.1"/, 'the wrong password');
});

it('the right one does not', async () => {
  expect(await stranger.ask({ method: 'REGISTER', ...phone })).toBe(200);
  expect(await stranger.ask({ method: 'REGISTER', user: 'phone-999' })).toBe(401);
  await told('security.unknown-account', ({ data }) => data['account'] === 'phone-999');
  expect(await listed('security.wrong-phone-password')).toMatchObject([{ count: 1 }]);
});

it('who calls without being known is in the same list, and a number of theirs is shown as such', async () => {
  const before = (await listed('security.unknown-account')).reduce((sum, { count }) => sum + count, 0);
  expect(await stranger.ask({ method: 'INVITE', user: '+31612345678' })).toBe(401);
  await stranger.ask({ method: 'REGISTER', user: 'phone-201-x', callId: 'the-last' });
  const counted = async (): Promise<number> =>
    (await listed('security.unknown-account')).reduce((sum, { count }) => sum + count, 0);
  const deadline = performance.now() + SOON.withinMs;
  while ((await counted()) < before + 2 && performance.now() < deadline)
    await stranger.ask({ method: 'REGISTER', ...phone });
  expect(await counted()).toBe(before + 2);
  const { text } = await baton.api('GET', '/incidents', undefined, {
    authorization: `Bearer ${RESTRICTED_KEY}`,
  });
  expect(text).toContain('forbidden');
  expect(baton.stderr).not.toContain('612345678');
});

it('nobody can make it look as if it had been somebody else', async () => {
  const forged = 'x%22,RemoteAddress=%22IPV4/UDP/9.9.9.9/1';
  await stranger.ask({ method: 'REGISTER', user: forged });
  await stranger.ask({ method: 'REGISTER', user: 'y', callId: 'z",RemoteAddress="IPV4/UDP/9.9.9.9/1' });
  await stranger.ask({ method: 'REGISTER', user: 'y%0aSecurityEvent=%22InvalidPassword%22' });
  await told('security.unknown-account', ({ data }) => data['source'] === undefined);
  const sources = (await listed('security.unknown-account')).map(({ source }) => source);
  expect(new Set(sources)).toEqual(new Set(['127.0.0.1', null]));
});

it('a flood is counted, and neither the file nor the list grows with it', async () => {
  for (let round = 0; round < 20; round += 1) {
    stranger.flood({ method: 'REGISTER', user: `guess-${round}` }, 100);
    await stranger.ask({ method: 'REGISTER', user: 'guess' });
  }
  const deadline = performance.now() + SOON.withinMs;
  while (statSync(asterisk.securityLog).size > 0 && performance.now() < deadline)
    await baton.api('GET', '/me');
  expect(statSync(asterisk.securityLog).size).toBe(0);
  const all = await listed('security.unknown-account');
  expect(all.length).toBeLessThanOrEqual(2);
});
