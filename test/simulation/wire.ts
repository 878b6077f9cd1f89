import { type Step, subject } from '../../src/core/call/plan';
import {
  type Arrival,
  type Caller,
  Pbx,
  type PbxEvent,
  PbxFailure,
  type PbxListener,
  type Snapshot,
} from '../../src/features/calls/pbx';
import type { Dice } from './dice';
import type { FaultPlan } from './fault-plan';
import type { SimulatedAsterisk } from './simulated-asterisk';
import type { VirtualTime } from './virtual-time';

/** How long Baton waits for an answer. */
const timeoutMs = 5_000;

/** What happens on the wire, for those who watch. */
export interface Onlooker {
  /** When Baton asks for it. */
  onSend(step: Step): void;
  /** Before Asterisk does it. */
  onStep(step: Step): void;
  onAnswer(step: Step, answer: string): void;
  onEvent(event: PbxEvent): void;
}

/** The connection between Baton and Asterisk: it takes time, and it can do wrong. Processes come and go at its end. */
export class Wire {
  asterisk!: SimulatedAsterisk;
  #end: WireEnd | null = null;
  #isUp = true;
  /** Requests about one channel or bridge keep their order. */
  readonly #lanes = new Map<string, number>();
  #lastDelivery = 0;
  #reports = 0;

  constructor(
    readonly time: VirtualTime,
    readonly dice: Dice,
    readonly faults: FaultPlan,
    readonly onlooker: Onlooker,
  ) {}

