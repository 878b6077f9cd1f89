import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAsterisk, startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { awaitChange, type Within } from './await';
import { type Baton, startBaton } from './baton';
import { type BatonEvent, type EventReader } from './event-reader';
import { makeMusicWav } from './media/music-wav';
import { Carrier } from './phones/carrier';
import { type Call } from './phones/call';
import { type PartyOptions, Phone } from './phones/phone';

const TRUNK = 'carrier';
const TRUNK_PASSWORD = 'of-the-test-trunk';

/** The outside world registers as one account. Its calls bear the contact's number in From, so it is known by its address. */
const TRUNK_CONF = `
[${TRUNK}](baton-trunk)
aors = ${TRUNK}
auth = ${TRUNK}
[${TRUNK}]
type = aor
max_contacts = 1
remove_existing = yes
[${TRUNK}]
type = auth
auth_type = userpass
username = ${TRUNK}
password = ${TRUNK_PASSWORD}
[${TRUNK}]
type = identify
endpoint = ${TRUNK}
match = 127.0.0.1
`;

/** An agent, and the person with the phone. */
export interface Staff {
  readonly id: string;
  readonly extension: string;
  readonly phone: Phone;
}

/** A call as the API shows it; only what tests read. */
export interface CallResource {
  readonly id: string;
  readonly state: string;
  readonly contact: string;
  readonly owner: string | null;
  readonly legs: readonly {
    readonly id: string;
    readonly state: string;
    readonly endReason: string | null;
    readonly party: { readonly type: string; readonly agentId?: string; readonly number?: string };
  }[];
  readonly transfer: {
    readonly id: string;
    readonly state: string;
    readonly targetLeg: string | null;
  } | null;
  readonly transfers: readonly { readonly id: string; readonly outcome: string }[];
  readonly endReason: string | null;
}

/** A conversation between a contact and an agent, as it begins most tests. */
export interface Conversation {
  readonly id: string;
  readonly contact: Call;
}

/** A real Asterisk, a real Baton, real SIP phones, and one line of a company. */
export class World {
  readonly lineNumber = '+3120555000';
  lineId = '';
  private readonly staff: Staff[] = [];
  private serial = 0;

  private constructor(
    readonly dir: string,
    readonly asterisk: EmbeddedAsterisk,
    public baton: Baton,
    public events: EventReader,
    readonly carrier: Carrier,
  ) {}

  /** @param options.extraConf on top of what the world needs, by file */
  static async start(
    options: { readonly env?: Record<string, string>; readonly extraConf?: Record<string, string> } = {},
  ): Promise<World> {
    const dir = mkdtempSync(join(tmpdir(), 'baton-world-'));
    makeMusicWav(join(dir, 'music'));
    const asterisk = await startAsterisk({
      dir: join(dir, 'asterisk'),
      extraConf: {
        ...options.extraConf,
        'pjsip.conf': TRUNK_CONF + (options.extraConf?.['pjsip.conf'] ?? ''),
        'musiconhold.conf': `[default](+)\ndirectory = ${join(dir, 'music')}\n`,
      },
    });
    try {
      const baton = await startBaton({
        asterisk,
        dataDir: join(dir, 'data'),
        ...(options.env ? { env: options.env } : {}),
      });
      const events = await baton.events();
      const carrier = await Carrier.register({
        wsUrl: asterisk.wsUrl,
        user: TRUNK,
        password: TRUNK_PASSWORD,
      });
      return new World(dir, asterisk, baton, events, carrier);
    } catch (error) {
      await asterisk.stop();
      throw error;
    }
  }

  /** Adds an agent with a registered phone; his tone bears his name. The first one gets a line that rings him. */
  async agent(name: string, options: Omit<PartyOptions, 'name'> = {}): Promise<Staff> {
    const { phone, ...resource } = await this.unregisteredAgent(name);
    const device = await Phone.register({ wsUrl: this.asterisk.wsUrl, ...phone, name, ...options });
    await this.agentState(resource.id, 'available');
    const staff = { ...resource, phone: device };
    this.staff.push(staff);
    if (this.lineId === '') await this.makeLine(staff.id);
    return staff;
  }

