import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { untilPhoneIsStored } from './astdb';
import { type Baton, type BatonOptions, startBaton } from './baton';
import type { CallResource } from './call-resource';
import { CallVerbs, type Target } from './call-verbs';
import type { BatonEvent, EventReader } from './event-reader';
import { expectTalking } from './hearing';
import { untilNothingIsLeft } from './leftovers';
import { makeMusicWav } from './media/music-wav';
import { NpmStart } from './npm-start';
import type { Call } from './phones/call';
import type { Carrier } from './phones/carrier';
import { type PartyOptions, Phone, type PhoneOptions } from './phones/phone';
import { SmallDisk } from './small-disk';
import { TcpProxy } from './tcp-proxy';
import { openTrunk, TRUNK, trunkConf } from './trunk';

/** An agent, and the person with the phone. */
export interface Staff {
  readonly id: string;
  readonly extension: string;
  /** Another one after a restart of Asterisk. */
  phone: Phone;
}

/** A conversation between a contact and an agent, as it begins most tests. */
export interface Conversation {
  readonly id: string;
  readonly contact: Call;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A disk of its own for the server's data, of so many megabytes; default: that of the world. */
  readonly diskMegabytes?: number;
  /** On top of what the world needs, by file. */
  readonly extraConf?: Readonly<Record<string, string>>;
  /** How long the line's agents ring; default as the server has it. */
  readonly ringTimeoutSeconds?: number;
  /** Whether Baton's connection to Asterisk can be broken by {@link World.wire}; default `direct`. */
  readonly ari?: 'direct' | 'over-wire';
}

/** The longest that a contact may hear nothing at all: a move takes some 40 ms, the rest is for a busy machine. */
const SILENCE_MS = 1_000;
const SHORTLY = { withinMs: 3_000 };

/** A real Asterisk, a real Baton, real SIP phones, and one line of a company. */
export class World extends CallVerbs {
  readonly lineNumber = '+3120555000';
  lineId = '';
  readonly #staff: Staff[] = [];
  readonly #accounts = new Map<Staff, Omit<PhoneOptions, 'wsUrl'>>();
  #serial = 0;

  readonly #conversations = new Map<string, { readonly contact: Call; readonly since: number }>();

  private constructor(
    readonly dir: string,
    public asterisk: EmbeddedAsterisk,
    /** Stands between Baton and Asterisk's ARI, and lets nothing else through. */
    readonly wire: TcpProxy | undefined,
    public baton: Baton,
    public events: EventReader,
    public carrier: Carrier,
    private readonly options: WorldOptions,
    readonly disk: SmallDisk | undefined,
  ) {
    super();
  }