  get isListenedTo(): boolean {
    return this.#isUp && this.#end !== null;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  attach(end: WireEnd): void {
    this.#end = end;
    this.#lastDelivery = 0;
    if (this.#isUp) end.onUp();
  }

  detach(end: WireEnd): void {
    if (this.#end === end) this.#end = null;
  }

  cut(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#end?.onDown();
  }

  mend(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#lastDelivery = 0;
    this.#end?.onUp();
  }

  /** Asterisk reports something. */
  readonly report = (event: PbxEvent): void => {
    this.#reports += 1;
    const about = `report ${this.#reports}`;
    const fault = this.faults.next('event', { type: event.type, about });
    const end = this.#end;
    const isMisreported = fault?.what === 'lost' || fault?.what === 'overtaken';
    if (isMisreported && (event.type === 'joined' || event.type === 'parted'))
      this.asterisk.misreport(event.bridge);
    if (!end || !this.#isUp || fault?.what === 'lost') return;
    const session = end.session;
    const deliver = () => {
      if (this.#end !== end || end.session !== session) return;
      this.faults.ledger.does(about);
      this.onlooker.onEvent(event);
      end.onEvent(event);
    };
    const latency = this.dice.between(1, 6);
    if (fault?.what === 'overtaken') {
      this.time.after(latency + fault.ms, deliver);
      return;
    }
    const stall = fault?.what === 'late' ? fault.ms : 0;
    this.#lastDelivery = Math.max(this.#lastDelivery, this.time.now + latency + stall);
    this.time.after(this.#lastDelivery - this.time.now, () => {
      if (fault?.what === 'crash-before' && this.#end === end) this.faults.crash(fault.ms);
      deliver();
      if (fault?.what === 'crash-after' && this.#end === end) this.faults.crash(fault.ms);
    });
    if (fault?.what === 'doubled') this.time.after(latency + fault.ms, deliver);
  };

  /** Sends a request; `done` is told at most once, unless it stays without an answer. */
  send(step: Step, done: (answer: 'done' | PbxFailure['kind']) => void): void {
    this.onlooker.onSend(step);
    const fault = this.faults.next('request', { type: step.type, about: aboutOf(step) });
    const answer = (ms: number, what: 'done' | PbxFailure['kind']) =>
      this.time.after(ms, () => {
        this.onlooker.onAnswer(step, what);
        done(what);
      });
    switch (fault?.what) {
      case 'crash-before':
        return this.faults.crash(fault.ms);
      case 'not-now':
      case 'refused':
        answer(this.dice.between(2, 10), fault.what);
        return;
      case 'lost':
        answer(timeoutMs, 'unknown');
        return;
      case 'answer-lost':
        this.#execute(step, 0, () => undefined);
        answer(timeoutMs, 'unknown');
        return;
      case 'slow':
        if (fault.ms >= timeoutMs) answer(timeoutMs, 'unknown');
        this.#execute(step, fault.ms, (what) => {
          if (fault.ms < timeoutMs) answer(this.dice.between(1, 4), what);
        });
        return;
      case 'crash-after':
        this.#execute(step, 0, () => this.faults.crash(fault.ms));
        return;
      case undefined:
        this.#execute(step, 0, (what) => answer(this.dice.between(1, 4), what));
        return;
    }
  }

  look(done: (snapshot: Snapshot | null) => void): void {
    const fault = this.faults.next('look', { type: 'look', about: 'look' });
    if (fault?.what === 'fail') {
      this.time.after(timeoutMs, () => done(null));
      return;
    }
    const slow = fault?.what === 'slow' ? fault.ms : 0;
    this.time.after(this.dice.between(1, 8), () => {
      const snapshot = this.asterisk.snapshot();
      this.faults.ledger.looks();
      this.time.after(this.dice.between(1, 8) + slow, () => {
        this.faults.ledger.does('look');
        done(snapshot);
      });
    });
  }

  /** Null if whoever called has gone meanwhile. */
  askCaller(channel: string, done: (caller: Caller | null) => void): void {
    this.time.after(this.dice.between(1, 8), () => {
      const caller = this.asterisk.channels.get(channel)?.caller ?? null;
      this.time.after(this.dice.between(1, 4), () => done(caller));
    });
  }

  askHold(channel: string, done: (isHolding: boolean | null) => void): void {
    this.time.after(this.dice.between(1, 8), () => {
      const isHolding = this.asterisk.channels.get(channel)?.isHolding ?? null;
      this.time.after(this.dice.between(1, 4), () => done(isHolding));
    });
  }

  #execute(step: Step, extraMs: number, then: (answer: 'done' | PbxFailure['kind']) => void): void {
    const lane = subject(step).split(' ')[0] ?? '';
    const at = Math.max(this.#lanes.get(lane) ?? 0, this.time.now + this.dice.between(1, 8) + extraMs);
    this.#lanes.set(lane, at);
    this.time.after(at - this.time.now, () => {
      this.onlooker.onStep(step);
      this.faults.ledger.does(aboutOf(step));
      then(this.asterisk.perform(step));
    });
  }
}

/** The same of a step that is asked for once more. */
function aboutOf(step: Step): string {
  return `${step.type} ${'leg' in step ? step.leg : step.bridge}`;
}

/** One process's end of the wire. */
export class WireEnd extends Pbx {
  readonly #listeners: PbxListener[] = [];
  readonly #waiting = new Set<(answer: 'unknown') => void>();
  #connected = false;
  /** Rises with each connection: what was sent on an earlier one does not arrive. */
  session = 0;

  constructor(
    private readonly wire: Wire,
    private readonly isAlive: () => boolean,
  ) {
    super();
  }

  override get connected(): boolean {
    return this.#connected;
  }

  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  override listen(listener: PbxListener): void {
    this.#listeners.push(listener);
  }

  override async identify({ channel }: Arrival): Promise<Caller> {
    const withheld = { name: '', number: '', withheld: true };
    try {
      return (
        (await this.#ask<Caller | null>('no answer', (answer) => this.wire.askCaller(channel, answer))) ??
        withheld
      );
    } catch (error) {
      if (error instanceof PbxFailure) return withheld;
      throw error;
    }
  }

  override perform(step: Step): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.isAlive()) return;
      if (!this.#connected) {
        reject(new PbxFailure('unknown', 'not connected'));
        return;
      }
      const done = (answer: 'done' | PbxFailure['kind']) => {
        if (!this.#waiting.delete(done) || !this.isAlive()) return;
        if (answer === 'done') resolve();
        else reject(new PbxFailure(answer, `simulated: ${answer}`));
      };
      this.#waiting.add(done);
      this.wire.send(step, done);
    });
  }

  override look(): Promise<Snapshot> {
    return this.#ask('no snapshot', (answer) => this.wire.look((snapshot) => answer(snapshot ?? undefined)));
  }

  override isOnHold(channel: string): Promise<boolean | null> {
    return this.#ask<boolean | null>('no answer', (answer) => this.wire.askHold(channel, answer));
  }

  /** An answer of undefined is none. */
  #ask<T>(orElse: string, send: (answer: (value: T | undefined) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.isAlive()) return;
      if (!this.#connected) {
        reject(new PbxFailure('unknown', 'not connected'));
        return;
      }
      const fail = () => {
        if (this.#waiting.delete(fail) && this.isAlive()) reject(new PbxFailure('unknown', orElse));
      };
      this.#waiting.add(fail);
      send((value) => {
        if (value === undefined) fail();
        else if (this.#waiting.delete(fail) && this.isAlive()) resolve(value);
      });
    });
  }

  onEvent(event: PbxEvent): void {
    for (const listener of this.#listeners) listener.onPbxEvent(event);
  }

  onUp(): void {
    this.#connected = true;
    this.session += 1;
    for (const listener of this.#listeners) listener.onPbxUp();
  }

  onDown(): void {
    this.#connected = false;
    this.session += 1;
    for (const listener of this.#listeners) listener.onPbxDown();
    for (const done of [...this.#waiting]) done('unknown');
  }
}
