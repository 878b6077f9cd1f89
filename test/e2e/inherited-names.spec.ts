import { expectTalking } from '../support/hearing';
import { Carrier } from '../support/phones/carrier';
import { passwordOf, pjsipAccount } from '../support/pjsip-account';
import { type Staff, World } from '../support/world';

/** Every object has something under these names, whether or not somebody has put it there. */
const names = Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.includes('_'));

const MASK = '+31205550199';
const SOON = { withinMs: 5_000 };

interface View {
  readonly who: string;
  readonly number: string;
  readonly profile?: string;
}

describe.each(names)('a trunk that is called %s', (name) => {
  let world: World;
  let anna: Staff;

  beforeAll(async () => {
    const account = pjsipAccount(name, { template: 'baton-trunk', password: passwordOf(name) });
    world = await World.start({ extraConf: { 'pjsip.conf': account } });
    anna = await world.agent('anna');
  }, 60_000);
  beforeEach(async () => {
    await world.baton.done('PUT', '/settings/calling', { masking: true, mask: MASK });
    await world.baton.done('PATCH', `/lines/${world.lineId}`, { trunk: name });
  });
  afterAll(() => world?.stop());
  afterEach(() => world.clear(), 15_000);

  it('has no profile as long as none is set', async () => {
    const { parties } = await world.baton.done<{ parties: readonly View[] }>('POST', '/caller-id/preview', {
      line: world.lineId,
      contact: { number: '0612345678', name: 'Kim' },
      transferor: anna.id,
      target: { type: 'number', number: '0687654321' },
    });
    const atTarget = parties.filter(({ who }) => who === 'target');
    expect(atTarget.map(({ number, profile }) => [number, profile])).toEqual(
      atTarget.map(() => [MASK, 'none']),
    );
  });

  it('is sent the mask, and never the number of the contact', async () => {
    const { wsUrl } = world.asterisk;
    const carrier = await Carrier.register({ wsUrl, user: name, password: passwordOf(name) });
    try {
      const { id } = await world.conversation('contact', '0612345678', anna);
      const target = { type: 'number', number: '0687654321' };
      await world.transfer(id, { mode: 'cold', target, confirm: false });
      const ringing = await carrier.expectCall('0687654321', SOON);
      await ringing.answer();
      await expectTalking(world.carrier.phone('0612345678'), carrier.phone('0687654321'));
      const told = ringing.messages.filter(({ direction }) => direction === 'in').map(({ text }) => text);
      expect(told.join('\n')).toContain(MASK);
      expect(told.join('\n')).not.toContain('612345678');
    } finally {
      await world.clear();
      await carrier.destroy();
    }
  }, 30_000);

  it('keeps the profile that it is given', async () => {
    const trunks = { [name]: { profile: 'assert', domain: 'example.test' } };
    await world.baton.done('PUT', '/settings/calling', { masking: true, mask: MASK, trunks });
    const stored = await world.baton.done<{ trunks: object }>('GET', '/settings/calling');
    expect(Object.entries(stored.trunks)).toEqual(Object.entries(trunks));
  });
});
