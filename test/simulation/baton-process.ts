import { Registry } from 'prom-client';
import { type Call, defaultLimits, type Leg, type LineFacts, type Stop } from '../../src/core/call/call';
import type { CallEvent } from '../../src/core/call/inputs';
import { inWords } from '../../src/core/call/rules';
import { dialFromPhone, receive, turnAway } from '../../src/core/call/start';
import { CallMeasures } from '../../src/features/calls/call-measures';
import { type Arrival, type Caller, PbxFailure } from '../../src/features/calls/pbx';
import type { Welcome } from '../../src/features/calls/reception';
import { Switchboard } from '../../src/features/calls/switchboard';
import { type Disk, MemoryStore } from './memory-store';
import { dialable, Office } from './office';
import { agentNames, type Name, outsideNames } from './people';
import type { Setting } from './script';
import { ProcessClock } from './virtual-time';
import { type Wire, WireEnd } from './wire';

/** Identity of the store that outlives the processes. */
export const simulatedStore = 'simstore';

/** What a process tells the world. */
export interface Audience {
  onFacts(call: Call, events: readonly CallEvent[]): void;
  /** Something was thrown that the product does not expect. */
  onUnexpected(error: unknown): void;
  onWarning(message: string, details: Readonly<Record<string, unknown>> | undefined): void;
}

/** The line of a simulated company. */
export function lineOf({ fallback, masking, trunk }: Setting): LineFacts {
  const leads: Record<Setting['fallback'], LineFacts['fallback']> = {
    none: null,
    agent: { type: 'agent', agentId: 'fritz' },
    number: { type: 'number', number: '+491701' },
    group: { type: 'ring-group', groupId: 'g1' },
  };
  return {
    id: 'line',
    name: 'Sales',
    number: '+4930100',
    trunk: 'trunk',
    musicClass: 'default',
    fallback: leads[fallback],
    calling: {
      masking: masking !== 'off',
      mask: '+4930199',
      transferCallerId: masking === 'off' ? 'lead' : masking,
      trunk: { profile: trunk },
      emergency: [],
    },
  };
}

/** Baton from its start to its death: the real core and runner, with the simulated world around. */
export class BatonProcess {
  #alive = true;
  readonly clock: ProcessClock;
  readonly pbx: WireEnd;
  readonly office: Office;
  readonly switchboard: Switchboard;

  constructor(
    private readonly setting: Setting,
    private readonly wire: Wire,
    disk: Disk,
    private readonly newCallId: () => string,
    private readonly audience: Audience,
  ) {
    const isAlive = () => this.#alive;
    this.clock = new ProcessClock(wire.time, isAlive);
    this.pbx = new WireEnd(wire, isAlive);
    this.office = new Office(setting);
    this.switchboard = new Switchboard(
      {
        pbx: this.pbx,
        store: new MemoryStore(disk, wire.time, wire.dice, wire.faults, isAlive),
        identity: simulatedStore,
        clock: this.clock,
        watch: new CallMeasures(new Registry()),
        log: {
          info: () => undefined,
          warn: (_, message, details) => this.audience.onWarning(message, details),
          error: (_, message, error) => this.#complain(message, error),
        },
        find: (call, stop) => this.#find(call, stop),
        admit: (_, rung) => (this.#forbids(rung) ? null : (rung.endpoint ?? null)),
        isOnCall: (agentId) => this.office.isOnCall(agentId),
        intruded: () => undefined,
        ruleBroken: ({ id }, broken) => this.#complain(`${id}: rule ${inWords(broken)}`, undefined),
        publish: (call, events) => {
          if (!this.#alive) return;
          this.office.update(call);
          this.audience.onFacts(call, events);
        },
      },
      { welcome: (arrival, now) => this.#welcome(arrival, now), notTaken: () => undefined },
    );
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** @param attachAfterMs the connection to Asterisk may come before the store was read, or after */
  start(attachAfterMs: number): void {
    const attach = () => {
      if (this.#alive) this.wire.attach(this.pbx);
    };
    if (attachAfterMs === 0) attach();
    else this.wire.time.after(attachAfterMs, attach);
    this.switchboard.start().catch((error: unknown) => this.audience.onUnexpected(error));
  }

  /** Nothing of it goes on, from one instruction to the next. */
  die(): void {
    this.#alive = false;
    this.wire.detach(this.pbx);
  }

  #find({ id }: Call, stop: Stop) {
    const about = `find ${id}`;
    const fault = this.wire.faults.next('find', { type: 'find', about });
    return new Promise<ReturnType<Office['find']>>((resolve, reject) => {
      this.wire.time.after(this.wire.dice.between(0, 4) + (fault?.ms ?? 0), () => {
        if (!this.#alive) return;
        if (fault?.what === 'fail') reject(new Error('simulated: directory'));
        else {
          this.wire.faults.ledger.does(about);
          resolve(this.office.find(stop));
        }
      });
    });
  }

  async #welcome(arrival: Arrival, now: number): Promise<Welcome> {
    const caller = arrival.from === 'trunk' ? await this.pbx.identify(arrival) : null;
    return new Promise((resolve) => {
      this.wire.time.after(this.wire.dice.between(0, 4), () => {
        if (this.#alive) resolve(this.#receive(arrival, caller, now));
      });
    });
  }

  #receive({ channel, dialled, endpoint }: Arrival, caller: Caller | null, now: number): Welcome {
    const start = {
      id: this.newCallId(),
      store: simulatedStore,
      line: lineOf(this.setting),
      limits: { ...defaultLimits, maxWaitMs: this.setting.maxWaitMs },
      channel,
    };
    if (caller && dialled !== start.line.number) {
      const { id, store, limits } = start;
      return {
        type: 'call',
        started: turnAway({ id, store, limits, channel, ...caller, dialled, trunk: 'trunk' }, now),
      };
    }
    if (caller) {
      const destination: Stop =
        this.setting.destination === 'agent'
          ? { type: 'agent', agentId: 'anna' }
          : { type: 'ring-group', groupId: 'g1' };
      return { type: 'call', started: receive({ ...start, ...caller, destination }, now) };
    }
    const agent = agentNames.find((name) => name === endpoint);
    const other = [...agentNames, ...outsideNames].find((name) => name === dialled) as Name | undefined;
    if (!agent || !other) return { type: 'refused', why: 'unknown', answer: 'no-number' };
    const target = this.office.resolve(other, false);
    if (!target) return { type: 'refused', why: 'not free', answer: 'busy' };
    return {
      type: 'call',
      started: dialFromPhone({ ...start, agent: dialable(agent), other: dialable(other) }, now),
    };
  }

  /** By their names, so that it is the same again whatever else is left out. */
  #forbids({ id }: Leg): boolean {
    return this.setting.guard === 'strict' && Number(id.split('-').at(-1)) % 3 === 0;
  }

  #complain(message: string, error: unknown): void {
    if (!this.#alive || error instanceof PbxFailure) return;
    if (error instanceof Error && error.message.startsWith('simulated:')) return;
    this.audience.onUnexpected(new Error(message, { cause: error }));
  }
}
