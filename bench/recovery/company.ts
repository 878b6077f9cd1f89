import { type Call, type Dialable, type Found, type Phase, phase } from '../../src/core/call/call';
import { defaultLimits } from '../../src/core/call/call';
import { originate, receive } from '../../src/core/call/start';
import type { LiveCall } from '../../src/features/calls/live-call';
import type { Arrival } from '../../src/features/calls/pbx';
import type { Welcome } from '../../src/features/calls/reception';
import type { Switchboard } from '../../src/features/calls/switchboard';
import { awaitChange, Changes } from '../../test/support/await';

type Stage = Extract<Phase, 'talking' | 'held' | 'consulting' | 'introducing'>;

/**
 * What calls are doing when Baton is killed; those that are not named talk. Few wait: the music and tones of each waiting
 * person pass through four threads of Asterisk here, where a phone's would pass through one, and with 150 such calls that
 * alone takes both cores of a small machine.
 */
const cycle = 100;
const others: ReadonlyMap<number, Stage> = new Map([
  [3, 'held'],
  [9, 'consulting'],
  [15, 'introducing'],
]);
const stageOf = (nth: number): Stage => others.get(nth % cycle) ?? 'talking';
const hourMs = 3_600_000;
const stageWithinMs = 60_000;
const atATime = 4;

/** Dial strings of phones without people. */
export interface Phones {
  readonly thatAnswers: string;
  readonly thatOnlyRings: string;
}

export interface Company {
  /** Ids of agents: the first `calls` own the calls, the others are asked to take over. */
  readonly agents: readonly string[];
  readonly calls: number;
  readonly phones: Phones;
  readonly lineNumber: string;
  readonly now: () => number;
  readonly newCallId: () => string;
  /** Somebody calls; their channel is to be {@link contactOf} this call. */
  readonly callIn: (nth: number) => Promise<void>;
}

/** The channel of the contact who calls in. */
export const contactOf = (nth: number): string => `caller-${nth}`;

export const callerOf = (nth: number) => ({ name: 'Kim', number: `+3162${String(nth).padStart(7, '0')}` });

/** A company on the telephone: every second contact has called in, the others were called. */
export class Workday {
  readonly #facts = new Map<string, Call>();
  readonly #ofArrival = new Map<string, string>();
  readonly #changes = new Changes();

  constructor(private readonly company: Company) {}

  get calls(): readonly Call[] {
    return [...this.#facts.values()];
  }

  readonly publish = (call: Call): void => {
    this.#facts.set(call.id, call);
    this.#changes.tell();
  };

  readonly welcome = ({ channel }: Arrival): Promise<Welcome> => {
    const nth = Number(channel.slice(contactOf(0).length - 1));
    const id = this.company.newCallId();
    this.#ofArrival.set(channel, id);
    const destination = { type: 'agent', agentId: this.#agentId(nth) } as const;
    const start = { ...this.#start(id), channel, ...callerOf(nth), destination };
    return Promise.resolve({ type: 'call', started: receive(start, this.company.now()) });
  };

  /** The agent at a call's destination: its owner. */
  readonly find = ({ contact }: Call): Promise<Found> => {
    const nth = Number(contact.slice(contactOf(0).length - 1));
    return Promise.resolve({ waves: [[ring(this.#agent(nth, this.company.phones.thatAnswers))]], then: [] });
  };

  /** Begins all calls, some at a time, and leads each to where it is to be. */
  async begin(switchboard: Switchboard): Promise<void> {
    let next = 0;
    const beginner = async () => {
      while (next < this.company.calls) await this.#begin(next++, switchboard);
    };
    await Promise.all(Array.from({ length: atATime }, beginner));
  }

  async #begin(nth: number, switchboard: Switchboard): Promise<void> {
    const stage = stageOf(nth);
    const isInbound = Math.floor(nth / cycle) % 2 === 0;
    const id = isInbound ? await this.#receive(nth) : await this.#originate(nth, switchboard);
    await this.#reaches(id, 'talking');
    const call = switchboard.get(id);
    if (!call) throw new Error(`call ${id} has ended`);
    await this.#lead(call, stage, nth);
    await this.#reaches(id, stage);
    if (stage === 'introducing')
      await this.#until(id, 'to ring its target', ({ legs }) =>
        legs.some(({ state }) => state === 'ringing'),
      );
  }

  async #receive(nth: number): Promise<string> {
    await this.company.callIn(nth);
    return awaitChange({
      what: `call ${nth} to arrive`,
      withinMs: stageWithinMs,
      look: () => this.#ofArrival.get(contactOf(nth)),
      watch: this.#changes.watch,
    });
  }

  async #originate(nth: number, switchboard: Switchboard): Promise<string> {
    const { newCallId, now, phones } = this.company;
    const party = { type: 'number', number: `+3161${String(nth).padStart(7, '0')}` } as const;
    const call = await switchboard.begin(
      originate(
        {
          ...this.#start(newCallId()),
          agent: this.#agent(nth, phones.thatAnswers),
          other: { party, endpoint: phones.thatAnswers },
        },
        now(),
      ),
    );
    return call.facts.id;
  }

  async #lead(call: LiveCall, stage: Stage, nth: number): Promise<void> {
    const { phones, calls } = this.company;
    switch (stage) {
      case 'talking':
        return;
      case 'held':
        await accepted(call.command({ type: 'hold' }, { type: 'api' }));
        return;
      case 'consulting':
      case 'introducing': {
        const endpoint = stage === 'consulting' ? phones.thatAnswers : phones.thatOnlyRings;
        const wave = [ring(this.#agent(calls + nth, endpoint))];
        const spec = { type: 'agent', agentId: this.#agentId(calls + nth) } as const;
        const target = { spec, waves: [wave], then: [] };
        await accepted(call.command({ type: 'introduce', target }, { type: 'api' }));
        return;
      }
    }
  }

  #reaches(id: string, stage: Phase): Promise<true> {
    return this.#until(id, `to be ${stage}`, (call) => phase(call) === stage);
  }

  #until(id: string, what: string, isSo: (call: Call) => boolean): Promise<true> {
    return awaitChange({
      what: `call ${id} ${what}`,
      withinMs: stageWithinMs,
      look: () => {
        const call = this.#facts.get(id);
        return call && isSo(call) ? true : undefined;
      },
      watch: this.#changes.watch,
      instead: () => JSON.stringify(this.#facts.get(id)),
    });
  }

  #start(id: string) {
    const line = {
      id: 'line',
      name: 'Sales',
      number: this.company.lineNumber,
      trunk: 'carrier',
      musicClass: 'default',
      fallback: null,
    };
    // Nobody gives up before the measurement is over.
    const limits = { ...defaultLimits, maxWaitMs: hourMs, agentRingMs: hourMs, numberRingMs: hourMs };
    return { id, line, limits };
  }

  #agentId(nth: number): string {
    const id = this.company.agents[nth];
    if (id === undefined) throw new Error(`there is no agent ${nth}`);
    return id;
  }

  #agent(nth: number, endpoint: string): Dialable {
    const extension = String(10_000 + nth);
    return {
      party: { type: 'agent', agentId: this.#agentId(nth), name: `Agent ${nth}`, extension },
      endpoint,
    };
  }
}

function ring(who: Dialable) {
  return { ...who, delayMs: 0, ringMs: hourMs };
}

async function accepted(decided: ReturnType<LiveCall['command']>): Promise<void> {
  const decision = await decided;
  if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
}
