import { untilPhoneIsStored } from '../support/astdb';
import { expectTalking } from '../support/hearing';
import { Phone } from '../support/phones/phone';
import { Stranger } from '../support/phones/stranger';
import { type Staff, World } from '../support/world';

const SOON = { withinMs: 5_000 };

interface Account {
  readonly user: string;
  readonly password: string;
}

interface Holder {
  readonly id: string;
  readonly extension: string;
  readonly phone: Account;
}

describe('a phone whose password is good no longer', () => {
  let world: World;
  let anna: Staff;
  let old: Stranger;

  beforeAll(async () => {
    world = await World.start();
    anna = await world.agent('anna');
  }, 60_000);
  beforeEach(async () => {
    // Over UDP, where no connection ends with the registration.
    old = await Stranger.open(world.asterisk.sipPort);
  });
  afterEach(() => old.close());
  afterAll(() => world.stop());

  /** An agent whose old phone is registered, and rings when the agent is called. */
  async function holder(name: string): Promise<Holder> {
    const agent = await world.unregisteredAgent(name);
    expect(await old.ask({ method: 'REGISTER', ...agent.phone })).toBe(200);
    await world.agentState(agent.id, 'available');
    const call = await anna.phone.call(agent.extension);
    await old.called(1, SOON);
    await call.hangUp();
    await world.untilNothingIsLeft();
    return agent;
  }

  /** How many registered or written addresses Asterisk has of it, asked of its console. */
  async function addressesOf({ user }: Account): Promise<number> {
    const contacts = await world.asterisk.cli('pjsip show contacts');
    return contacts.split('\n').filter((line) => line.includes(`${user}/sip`)).length;
  }

  async function renew({ id }: Holder): Promise<Account> {
    return world.baton.done<Account>('PUT', `/agents/${id}/phone`, {});
  }

  /** Anna calls the agent: the new phone rings, the old one has had no further call. */
  async function ringsOnly(phone: Phone, { extension }: Holder, before: number): Promise<void> {
    const call = await anna.phone.call(extension);
    const ringing = await phone.rings(SOON);
    await ringing.answer();
    await expectTalking(anna, phone);
    expect(old.calls).toBe(before);
    await call.hangUp();
    await world.untilNothingIsLeft();
  }

  const register = (account: Account, name: string) =>
    Phone.register({ wsUrl: world.asterisk.wsUrl, ...account, name });

  it('rings no longer, and the new one does: at once, and after restarts of both', async () => {
    const ben = await holder('ben');
    const account = await renew(ben);
    expect(await addressesOf(account)).toBe(0);
    await world.agentState(ben.id, 'offline');
    expect(await old.ask({ method: 'REGISTER', ...ben.phone })).toBe(401);

    let phone = await register(account, 'ben');
    expect(await addressesOf(account)).toBe(1);
    await ringsOnly(phone, ben, 1);

    await world.baton.stop();
    await world.startBatonAgain();
    await world.agentState(ben.id, 'available');
    await ringsOnly(phone, ben, 1);

    await untilPhoneIsStored(`${world.dir}/asterisk`, account.user, SOON);
    await world.killAsterisk();
    await world.untilReadyz(503, 6_000);
    await world.startAsteriskAgain();
    await world.untilReadyz(200, 15_000);
    await phone.destroy();
    phone = await register(account, 'ben');
    await world.agentState(ben.id, 'available');
    expect(await addressesOf(account)).toBe(1);
    await ringsOnly(phone, ben, 1);
    await phone.destroy();
  }, 60_000);

  it('talks on in the call that it is in', async () => {
    const cleo = await world.unregisteredAgent('cleo');
    const phone = await register(cleo.phone, 'cleo');
    await world.agentState(cleo.id, 'available');
    const call = await anna.phone.call(cleo.extension);
    await (await phone.rings(SOON)).answer();
    await expectTalking(anna, phone);

    const account = await renew(cleo);
    expect(await addressesOf(account)).toBe(0);
    await expectTalking(anna, phone);
    await phone.hangUp();
    await call.untilEnded(SOON);
    await world.untilNothingIsLeft();
    await phone.destroy();
  }, 30_000);

  it.each([
    ['deleted', ({ id, phone }: Holder) => world.baton.done('DELETE', `/agents/${id}/phones/${phone.user}`)],
    ["the agent's only one, deleted", ({ id }: Holder) => world.baton.done('DELETE', `/agents/${id}/phone`)],
    ["deleted with the agent's account", ({ id }: Holder) => world.baton.done('DELETE', `/agents/${id}`)],
    [
      'replaced by one of another name',
      ({ id }: Holder) => world.baton.done('PUT', `/agents/${id}/phone`, { user: `other-${id.slice(-8)}` }),
    ],
    [
      'given the password by its own route',
      ({ id, phone }: Holder) => world.baton.done('POST', `/agents/${id}/phones/${phone.user}/password`),
    ],
    [
      'made a web phone',
      async ({ id, phone }: Holder) => {
        await world.baton.done('DELETE', `/agents/${id}/phone`);
        await world.baton.done('PUT', `/agents/${id}/phone`, { user: phone.user, kind: 'web' });
      },
    ],
  ])('is registered no longer when it is %s', async (_, revoke) => {
    const agent = await holder(`agent-${_.length}`);
    await revoke(agent);
    expect(await addressesOf(agent.phone)).toBe(0);
    expect(await old.ask({ method: 'REGISTER', ...agent.phone })).toBe(401);
    expect(await addressesOf(agent.phone)).toBe(0);
  });

  it('is taken out again where an older Baton has written it into the AOR, at the next start', async () => {
    const dora = await holder('dora');
    // What that did: PUT over the AOR in which the phone is registered.
    await putOver('aor', dora.phone.user, { max_contacts: '3' });
    await old.ask({ method: 'REGISTER', ...dora.phone });
    expect(await writtenFor(dora.phone)).toContain('sip:');
    const sound = await world.unregisteredAgent('eva');
    const eva = await register(sound.phone, 'eva');

    await world.baton.stop();
    await world.startBatonAgain();
    // That the agent is offline says nothing yet: so is everybody before their phones are known.
    await untilGone(dora.phone);
    await world.agentState(dora.id, 'offline');
    expect(await writtenFor(dora.phone)).not.toContain('sip:');
    // Others keep what they have registered.
    expect(await addressesOf(sound.phone)).toBe(1);
    await eva.destroy();
  }, 30_000);

  /** Until Asterisk has no address of it. Nothing tells of that, so its console is asked again and again. */
  async function untilGone(phone: Account): Promise<void> {
    const deadline = performance.now() + SOON.withinMs;
    while ((await addressesOf(phone)) > 0)
      if (performance.now() > deadline) throw new Error(`waited in vain for ${phone.user} to be gone`);
  }

  /** What Asterisk has on its disk as the AOR. */
  async function writtenFor({ user }: Account): Promise<string> {
    return (await world.asterisk.cli('database show ps_aors'))
      .split('\n')
      .filter((line) => line.includes(`/${user} `))
      .join('\n');
  }

  async function putOver(type: string, id: string, attributes: Readonly<Record<string, string>>) {
    const { ariUrl, ariUser, ariPassword } = world.asterisk;
    const fields = Object.entries(attributes).map(([attribute, value]) => ({ attribute, value }));
    const answer = await fetch(`${ariUrl}/ari/asterisk/config/dynamic/res_pjsip/${type}/${id}`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${Buffer.from(`${ariUser}:${ariPassword}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ fields }),
    });
    expect(answer.status).toBe(200);
  }
});
