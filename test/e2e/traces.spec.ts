import type { CallResource } from '../support/call-resource';
import { expectHearing } from '../support/hearing';
import { type Incident, incidentsOf, untilIncident } from '../support/incidents';
import { Office } from '../support/office';
import { Phone } from '../support/phones/phone';
import { pjsipAccount } from '../support/pjsip-account';
import type { World } from '../support/world';

const SOON = { withinMs: 5_000 };
/** A premium-rate number of the Netherlands, where the line is. */
const premium = '09061234';
const RESTRICTED_KEY = 'of-somebody-who-may-only-read';
const NOBODYS = 'nobodys-phone';
const NOBODYS_PASSWORD = 'of-a-phone-that-is-nobodys';

/** A phone that Asterisk knows and Baton does not, and a dialplan that tells as little as it can. */
const extraConf = {
  'pjsip.conf': pjsipAccount(NOBODYS, { template: 'baton-phone', password: NOBODYS_PASSWORD }),
  'extensions.conf': `[from-trunk](+)
exten = +3120555777,1,Stasis(baton,inbound,+3120555777)
 same = n,Goto(after-stasis,s,1)
`,
};

describe('what nobody was there for leaves a trace', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open({ extraConf, env: { RESTRICTED_KEY } });
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const incident = (type: string, fits?: (incident: Incident) => boolean) =>
    untilIncident(world.baton, type, fits);
  const seen = async (path: string, key = world.baton.adminKey) =>
    (
      await world.baton.api<{ items: readonly CallResource[] }>('GET', path, undefined, {
        authorization: `Bearer ${key}`,
      })
    ).body.items;
  const refusedFor = (why: string) => incident('security.call-refused', ({ data }) => data['why'] === why);
  const refusedBy = (rule: string) =>
    incident('security.number-refused', ({ data }) => data['rule'] === rule);

  /** The contact calls, hears the announcement, and the call is over. */
  async function misdials(number: string): Promise<string> {
    const after = world.events.all.at(-1)?.seq ?? -1;
    const call = await office.contact.call(number);
    await expectHearing(office.contact, { tones: [], music: false, ringback: false, other: true });
    expect(call.state).toBe('ringing');
    await call.hangUp();
    const ended = await world.event(({ type }) => type === 'call.ended', 'the call to end', after);
    await world.untilNothingIsLeft();
    return ended.callId ?? '';
  }

  it('a contact who called a number that no line has is in the list of calls, with why', async () => {
    const id = await misdials('+3120555999');
    const [found] = await seen(`/calls?state=ended&number=${office.contact.number}`);
    expect(found).toMatchObject({
      id,
      state: 'ended',
      direction: 'inbound',
      line: null,
      dialled: { type: 'number', number: '+3120555999' },
      endReason: 'unknown-number',
      legs: [{ party: { type: 'contact', number: office.contact.number }, endReason: 'unknown-number' }],
    });
    const timeline = await world.baton.done<{ items: readonly object[] }>('GET', `/calls/${id}/timeline`);
    expect(timeline.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'call.last-resort',
          sentence: expect.stringMatching(/^No line has the number/) as string,
        }),
        expect.objectContaining({ kind: 'step', type: 'last-resort', result: 'done' }),
      ]),
    );
    expect(await incident('security.unknown-number', ({ data }) => data['call'] === id)).toMatchObject({
      source: '127.0.0.1',
      data: { dialled: { number: '+3120555999' }, caller: { number: office.contact.number } },
    });
  }, 30_000);

  it('with no number for who may not see any, and not at all for an agent', async () => {
    const id = await misdials('+3120555998');
    const [found] = await seen('/calls?state=ended', RESTRICTED_KEY);
    expect(found).toMatchObject({
      id,
      dialled: { number: '••••98' },
      legs: [{ party: { number: '••••78' } }],
    });
    const { text } = await world.baton.api('GET', `/calls/${id}/timeline`, undefined, {
      authorization: `Bearer ${RESTRICTED_KEY}`,
    });
    expect(text).toContain('No line has the number');
    for (const number of ['20555998', '612345678']) expect(text).not.toContain(number);
    for (const number of ['20555998', '612345678']) expect(world.baton.stderr).not.toContain(number);
    const agent = { name: 'anna', role: 'agent', agent: office.anna.id };
    const { key } = await world.baton.done<{ key: string }>('POST', '/api-keys', agent);
    expect(await seen('/calls?state=all', key)).toEqual([]);
  }, 30_000);

  it.each(['reception', '(020)5550999', 'i'])(
    'also of what is no number at all: %s',
    async (dialled) => {
      const id = await misdials(dialled);
      expect(await world.call(id)).toMatchObject({
        line: null,
        dialled: { type: 'number', number: dialled },
        endReason: 'unknown-number',
      });
      expect(await incident('security.unknown-number', ({ data }) => data['call'] === id)).toMatchObject({
        data: { dialled: { number: dialled } },
      });
    },
    30_000,
  );

  it('and of nothing else: with separators it is still the number of a line', async () => {
    const [, country, area, rest] = /^(\+\d\d)(\d\d)(\d+)$/.exec(world.lineNumber) ?? [];
    const call = await office.contact.call([country, `(${area})`, rest].join('-'));
    await office.anna.phone.rings(SOON);
    await call.hangUp();
    await world.untilNothingIsLeft();
  }, 30_000);

  it('also where a dialplan of somebody tells only what was dialled', async () => {
    const id = await misdials('+3120555777');
    expect(await incident('security.unknown-number', ({ data }) => data['call'] === id)).toMatchObject({
      source: '127.0.0.1',
    });
  }, 30_000);

  it('an agent who dials what the guard forbids', async () => {
    const call = await office.anna.phone.call(premium);
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
    expect(await refusedBy('premium')).toMatchObject({
      source: '127.0.0.1',
      data: { agent: office.anna.id, number: { type: 'number', number: premium } },
    });
    await world.baton.logged(/"incident":"security.number-refused","source":"127.0.0.1"/, 'the refusal');
    expect(world.baton.stderr).not.toContain(premium);
  }, 30_000);

  it('an agent who dials what is no number', async () => {
    const call = await office.anna.phone.call('alice');
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
    expect(await refusedBy('undialable-number')).toMatchObject({
      source: '127.0.0.1',
      data: { agent: office.anna.id },
    });
  }, 30_000);

  it('an agent who dials a colleague who is not there', async () => {
    const { extension } = await world.unregisteredAgent('carla');
    const call = await office.anna.phone.call(extension);
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
    expect(await refusedFor('agent-offline')).toMatchObject({
      source: '127.0.0.1',
      data: { phone: 'phone-201' },
    });
  }, 30_000);

  it('once: what the guard has told of is not told again', async () => {
    await (await office.anna.phone.call(premium)).untilEnded(SOON);
    const call = await office.anna.phone.call('299');
    await call.untilEnded(SOON);
    await incident('security.number-refused', ({ data }) => data['rule'] === 'short-number');
    const told = await incidentsOf(world.baton, 'security.call-refused');
    expect(told.map(({ data }) => data['why'])).not.toContain('forbidden-number');
  }, 30_000);

  it('a phone that is of nobody', async () => {
    const phone = await Phone.register({
      wsUrl: world.asterisk.wsUrl,
      user: NOBODYS,
      password: NOBODYS_PASSWORD,
      name: 'nobody',
    });
    const call = await phone.call('201');
    expect(await call.untilEnded(SOON)).toMatchObject({ by: 'them' });
    await phone.destroy();
    const why = 'the phone belongs to no agent';
    expect(await refusedFor(why)).toMatchObject({ source: '127.0.0.1', data: { phone: NOBODYS } });
  }, 30_000);

  it('an alarm of the guard says where it came from, by phone and by the API', async () => {
    const guard = await world.baton.done<object>('GET', '/settings/guard');
    await world.baton.done('PUT', '/settings/guard', { ...guard, alertAfterRefusals: 2 });
    const body = { line: world.lineId, agent: office.ben.id, target: { type: 'number', number: premium } };
    for (const _ of [1, 2]) await world.baton.api('POST', '/calls', body);
    for (const _ of [1, 2]) await (await office.ben.phone.call(premium)).untilEnded(SOON);
    for (const by of [`agent:${office.ben.id}`, 'admin'])
      expect(await incident('security.refusals', ({ data }) => data['by'] === by)).toMatchObject({
        source: '127.0.0.1',
      });
  }, 30_000);
});
