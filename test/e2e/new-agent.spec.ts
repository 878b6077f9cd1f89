import { expectTalking } from '../support/hearing';
import { Phone } from '../support/phones/phone';
import type { Edge } from '../support/phones/ws-transport';
import { TRUNK } from '../support/trunk';
import { World } from '../support/world';

const ROUNDS = 5;
const WITHIN_MS = 2_000;

/** Times of one round, in ms from the request that makes the agent. */
interface Round {
  readonly told: number;
  readonly registered: number;
  readonly ringing: number;
}

describe('a new agent', () => {
  let world: World;

  beforeAll(async () => {
    // Without uploads of music, whose classes are read once more at the start.
    world = await World.start({ env: { MUSIC_DIR: '' } });
  }, 60_000);
  afterAll(() => world.stop());

  it(`takes a call within ${WITHIN_MS} ms of being made, and Asterisk reloads nothing`, async () => {
    const contact = world.carrier.phone('0612345678', { name: 'contact' });
    const rounds: Round[] = [];
    const reloadedAt = await secondsUntilReload();
    for (let index = 0; index < ROUNDS; index += 1) {
      const begun = performance.now();
      const at = () => performance.now() - begun;
      const name = `new-${index}`;
      const extension = `31${index}`;
      const agent = await world.baton.done<{ id: string }>('POST', '/agents', { name, extension });
      const account = await world.baton.done<{ user: string; password: string }>(
        'PUT',
        `/agents/${agent.id}/phone`,
        {},
      );
      const lineNumber = `+312055501${index}0`;
      await lineTo(agent.id, name, lineNumber);
      const told = at();
      const phone = await Phone.register({ wsUrl: world.asterisk.wsUrl, ...account, name });
      const registered = at();
      // Called at once: a contact does not wait for us to have noticed the phone.
      const call = await contact.call(lineNumber);
      const ringing = await phone.rings({ withinMs: WITHIN_MS });
      rounds.push({ told, registered, ringing: at() });
      await ringing.answer();
      await expectTalking(contact, phone);
      await call.hangUp();
      await world.untilNothingIsLeft();
      await phone.destroy();
    }
    process.stderr.write(`new agent, ms after the request: ${describeRounds(rounds)}\n`);
    expect(rounds.filter(({ ringing }) => ringing >= WITHIN_MS)).toEqual([]);
    // Not since: either time may lie on the edge of a second.
    expect(Math.abs((await secondsUntilReload()) - reloadedAt)).toBeLessThanOrEqual(1);
  }, 60_000);

  it('takes a call before their phone has answered whether it is there', async () => {
    const { id, phone: account } = await world.unregisteredAgent('slow');
    const lineNumber = '+31205550200';
    await lineTo(id, 'slow', lineNumber);
    const name = 'slow';
    const phone = await Phone.register({
      wsUrl: world.asterisk.wsUrl,
      ...account,
      name,
      edge: silentOnOptions,
    });
    await world.agentState(id, 'available');
    const contact = world.carrier.phone('0612345679', { name: 'another contact' });
    const call = await contact.call(lineNumber);
    await (await phone.rings({ withinMs: WITHIN_MS })).answer();
    await expectTalking(contact, phone);
    await call.hangUp();
    // It never answers: Asterisk waits 3 s for that, and does not dial it any more.
    await world.agentState(id, 'offline');
    await world.untilNothingIsLeft();
    await phone.destroy();
  }, 30_000);

  async function lineTo(agent: string, name: string, number: string): Promise<void> {
    const destination = { type: 'agent', id: agent };
    await world.baton.done('POST', '/lines', { name, number, trunk: TRUNK, agents: [agent], destination });
  }

  /** At which second of Asterisk's life it has read its configuration for the last time; its start counts. */
  async function secondsUntilReload(): Promise<number> {
    const said = await world.asterisk.cli('core show uptime seconds');
    const [up, reload] = [/^System uptime: (\d+)/m, /^Last reload: (\d+)/m].map((pattern) =>
      Number(pattern.exec(said)?.[1]),
    );
    return (up ?? NaN) - (reload ?? NaN);
  }
});

/** A phone that Asterisk hears nothing of when it asks whether it is there (`qualify`). */
const silentOnOptions: Edge = {
  incoming: (text) => (text.startsWith('OPTIONS ') ? undefined : text),
};

function describeRounds(rounds: readonly Round[]): string {
  const median = (of: keyof Round) => {
    const sorted = rounds.map((round) => round[of]).sort((a, b) => a - b);
    return Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN);
  };
  const all = rounds.map(({ ringing }) => Math.round(ringing)).join(', ');
  return `account ${median('told')}, registered ${median('registered')}, rings ${median('ringing')} (median of ${all})`;
}