  /** An agent whose phone is nowhere. */
  async unregisteredAgent(
    name: string,
  ): Promise<Omit<Staff, 'phone'> & { readonly phone: { user: string; password: string } }> {
    this.serial += 1;
    const extension = String(200 + this.serial);
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
    const { state: now } = await this.baton.done<{ state: string }>('GET', `/agents/${id}`);
    if (now === state) return;
    await this.event(
      (event) => event.type === 'agent.state' && event.data['id'] === id && event.data['state'] === state,
      `agent ${id} to be ${state}`,
    );
  }

  private async makeLine(agentId: string): Promise<void> {
    const { id } = await this.baton.done<{ id: string }>('POST', '/lines', {
      name: 'Sales',
      number: this.lineNumber,
      trunk: TRUNK,
      agents: [agentId],
      destination: { type: 'agent', id: agentId },
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
    await Promise.all([
      contact.untilHears({ tones: [agent.phone.name], music: false }, { withinMs: 5_000 }),
      ringing.untilHears({ tones: [contactName], music: false }, { withinMs: 5_000 }),
    ]);
    return { id: started.callId ?? '', contact };
  }

  call(id: string): Promise<CallResource> {
    return this.baton.done<CallResource>('GET', `/calls/${id}`);
  }

  /** The next event that fits, of those after the one numbered `after`, or of all. */
  event(fits: (event: BatonEvent) => boolean, what: string, after = -1): Promise<BatonEvent> {
    return this.events.until(fits, { withinMs: 8_000, what, after });
  }

  /** Starts a transfer and returns its id. */
  async transfer(callId: string, body: object): Promise<string> {
    const answer = await this.baton.done<{ transfer: { id: string } }>(
      'POST',
      `/calls/${callId}/transfers`,
      body,
    );
    return answer.transfer.id;
  }

  /** A verb without a body: `merge`, `swap` and `cancel` of a transfer, or one of the call's. */
  verb(callId: string, verb: string, transfer?: string): Promise<CallResource> {
    const path = transfer === undefined ? verb : `transfers/${transfer}/${verb}`;
    return this.baton.done<CallResource>('POST', `/calls/${callId}/${path}`);
  }

  /** Waits until Asterisk has no channel and no bridge left, asked of Asterisk itself. */
  async untilNothingIsLeft({ withinMs }: Within = { withinMs: 5_000 }): Promise<void> {
    let left = 'not looked yet';
    let stopped = false;
    const look = async (): Promise<void> => {
      const channels = await this.asterisk.cli('core show channels concise');
      const bridges = await this.asterisk.cli('bridge show all');
      left = [...channels.split('\n').filter((line) => line.includes('!')), ...bridges.split('\n').slice(1)]
        .join('\n')
        .trim();
    };
    await look();
    await awaitChange({
      what: 'Asterisk to have no channel and no bridge',
      withinMs,
      look: () => (left === '' ? true : undefined),
      watch: (changed) => {
        const again = (): void =>
          void look()
            .then(changed)
            .then(() => (stopped ? undefined : again()));
        again();
        return () => (stopped = true);
      },
      instead: () => `left:\n${left}`,
    });
  }

  /** Ends what a test left going, so that the next begins with nothing. */
  async clear(): Promise<void> {
    const { items } = await this.baton.done<{ items: readonly { id: string }[] }>('GET', '/calls');
    await Promise.all(items.map(({ id }) => this.baton.api('POST', `/calls/${id}/drop`)));
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
    await Promise.allSettled([...this.staff.map(({ phone }) => phone.destroy()), this.carrier.destroy()]);
    await this.baton.stop();
    await this.asterisk.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