  /** Asterisk and the server are run by the real `npm start`, which is given back as well. */
  static async underNpmStart(
    options: Pick<WorldOptions, 'env' | 'extraConf' | 'ringTimeoutSeconds'> = {},
  ): Promise<{ readonly world: World; readonly npmStart: NpmStart }> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-world-'));
    makeMusicWav(join(dir, 'music'));
    const { extraConf = {} } = asteriskOf(dir, options);
    const npmStart = await NpmStart.begin({ dataDir: join(dir, 'data'), extraConf, env: options.env ?? {} });
    try {
      const { asterisk, baton } = npmStart;
      const events = await baton.events();
      const carrier = await openTrunk(asterisk);
      const world = new World(dir, asterisk, undefined, baton, events, carrier, options, undefined);
      return { world, npmStart };
    } catch (error) {
      await npmStart.stop();
      throw error;
    }
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-world-'));
    makeMusicWav(join(dir, 'music'));
    const asterisk = await startAsterisk(asteriskOf(dir, options));
    const wire = options.ari === 'over-wire' ? await TcpProxy.to(asterisk.ports.http) : undefined;
    const { diskMegabytes: megabytes } = options;
    const disk = megabytes === undefined ? undefined : await SmallDisk.mount(join(dir, 'data'), megabytes);
    try {
      const baton = await startBaton(serverOf(dir, asterisk, wire, options, disk));
      const events = await baton.events();
      return new World(dir, asterisk, wire, baton, events, await openTrunk(asterisk), options, disk);
    } catch (error) {
      await disk?.unmount();
      await wire?.close();
      await asterisk.stop();
      throw error;
    }
  }

  /** Adds an agent with a registered phone; their tone bears their name. The first one gets a line that rings them. */
  async agent(
    name: string,
    options: Omit<PartyOptions, 'name'> & Pick<PhoneOptions, 'edge'> = {},
  ): Promise<Staff> {
    const { phone, ...resource } = await this.unregisteredAgent(name);
    const device = await Phone.register({ wsUrl: this.asterisk.wsUrl, ...phone, name, ...options });
    await this.agentState(resource.id, 'available');
    const staff = { ...resource, phone: device };
    this.#staff.push(staff);
    this.#accounts.set(staff, { ...phone, name, ...options });
    if (this.lineId === '') await this.#makeLine(staff.id);
    else await this.baton.done('PATCH', `/lines/${this.lineId}`, { agents: this.#staff.map(({ id }) => id) });
    return staff;
  }

  /** An agent whose phone is nowhere. */
  async unregisteredAgent(
    name: string,
  ): Promise<Omit<Staff, 'phone'> & { readonly phone: { user: string; password: string } }> {
    this.#serial += 1;
    const extension = String(200 + this.#serial);
    const { id } = await this.baton.done<{ id: string }>('POST', '/agents', { name, extension });
    const { user, password } = await this.baton.done<{ user: string; password: string }>(
      'PUT',
      `/agents/${id}/phone`,
      {},
    );
    return { id, extension, phone: { user, password } };
  }

  /** Waits until an agent is in this state. */
  async agentState(id: string, state: string): Promise<void> {
    const after = this.events.all.at(-1)?.seq;
    const { state: now } = await this.baton.done<{ state: string }>('GET', `/agents/${id}`);
    if (now === state) return;
    await this.event(
      (event) => event.type === 'agent.state' && event.data['id'] === id && event.data['state'] === state,
      `agent ${id} to be ${state}`,
      after,
    );
  }

  async #makeLine(agentId: string): Promise<void> {
    const { ringTimeoutSeconds } = this.options;
    const { id } = await this.baton.done<{ id: string }>('POST', '/lines', {
      name: 'Sales',
      number: this.lineNumber,
      trunk: TRUNK,
      agents: [agentId],
      destination: { type: 'agent', id: agentId },
      ...(ringTimeoutSeconds === undefined ? {} : { ringTimeoutSeconds }),
    });
    this.lineId = id;
  }

  /** A contact calls the line, the agent picks up, and they hear each other. */
  async conversation(contactName: string, contactNumber: string, agent: Staff): Promise<Conversation> {
    const after = this.events.all.at(-1)?.seq ?? -1;
    const contact = await this.carrier.phone(contactNumber, { name: contactName }).call(this.lineNumber);
    const ringing = await agent.phone.rings({ withinMs: 5_000 });
    await ringing.answer();
    const started = await this.event((event) => event.type === 'call.started', 'the call to start', after);
    await expectTalking(this.carrier.phone(contactNumber), agent);
    const id = started.callId ?? '';
    this.#conversations.set(id, { contact, since: performance.now() });
    return { id, contact };
  }

  /** The next event that fits, of those after the one numbered `after`, or of all. */
  event(fits: (event: BatonEvent) => boolean, what: string, after = -1): Promise<BatonEvent> {
    return this.events.until(fits, { withinMs: 8_000, what, after });
  }

  /** What was published of a call, in the order in which it came. */
  eventsOf(callId: string): readonly BatonEvent[] {
    return this.events.all.filter((event) => event.callId === callId);
  }

  /** Waits until we know that somebody has left a call: those who hear it know it earlier. */
  async gone(callId: string, who: Target): Promise<void> {
    await this.event(
      ({ callId: id, type, data }) => {
        const party = data['party'] as CallResource['legs'][number]['party'] | undefined;
        const isTheirs = who instanceof Phone ? party?.number === who.number : party?.agentId === who.id;
        return type === 'leg.ended' && id === callId && isTheirs;
      },
      `${who instanceof Phone ? who.name : who.phone.name} to be gone`,
    );
  }

  /** Why a transfer failed, once it has. */
  async failure(transfer: string): Promise<string> {
    const failed = await this.event(
      (event) => event.type === 'transfer.failed' && event.data['attempt'] === transfer,
      'the transfer to fail',
    );
    return String(failed.data['reason']);
  }

  /** Waits until Asterisk has no channel and no bridge left, asked of Asterisk itself. */
  untilNothingIsLeft(): Promise<void> {
    return untilNothingIsLeft(this.asterisk, { withinMs: 5_000 });
  }

  /**
   * Waits until a call is over, and holds it to what is always true: nothing of it is left in Asterisk, and a contact
   * who was in conversation was never left in silence until then (docs/semantics.md#always-true).
   */
  async untilOver(callId: string): Promise<CallResource> {
    await this.event((event) => event.type === 'call.ended' && event.callId === callId, 'the call to end');
    await this.untilNothingIsLeft();
    await Promise.all(
      this.#staff.flatMap(({ phone }) => phone.calls.map((call) => call.untilEnded(SHORTLY))),
    );
    const conversation = this.#conversations.get(callId);
    if (conversation) {
      const { contact, since } = conversation;
      const { at: until } = await contact.untilEnded(SHORTLY);
      const silence = contact.audio.longestSilence({ since, until });
      if (silence > SILENCE_MS) throw new Error(`the contact heard nothing for ${Math.round(silence)} ms`);
    }
    return this.call(callId);
  }

  /** There is nothing to be told by: a supervisor asks again and again as well. */
  async untilReadyz(status: 200 | 503, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const answer = await this.baton.api('GET', '/readyz');
      if (answer.status === status) return;
      if (performance.now() > deadline) {
        throw new Error(`waited ${withinMs} ms for /readyz to say ${status}, but it says ${answer.text}`);
      }
    }
  }

  /** On the same data, as a supervisor would, after it was stopped or killed. */
  async startBatonAgain(): Promise<void> {
    this.events.close();
    this.baton = await startBaton(serverOf(this.dir, this.asterisk, this.wire, this.options, this.disk));
    this.events = await this.baton.events();
  }

  /** The server is another one now, and its events are read from it. */
  async readEventsAnew(): Promise<void> {
    this.events.close();
    this.events = await this.baton.events();
  }

  /** As a crash. Whatever was going on in it is over, for the phones as well. */
  async killAsterisk(): Promise<void> {
    for (const { user } of this.#accounts.values()) {
      await untilPhoneIsStored(join(this.dir, 'asterisk'), user, { withinMs: 5_000 });
    }
    await this.asterisk.kill();
    await this.losePhones();
  }

  /** The server that they were registered at is dead. */
  async losePhones(): Promise<void> {
    await Promise.all([...this.#staff.map(({ phone }) => phone.destroy()), this.carrier.destroy()]);
  }

  /** Where it was, with what it had on its disk; the trunk and the phones are registered again. */
  async startAsteriskAgain(): Promise<void> {
    const { ports, ariPassword } = this.asterisk;
    this.asterisk = await startAsterisk({ ...asteriskOf(this.dir, this.options), ports, ariPassword });
    await this.phonesComeAgain();
  }

  /** Asterisk is another one: the trunk and the phones are registered again. */
  async phonesComeAgain(): Promise<void> {
    this.carrier = await openTrunk(this.asterisk);
    for (const [staff, account] of this.#accounts) {
      staff.phone = await Phone.register({ wsUrl: this.asterisk.wsUrl, ...account });
    }
  }

  /** Ends what a test left going, so that the next begins with nothing. */
  async clear(): Promise<void> {
    await Promise.all((await this.calls()).map(({ id }) => this.baton.api('POST', `/calls/${id}/drop`)));
    await this.untilNothingIsLeft();
  }

  async stop(): Promise<void> {
    // For whoever looks for a failure: BATON_TEST_LOG=1 npx jest …
    if (process.env['BATON_TEST_LOG']) {
      const events = this.events.all.map((event) => JSON.stringify(event)).join('\n');
      const log = readFileSync(this.asterisk.logFile, 'utf8');
      process.stderr.write(`${this.baton.stderr}\n${events}\n${log}\n`);
    }
    this.events.close();
    await Promise.allSettled([...this.#staff.map(({ phone }) => phone.destroy()), this.carrier.destroy()]);
    await this.baton.stop();
    await this.disk?.unmount();
    await this.wire?.close();
    await this.asterisk.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function serverOf(
  dir: string,
  asterisk: EmbeddedAsterisk,
  wire: TcpProxy | undefined,
  { env }: WorldOptions,
  disk: SmallDisk | undefined,
): BatonOptions {
  return {
    ...(disk ? { launcher: disk.launcher } : {}),
    asterisk: { ...asterisk, ariUrl: wire?.url ?? asterisk.ariUrl },
    dataDir: join(dir, 'data'),
    env: { MUSIC_DIR: asterisk.musicDir, ASTERISK_SECURITY_LOG: asterisk.securityLog, ...env },
  };
}

/** The Asterisk of a world in this folder; for a start of the same one again. */
export function asteriskOf(dir: string, { extraConf }: WorldOptions): Parameters<typeof startAsterisk>[0] {
  return {
    dir: join(dir, 'asterisk'),
    extraConf: {
      ...extraConf,
      'pjsip.conf': trunkConf() + (extraConf?.['pjsip.conf'] ?? ''),
      'musiconhold.conf': `[default](+)\ndirectory = ${join(dir, 'music')}\n`,
    },
  };
}
