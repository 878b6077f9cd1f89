import { expectRingback, expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import { dialledAt } from '../support/raw-dial';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** Abroad: administrators may set it, agents may not dial it. */
const abroad = '+4930123456';
const alsoAbroad = '+4930123457';

interface Rules {
  readonly blockedCountries: readonly string[];
}
interface Settings {
  readonly roles: Readonly<Record<'admin' | 'supervisor' | 'agent', Rules>>;
  readonly lines: object;
  readonly limits: object;
  readonly accountLimits: object;
}

describe('what an agent may not dial', () => {
  let office: Office;
  let world: World;
  let key: string;
  let settings: Settings;
  let seen = 0;

  beforeAll(async () => {
    office = await Office.open({ ringTimeoutSeconds: 5 });
    world = office.world;
    const body = { name: 'anna', role: 'agent', agent: office.anna.id };
    ({ key } = await world.baton.done<{ key: string }>('POST', '/api-keys', body));
    const initial = await world.baton.done<Settings>('GET', '/settings/guard');
    const agent = { ...initial.roles.agent, blockedCountries: ['DE'], outsideToOutside: 'allowed' };
    settings = { ...initial, roles: { ...initial.roles, agent } };
  }, 60_000);
  afterAll(() => world.stop());
  beforeEach(async () => {
    await guarded({});
    seen = dialledAt(world.carrier).length;
  });
  afterEach(async () => {
    await world.baton.done('PATCH', `/lines/${world.lineId}`, {
      fallback: null,
      destination: { type: 'agent', id: office.anna.id },
    });
    await world.clear();
  }, 15_000);

  const guarded = (change: object) => world.baton.done('PUT', '/settings/guard', { ...settings, ...change });
  const reached = () => dialledAt(world.carrier).slice(seen);
  const ben = () => ({ type: 'agent', id: office.ben.id });
  const group = async (members: readonly object[], more: object = {}) => {
    const layers = [{ strategy: 'simultaneous', ringSeconds: 15, members }];
    return (
      await world.baton.done<{ id: string }>('POST', '/ring-groups', { name: 'group', layers, ...more })
    ).id;
  };
  const to = (number: string, more: object = {}) => ({ type: 'number', number, ...more });
  async function asAnna(path: string, body: object) {
    const answer = await world.baton.api<{ code?: string; rule?: string; skipped?: readonly object[] }>(
      'POST',
      path,
      body,
      { authorization: `Bearer ${key}` },
    );
    return { status: answer.status, ...answer.body };
  }
  const handOn = (id: string, target: object, more: object = {}) =>
    asAnna(`/calls/${id}/transfers`, { mode: 'cold', target, ...more });

  it('does not ring in a group either: who may be rung there rings, and it is told', async () => {
    const target = { type: 'ring-group', id: await group([to(abroad), ben()]) };
    const { id } = await office.talking();
    expect(await handOn(id, to(abroad))).toMatchObject({ status: 403, rule: 'blocked-country' });
    expect((await handOn(id, target)).status).toBe(201);
    await (await office.ben.phone.rings(SOON)).answer();
    await expectTalking(office.contact, office.ben);
    expect(reached()).toEqual([]);
    await world.event(
      ({ type, data }) =>
        type === 'security.number-refused' &&
        data['ringGroup'] === target.id &&
        data['rule'] === 'blocked-country',
      'the refusal to be told',
    );
  }, 30_000);

  it('leaves nobody to ring where it is all that a group has', async () => {
    const target = { type: 'ring-group', id: await group([to(abroad)]) };
    const { id } = await office.talking();
    expect(await handOn(id, target)).toMatchObject({
      status: 409,
      code: 'ring-group-empty',
      skipped: [{ reason: 'forbidden' }],
    });
    await expectTalking(office.contact, office.anna);
    expect(reached()).toEqual([]);
  }, 30_000);

  it('rings for a contact who has called in, as the administrator wants it', async () => {
    const id = await group([to(abroad)]);
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { destination: { type: 'ring-group', id } });
    await office.contact.call(world.lineNumber);
    await (await world.carrier.expectCall(abroad, SOON)).answer();
    await expectTalking(office.contact, world.carrier.phone(abroad));
  }, 30_000);

  it('does not where the line has a rule of its own: the call leads on', async () => {
    const { supervisor } = settings.roles;
    const id = await group([to(abroad)]);
    await guarded({ lines: { [world.lineId]: { ...supervisor, blockedCountries: ['DE'] } } });
    await world.baton.done('PATCH', `/lines/${world.lineId}`, {
      destination: { type: 'ring-group', id },
      fallback: { type: 'agent', id: office.ben.id },
    });
    await office.contact.call(world.lineNumber);
    await (await office.ben.phone.rings(SOON)).answer();
    await expectTalking(office.contact, office.ben);
    expect(reached()).toEqual([]);
  }, 30_000);

  it('does not ring where a group leads on to when nobody answers', async () => {
    const target = { type: 'ring-group', id: await group([ben()], { noAnswer: to(abroad) }) };
    const { id } = await office.talking();
    expect((await handOn(id, target, { followNoAnswer: true })).status).toBe(201);
    await (await office.ben.phone.rings(SOON)).decline();
    await world.event(
      ({ type, callId }) => type === 'transfer.failed' && callId === id,
      'the transfer to fail',
    );
    await expectTalking(office.contact, office.anna);
    expect(reached()).toEqual([]);
  }, 30_000);

  it('does not ring where a line falls back, if the call is their own', async () => {
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { fallback: to(abroad) });
    await office.anna.phone.call(office.outsider.number);
    const after = world.events.all.at(-1)?.seq ?? -1;
    await (await office.outsider.rings(SOON)).answer();
    await expectTalking(office.anna, office.outsider);
    const [{ id = '' } = {}] = await world.calls();
    await world.verb(id, 'hold');
    await office.anna.phone.hangUp();
    for (const _ of [1, 2]) await (await office.anna.phone.rings(SOON)).decline();
    await world.event(
      ({ type, callId }) => type === 'call.last-resort' && callId === id,
      'the last resort',
      after,
    );
    expect(reached()).toEqual([office.outsider.number.replace(/^0/, '+31')]);
  }, 60_000);

  it('rings there for a contact who has called in', async () => {
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { fallback: to(abroad) });
    await office.contact.call(world.lineNumber);
    await (await office.anna.phone.rings(SOON)).decline();
    await world.carrier.expectCall(abroad, SOON);
    await expectRingback(office.contact);
  }, 30_000);

  it('does not ring when its turn comes, if it was forbidden meanwhile', async () => {
    const target = {
      type: 'ring-group',
      id: await group([ben(), to(office.outsider.number, { delaySeconds: 3 })]),
    };
    const { id } = await office.talking();
    expect((await handOn(id, target)).status).toBe(201);
    const ringing = await office.ben.phone.rings(SOON);
    const agent = { ...settings.roles.agent, blockedPrefixes: ['+31'] };
    await guarded({ roles: { ...settings.roles, agent } });
    const kept = await world.event(
      ({ type, data, callId }) => type === 'leg.ended' && callId === id && data['reason'] === 'forbidden',
      'the number to be kept back',
    );
    expect(kept.data['party']).toEqual(to(office.outsider.number));
    await ringing.answer();
    await expectTalking(office.contact, office.ben);
    expect(reached()).toEqual([]);
  }, 30_000);

  it('does not ring when its turn comes after a restart of the server', async () => {
    const target = {
      type: 'ring-group',
      id: await group([ben(), to(office.outsider.number, { delaySeconds: 12 })]),
    };
    const { id } = await office.talking();
    expect((await handOn(id, target)).status).toBe(201);
    const ringing = await office.ben.phone.rings(SOON);
    await world.baton.kill();
    await world.startBatonAgain();
    const agent = { ...settings.roles.agent, blockedPrefixes: ['+31'] };
    await guarded({ roles: { ...settings.roles, agent } });
    await world.events.until(
      ({ type, data, callId }) => type === 'leg.ended' && callId === id && data['reason'] === 'forbidden',
      { withinMs: 15_000, what: 'the number to be kept back' },
    );
    await ringing.answer();
    await expectTalking(office.contact, office.ben);
    expect(reached()).toEqual([]);
  }, 60_000);

  it('does not ring because a colleague’s phone redirects there', async () => {
    const { id } = await office.talking();
    expect((await handOn(id, ben())).status).toBe(201);
    await (await office.ben.phone.rings(SOON)).redirect(abroad);
    await world.event(
      ({ type, callId }) => type === 'transfer.failed' && callId === id,
      'the transfer to fail',
    );
    await expectTalking(office.contact, office.anna);
    expect(reached()).toEqual([]);
  }, 30_000);

  it('does not ring beyond what they may take up at a time, however many a group has', async () => {
    await guarded({ limits: { ...settings.limits, concurrentOutsideLegs: 2 } });
    const numbers = ['0207000001', '0207000002', '0207000003', '0207000004'];
    const target = { type: 'ring-group', id: await group(numbers.map((number) => to(number))) };
    const { id } = await office.talking();
    expect((await handOn(id, target)).status).toBe(201);
    await Promise.all(numbers.slice(0, 2).map((number) => world.carrier.expectCall(number, SOON)));
    await world.event(
      ({ type, data, callId }) =>
        type === 'leg.ended' &&
        callId === id &&
        data['reason'] === 'forbidden' &&
        JSON.stringify(data['party']).includes('0207000004'),
      'the last to be kept back',
    );
    expect([...reached()].sort()).toEqual(['+31207000001', '+31207000002']);
  }, 30_000);

  it('does not ring beyond what all may take up together', async () => {
    await guarded({ accountLimits: { ...settings.accountLimits, concurrentOutsideLegs: 1 } });
    const id = await group([to(abroad), to(alsoAbroad)]);
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { destination: { type: 'ring-group', id } });
    await office.contact.call(world.lineNumber);
    await world.carrier.expectCall(abroad, SOON);
    await world.event(
      ({ type, data }) =>
        type === 'security.number-refused' && data['rule'] === 'account-concurrent-outside-legs',
      'the refusal to be told',
    );
    expect(reached()).toEqual([abroad]);
    // A call for help is made all the same.
    const help = world.carrier.phone('112', { name: 'help' });
    await office.ben.phone.call('112');
    await (await help.rings(SOON)).answer();
    await expectTalking(office.ben, help);
  }, 30_000);
});
