import type { Answer } from '../support/baton';
import { expectFreed, expectTalking } from '../support/hearing';
import type { Office } from '../support/office';
import type { Call } from '../support/phones/call';
import type { Phone } from '../support/phones/phone';
import type { Staff } from '../support/world';
import type { CallKind } from './call-kinds';
import type { Fault, FaultyDriver } from './faults';
import { saysDone, type Trial, unclear, until } from './judge';
import type { OnDisk } from './picture';

/** As everywhere: the longest that somebody in conversation may hear nothing at all. */
const SILENCE_MS = 1_000;
const SOON = { withinMs: 8_000 };

export interface CallBench {
  readonly office: Office;
  readonly disk: OnDisk;
  readonly driver: FaultyDriver;
}

export interface CallTrial extends Trial {
  /** The people who were disturbed, and how. */
  readonly disturbed: readonly string[];
}

/** Has one thing done to a call while these statements fail, and hears what becomes of it. */
export async function tryCall(
  { office, disk, driver }: CallBench,
  kind: CallKind,
  faults: readonly Fault[],
  atTheEnd: () => Promise<void> = () => Promise.resolve(),
): Promise<CallTrial> {
  const { world } = office;
  const state = await kind.given(office);
  const disturbed: string[] = [];
  const heard = async (what: string, expected: (o: Office) => Promise<unknown>) => {
    try {
      await expected(office);
    } catch (error) {
      disturbed.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await driver.tell(faults);
  const answer = await state.act();
  if (!answer) await heard('after what a phone did', kind.after);
  const { run, failed } = await driver.tell([]);
  const untrue = answer ? [...(await judged(answer))] : [];

  async function judged(first: Answer): Promise<readonly string[]> {
    if (saysDone(first)) {
      await heard('done', kind.after);
      return unclear(first);
    }
    await heard('refused', kind.before);
    const again = (await state.act()) as Answer;
    if (again.status >= 400) return [`refused with ${first.text}, and then again with ${again.text}`];
    await heard('refused, and then done', kind.after);
    return unclear(first);
  }

  const id = state.id === '' ? await callOf(office) : state.id;
  await atTheEnd();
  const [stored, told] = await until(
    async () => [disk.legsOf(id), await legsTold(office, id)] as const,
    ([onDisk, said]) => onDisk === said,
  );
  if (stored !== told) untrue.push(`on the disk is ${stored}, and said is ${told}`);
  await world.baton.api('POST', `/calls/${id}/drop`);
  await expectFreed(office.contact, office.anna, office.ben);
  await ready(office);
  return { run, failed, untrue, disturbed };
}

async function callOf({ world, anna }: Office): Promise<string> {
  const calls = await world.calls();
  const one = calls.find(({ legs }) => legs.some(({ party }) => party.agentId === anna.id));
  if (!one) throw new Error('the call that came in is in no list');
  return one.id;
}

/** As in the facts. */
async function legsTold({ world }: Office, id: string): Promise<string> {
  const { legs } = await world.call(id);
  return legs.map((leg) => `${leg.id} ${leg.state}`).join(', ');
}

/** Phones have forgotten what rang, and both agents can be called again. */
async function ready({ world, anna, ben, contact }: Office): Promise<void> {
  for (const phone of [anna.phone, ben.phone, contact]) {
    for (;;) {
      try {
        await phone.rings({ withinMs: 0 });
      } catch {
        break;
      }
    }
  }
  for (const { id } of [anna, ben]) await world.agentState(id, 'available');
}

/** Two who talk all the while, and whom nothing of it is to reach. */
export class Bystanders {
  #since = performance.now();

  private constructor(
    private readonly agent: Staff,
    private readonly contact: Phone,
    private readonly talk: Call,
  ) {}

  static async talk({ world }: Office): Promise<Bystanders> {
    const agent = await world.agent('carla');
    const contact = world.carrier.phone('0611111111', { name: 'bystander' });
    const target = { type: 'number', number: contact.number };
    await world.baton.done('POST', '/calls', { line: world.lineId, agent: agent.id, target });
    await (await agent.phone.rings(SOON)).answer();
    const talk = await contact.rings(SOON);
    await talk.answer();
    await expectTalking(agent, contact);
    return new Bystanders(agent, contact, talk);
  }

  /** @returns how they were disturbed since the last time */
  async disturbed(): Promise<readonly string[]> {
    try {
      await expectTalking(this.agent, this.contact);
    } catch (error) {
      return [`bystanders: ${error instanceof Error ? error.message : String(error)}`];
    }
    const until = performance.now();
    const silence = this.talk.audio.longestSilence({ since: this.#since, until });
    this.#since = until;
    return silence > SILENCE_MS ? [`a bystander heard nothing for ${Math.round(silence)} ms`] : [];
  }
}
