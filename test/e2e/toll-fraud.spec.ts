import { EventReader } from '../support/event-reader';
import { expectTalking } from '../support/hearing';
import { Office } from '../support/office';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** A premium-rate number of the Netherlands, where the line is. */
const premium = '09061234';

interface Rules {
  readonly outsideToOutside: string;
}
interface Refused {
  readonly code?: string;
  readonly rule?: string;
}
interface Settings {
  readonly roles: Readonly<Record<'admin' | 'supervisor' | 'agent', Rules>>;
  readonly lines: object;
  readonly limits: object;
}

describe('the guard against toll fraud', () => {
  let office: Office;
  let world: World;
  let key: string;
  let initial: Settings;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
    const body = { name: 'anna', role: 'agent', agent: office.anna.id };
    ({ key } = await world.baton.done<{ key: string }>('POST', '/api-keys', body));
    initial = await world.baton.done<Settings>('GET', '/settings/guard');
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(async () => {
    await world.clear();
    await world.baton.done('PUT', '/settings/guard', initial);
  }, 15_000);

  const set = (change: object) => world.baton.done('PUT', '/settings/guard', { ...initial, ...change });
  async function asAnna(method: string, path: string, body?: unknown) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await world.baton.api<Refused>(method, path, body, headers);
    return { status: answer.status, code: answer.body?.code, rule: answer.body?.rule };
  }
  const to = (number: string) => ({ type: 'number', number });
  const handOn = (id: string, number: string) =>
    asAnna('POST', `/calls/${id}/transfers`, { mode: 'warm', target: to(number) });
  const callOut = (number: string) =>
    asAnna('POST', '/calls', { line: world.lineId, agent: office.anna.id, target: to(number) });
  const forbidden = (rule: string) => ({ status: 403, code: 'forbidden-number', rule });

  it('refuses a premium number, even to the administrator, and nothing moves', async () => {
    const { id } = await office.talking();
    const body = { mode: 'cold', target: to(premium) };
    const refused = await world.baton.api('POST', `/calls/${id}/transfers`, body);
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden-number', rule: 'premium' } });
    expect((await world.call(id)).legs).toHaveLength(2);
    await expectTalking(office.contact, office.anna);
    const { text } = await world.baton.api('GET', '/metrics');
    expect(text).toMatch(/^baton_guard_refusals_total\{rule="premium"\} 1$/m);
  }, 30_000);

  it('refuses it on the phone as well', async () => {
    const call = await office.anna.phone.call(premium);
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
    expect(await world.calls()).toEqual([]);
  }, 30_000);

  it('lets an agent hand a contact on to somebody outside only where that is allowed', async () => {
    const { id } = await office.talking();
    expect(await handOn(id, office.outsider.number)).toEqual(forbidden('outside-to-outside'));
    const { agent } = initial.roles;
    await set({ roles: { ...initial.roles, agent: { ...agent, outsideToOutside: 'allowed' } } });
    expect((await handOn(id, office.outsider.number)).status).toBe(201);
    await (await office.outsider.rings(SOON)).answer();
    await expectTalking(office.anna, office.outsider);
  }, 30_000);

  it('holds a line to rules of its own', async () => {
    const { supervisor } = initial.roles;
    await set({ lines: { [world.lineId]: { ...supervisor, blockedPrefixes: ['+3120'] } } });
    expect(await callOut(office.outsider.number)).toEqual(forbidden('blocked-prefix'));
  }, 30_000);

  it('holds an agent to their attempts, those of two requests at once too', async () => {
    await set({ limits: { ...initial.limits, attemptsPerMinute: 1 } });
    const body = { line: world.lineId, agent: office.ben.id, target: to(office.outsider.number) };
    const answers = await Promise.all([1, 2, 3].map(() => world.baton.api<Refused>('POST', '/calls', body)));
    const refusals = answers.filter(({ status }) => status === 403);
    expect(refusals.map(({ body: { rule } }) => rule)).toEqual([
      'attempts-per-minute',
      'attempts-per-minute',
    ]);
  }, 30_000);

  it('lets an emergency call through whatever is forbidden', async () => {
    const { agent } = initial.roles;
    const roles = { ...initial.roles, agent: { ...agent, allowedCountries: ['DE'] } };
    await set({ roles, limits: { attemptsPerMinute: 1, concurrentOutsideLegs: 1, minutesPerDay: 1 } });
    const help = world.carrier.phone('112', { name: 'help' });
    await office.anna.phone.call('112');
    await (await help.rings(SOON)).answer();
    await expectTalking(office.anna, help);
  }, 30_000);

  it('tells administrators, and nobody else, when somebody is refused again and again', async () => {
    await set({ alertAfterRefusals: 3 });
    const own = await EventReader.open(world.baton.url, key);
    const after = world.events.all.at(-1)?.seq ?? -1;
    const agent = { name: 'ben', role: 'agent', agent: office.ben.id };
    const bens = await world.baton.done<{ id: string; key: string }>('POST', '/api-keys', agent);
    const body = { line: world.lineId, agent: office.ben.id, target: to(premium) };
    for (const _ of [1, 2, 3])
      await world.baton.api('POST', '/calls', body, { authorization: `Bearer ${bens.key}` });
    const alarm = await world.event(({ type }) => type === 'security.refusals', 'the alarm', after);
    expect(alarm.data).toMatchObject({ by: `key:${bens.id}`, refusals: 3, rule: 'premium' });
    await world.baton.done('PATCH', `/agents/${office.ben.id}`, { status: 'available' });
    await own.until(({ seq }) => seq > alarm.seq, { withinMs: 2_000, what: 'anything after the alarm' });
    expect(own.all.map(({ type }) => type)).not.toContain('security.refusals');
    own.close();
  }, 30_000);
});
