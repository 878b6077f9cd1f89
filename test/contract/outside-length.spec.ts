import type { EmbeddedAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { AriPbx } from '../../src/asterisk/adapter/ari-pbx';
import type { Step } from '../../src/core/call/plan';
import { Phone } from '../support/phones/phone';
import { passwordOf, pjsipAccount } from '../support/pjsip-account';
import { AriFixture, type WatchedClient } from './ari-fixture';

jest.setTimeout(40_000);

const SOON = { withinMs: 5_000 };
/** Of the margin in which we end it ourselves three seconds are left. */
const inThreeSeconds = 3_000 - 60_000;
const names = ['inside', 'outside', 'third'] as const;
type Name = (typeof names)[number];

let fixture: AriFixture;
let asterisk: EmbeddedAsterisk;
let phones: Readonly<Record<Name, Phone>>;
let serial = 0;

beforeAll(async () => {
  fixture = new AriFixture();
  const accounts = names.map((user) =>
    pjsipAccount(user, { template: 'baton-phone', password: passwordOf(user) }),
  );
  asterisk = await fixture.asterisk({ extraConf: { 'pjsip.conf': accounts.join('') } });
  const open = (user: Name) =>
    Phone.register({ wsUrl: asterisk.wsUrl, user, password: passwordOf(user), name: user });
  phones = { inside: await open('inside'), outside: await open('outside'), third: await open('third') };
}, 60_000);

afterAll(async () => {
  await Promise.all(Object.values(phones).map((phone) => phone.destroy()));
  await fixture.end();
});

/** A server, until it dies. */
async function server(): Promise<{ readonly watched: WatchedClient; readonly pbx: AriPbx }> {
  const watched = fixture.client(asterisk);
  await watched.client.start();
  return {
    watched,
    pbx: new AriPbx(watched.client, 'baton', { identity: 'ourstore', owns: (store) => store === 'ourstore' }),
  };
}

/** They have answered, and are together in a bridge. @returns which of their channels is which */
async function together(
  { watched, pbx }: Awaited<ReturnType<typeof server>>,
  who: readonly Name[],
  kind: 'mixing' | 'holding',
): Promise<void> {
  serial += 1;
  const call = `11111111-2222-4333-8444-${String(serial).padStart(12, '0')}`;
  const bridge = `baton-${call}-talk1`;
  await pbx.perform({ type: 'create-bridge', bridge, kind });
  for (const [index, name] of who.entries()) {
    const leg = `baton-${call}-${index + 1}`;
    const step: Step = {
      type: 'create-channel',
      leg,
      endpoint: `PJSIP/${name}`,
      shows: { name: '', number: '', reason: '' },
      musicClass: null,
      ...(name === 'outside' ? { endsAfterMs: inThreeSeconds } : {}),
    };
    await pbx.perform(step);
    await watched.event('StasisStart', leg);
    await pbx.perform({ type: 'dial', leg, forMs: 20_000 });
    await (await phones[name].rings(SOON)).answer();
    await watched.state(leg, 'Up');
    await pbx.perform({ type: 'join', leg, bridge, kind, musicClass: null });
    await watched.event('ChannelEnteredBridge', leg);
  }
}

it.each<[string, readonly Name[], 'mixing' | 'holding']>([
  ['in a conversation', ['inside', 'outside'], 'mixing'],
  ['in a conference', ['inside', 'third', 'outside'], 'mixing'],
  ['while it waits', ['outside'], 'holding'],
])('an outside leg is ended by Asterisk when nobody is there to do it: %s', async (_, who, kind) => {
  const baton = await server();
  await together(baton, who, kind);
  baton.watched.client.stop();
  const call = phones.outside.current;
  expect(await call.untilEnded({ withinMs: 6_000 })).toMatchObject({ by: 'them' });
  // It is not everything that ends.
  const others = who.filter((name) => name !== 'outside').map((name) => phones[name]);
  expect(others.map(({ calls }) => calls.length)).toEqual(others.map(() => 1));
  await Promise.all(others.map((phone) => phone.hangUp()));
});
