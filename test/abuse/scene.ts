import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CallResource } from '../support/call-resource';
import { expectMusic, expectTalking } from '../support/hearing';
import type { Phone } from '../support/phones/phone';
import { dialledAt, RawDial } from '../support/raw-dial';
import { TRUNK } from '../support/trunk';
import type { Staff, World } from '../support/world';

const soon = { withinMs: 8_000 };

/** Without a sound for longer than this, somebody was disturbed; a busy machine alone takes up to some hundred ms. */
const SILENCE_MS = 1_000;

/** How often our own lateness is measured. */
const RESOLUTION_MS = 20;

interface Ear {
  readonly phone: Phone;
  /** What it is to hear all the while, and all that it may hear. */
  readonly hears: string;
}

/** What became of a phone's call. */
export interface Dialled {
  /** SIP's; below 400 if it was answered. */
  readonly status: number;
  /** What the carrier was asked to dial for it. */
  readonly wentOut: readonly string[];
}

/** A call that goes on while the server is abused. */
export interface Running {
  readonly what: string;
  readonly id: string;
  readonly ears: readonly Ear[];
}

/**
 * Real calls between real phones: one in conversation, one on hold, one in consultation; and people with phones whom
 * none of it concerns.
 */
export class Scene {
  /** When the ears were last asked, and the ids of calls that have been disturbed since the beginning. */
  #since = performance.now();
  readonly #disturbances = new Map<string, string>();
  readonly #before = new Map<string, string>();
  #invites = '';
  #dialling: Promise<unknown> = Promise.resolve();
  /** The phones are in this process: while it does not get to run, nobody speaks, and that is no disturbance. */
  readonly #lateness = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  private constructor(
    readonly world: World,
    readonly staff: Readonly<Record<'anna' | 'ben' | 'carl' | 'dora' | 'eve', Staff>>,
    readonly calls: readonly Running[],
    private readonly outsider: Phone,
    private readonly abuser: { readonly phone: Phone; readonly raw: RawDial },
  ) {}

  static async begin(world: World): Promise<Scene> {
    const anna = await world.agent('anna');
    const ben = await world.agent('ben');
    const carl = await world.agent('carl');
    const dora = await world.agent('dora');
    const eve = await world.agent('eve');
    const staff = { anna, ben, carl, dora, eve };
    const talking = await world.conversation('one', '0611000001', anna);
    const held = await conversation(world, 'two', '0611000002', ben, '+3120555001');
    await world.verb(held, 'hold');
    const consulting = await conversation(world, 'three', '0611000003', carl, '+3120555002');
    await world.introduce(consulting, dora);
    await (await dora.phone.rings(soon)).answer();
    const [one, two, three] = ['0611000001', '0611000002', '0611000003'].map((number) =>
      world.carrier.phone(number),
    ) as [Phone, Phone, Phone];
    await Promise.all([expectTalking(one, anna), expectMusic(two, three), expectTalking(carl, dora)]);

    const calls = [
      { what: 'talking', id: talking.id, ears: ears([one, 'anna'], [anna.phone, 'one']) },
      { what: 'held', id: held, ears: ears([two, 'music']) },
      {
        what: 'consulting',
        id: consulting,
        ears: ears([three, 'music'], [carl.phone, 'dora'], [dora.phone, 'carl']),
      },
    ];
    const outsider = world.carrier.phone('0207654321', { name: 'outsider' });
    const raw = new RawDial();
    const { phone } = await world.agent('frank', { edge: raw.edge });
    const scene = new Scene(world, staff, calls, outsider, { phone, raw });
    for (const { id } of calls) scene.#before.set(id, await scene.#stateOf(id));
    scene.#invites = scene.#lastInvites();
    scene.#since = performance.now();
    scene.#lateness.enable();
    return scene;
  }

  /** Somebody with a phone of ours dials this, byte by byte; one after another. */
  dial(bytes: string): Promise<Dialled> {
    const result = this.#dialling.then(() => this.#dialNow(bytes));
    this.#dialling = result.catch(() => undefined);
    return result;
  }

  async #dialNow(bytes: string): Promise<Dialled> {
    const before = dialledAt(this.world.carrier).length;
    const call = await this.abuser.phone.call(this.abuser.raw.of(bytes));
    const { status = 200 } = await call.untilEnded({ withinMs: 20_000 });
    return { status, wentOut: dialledAt(this.world.carrier).slice(before) };
  }

  /** How many calls are not as they were, and why; what was heard since the last look counts once. */
  look(): ReadonlyMap<string, string> {
    const since = this.#since;
    const allowedMs = SILENCE_MS + this.#lateness.max / 1e6;
    this.#since = performance.now();
    this.#lateness.reset();
    for (const { what, id, ears } of this.calls) {
      const why = ears
        .map((ear) => this.#disturbanceOf(ear, since, allowedMs))
        .find((text) => text !== undefined);
      if (why !== undefined && !this.#disturbances.has(id)) this.#disturbances.set(id, `${what}: ${why}`);
    }
    return this.#disturbances;
  }

  /** As {@link look}, and every call is in the same state, with the same people, and no other phone rang. */
  async finalLook(): Promise<ReadonlyMap<string, string>> {
    this.look();
    for (const { what, id } of this.calls) {
      const now = await this.#stateOf(id);
      if (now !== this.#before.get(id)) this.#disturbances.set(id, `${what}: was changed: ${now}`);
    }
    const live = await this.world.calls();
    if (live.length !== this.calls.length) this.#disturbances.set('others', `${live.length} calls are live`);
    if (this.#lastInvites() !== this.#invites) this.#disturbances.set('others', 'a phone was rung');
    return this.#disturbances;
  }

  /** Everybody is hung up on. @throws if something is left in Asterisk */
  async end(): Promise<void> {
    this.#lateness.disable();
    await this.world.clear();
  }

  /** The call and what was told of it: both change with it, and neither without. */
  async #stateOf(id: string): Promise<string> {
    const call = await this.world.baton.done<CallResource>('GET', `/calls/${id}`);
    return JSON.stringify([call, this.world.eventsOf(id).length]);
  }

  #disturbanceOf({ phone, hears }: Ear, since: number, allowedMs: number): string | undefined {
    if (phone.calls.length === 0) return `${phone.name} is in no call any longer`;
    const silence = phone.audio.longestSilence({ since });
    if (silence > allowedMs) return `${phone.name} heard nothing for ${Math.round(silence)} ms`;
    const names = this.calls.flatMap(({ ears }) => ears.map((ear) => ear.phone.name));
    const strange = [...new Set([...names, 'music', 'ringback'])].filter((sound) => sound !== hears);
    const heard = strange.find((sound) => phone.audio.firstHeard(sound, { after: since }) !== undefined);
    return heard === undefined ? undefined : `${phone.name} heard ${heard}`;
  }

  #lastInvites(): string {
    const phones = [...Object.values(this.staff).map(({ phone }) => phone), this.outsider];
    return phones.map(({ sip }) => sip.lastInviteAt).join();
  }
}

function ears(...pairs: readonly (readonly [Phone, string])[]): readonly Ear[] {
  return pairs.map(([phone, hears]) => ({ phone, hears }));
}

/** A contact calls a line of this agent's own, and they talk. */
async function conversation(
  world: World,
  name: string,
  number: string,
  agent: Staff,
  lineNumber: string,
): Promise<string> {
  await world.baton.done('POST', '/lines', {
    name: `Line of ${agent.phone.name}`,
    number: lineNumber,
    trunk: TRUNK,
    agents: [agent.id],
    destination: { type: 'agent', id: agent.id },
  });
  const after = world.events.all.at(-1)?.seq ?? -1;
  const contact = world.carrier.phone(number, { name });
  await contact.call(lineNumber);
  await (await agent.phone.rings(soon)).answer();
  const started = await world.event(({ type }) => type === 'call.started', 'the call to start', after);
  await expectTalking(contact, agent);
  return started.callId ?? '';
}
