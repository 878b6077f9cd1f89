import { type CallId, isLive, isSameParty, leg, phase } from '../../src/core/call/call';
import { defaultLimits } from '../../src/core/call/call';
import type { Command, Decision } from '../../src/core/call/inputs';
import { originate } from '../../src/core/call/start';
import { BatonProcess, lineOf, simulatedStore } from './baton-process';
import { Dice } from './dice';
import type { Cells } from './fault-ledger';
import { FaultPlan } from './fault-plan';
import { Disk } from './memory-store';
import { dialable, partyOf } from './office';
import {
  agentNames,
  contactNames,
  isAgent,
  type Name,
  numberOf,
  outsideNames,
  People,
  type Reaction,
} from './people';
import { Broken, Rules } from './rules';
import type { Action, Fault, Script, Setting } from './script';
import { SimulatedAsterisk } from './simulated-asterisk';
import { VirtualTime } from './virtual-time';
import { Wire } from './wire';

/** A command must be answered within this; Asterisk's answers are waited for 5 s each. */
const commandWithinMs = 30_000;

/** Until the next look. */
const idleTimers = 1;

export interface WorldPlan {
  readonly seed: number;
  readonly setting: Setting;
  readonly faults: readonly Fault[];
  readonly improvise: (who: Name, nth: number) => Reaction;
  readonly trace?: (line: string) => void;
  /** Told of each fault as it strikes. */
  readonly onFault?: () => void;
}

/** One simulated company for some minutes: people, phones, Asterisk, Baton and its store. */
export class World {
  readonly time = new VirtualTime();
  readonly #dice: Dice;
  readonly #disk = new Disk((call) => this.#guard(() => this.rules.onFacts(call)));
  readonly people: People;
  readonly #asterisk: SimulatedAsterisk;
  readonly #faults: FaultPlan;
  readonly #wire: Wire;
  readonly rules: Rules;
  #process: BatonProcess;
  #failure: Broken | null = null;
  faultsStruck = 0;
  #calls = 0;
  #arrivals = 0;
  readonly #waiting = new Map<object, number>();

  constructor(private readonly plan: WorldPlan) {
    this.#dice = new Dice(plan.seed);
    this.#faults = new FaultPlan(plan.faults, this.time, {
      disturb: (fault) => {
        this.trace(`!! ${fault.on} ${fault.what} ${fault.ms} ms`);
        this.#struck(fault);
      },
      crash: (ms) => this.#crash(ms),
    });
    this.#wire = new Wire(this.time, this.#dice, this.#faults, {
      onSend: (step) => this.#guard(() => this.rules.onSend(step)),
      onStep: (step) => {
        this.trace(`   -> ${JSON.stringify(step)}`);
        this.#guard(() => this.rules.onStep(step));
      },
      onAnswer: (step, answer) => {
        if (answer !== 'done') this.trace(`   <- ${step.type}: ${answer}`);
      },
      onEvent: (event) => {
        this.trace(`   <- ${JSON.stringify(event)}`);
      },
    });
    this.people = new People(this.time, plan.improvise);
    this.#asterisk = new SimulatedAsterisk(this.time, this.#dice, this.people, (event) => {
      this.#wire.report(event);
    });
    this.people.asterisk = this.#asterisk;
    this.#wire.asterisk = this.#asterisk;
    this.rules = new Rules(this.time, this.#asterisk);
    for (const fault of plan.faults) {
      if (fault.on === 'time') this.time.after(fault.at, () => this.#happen(fault));
    }
    this.#process = this.#begin();
    this.#process.start(0);
  }

  get failure(): Broken | null {
    return this.#failure;
  }

  /** Those that came to something, by when they did. */
  get faultsAsStruck(): readonly Fault[] {
    return [...this.plan.faults.filter(({ on }) => on === 'time'), ...this.#faults.struck];
  }

  /** What the faults have met, and what became of it. */
  get cells(): Cells {
    const calls = [...this.#disk.calls.values()];
    const ended = calls.filter((call) => call.ended?.reason === 'asterisk-restarted');
    return this.#faults.ledger.cells(new Set(ended.map(({ id }) => id)));
  }

  get process(): BatonProcess {
    return this.#process;
  }

  fail(broken: Broken): void {
    this.#failure ??= broken;
  }

  trace(line: string): void {
    this.plan.trace?.(`${String(this.time.elapsed).padStart(7)} ${line}`);
  }

  /** Goes on until nothing is left to happen, something is broken, or the time is over. True if everything is tidy. */
  async pass(untilMs: number): Promise<void> {
    while (!this.#failure) {
      // Everything that follows without time going by: promises, however deep.
      await new Promise((resolve) => process.nextTick(resolve));
      const next = this.time.next;
      this.#guard(() => this.rules.check(Math.min(next ?? Infinity, this.#end(untilMs))));
      if (next === null || next > this.#end(untilMs)) return;
      this.time.step();
    }
  }

  #end(untilMs: number): number {
    return this.time.now - this.time.elapsed + untilMs;
  }

  /** Nothing is left of anything: not in Asterisk, not in Baton, not in the store. */
  untidy(): string | null {
    if (!this.#process.isAlive || !this.#wire.isListenedTo) return 'Baton is not running';
    if (this.#asterisk.channels.size > 0) {
      return this.rules.leftOver(true) ?? 'somebody is still at the last resort';
    }
    const left = this.rules.leftOver(true);
    if (left !== null) return left;
    if (this.#process.switchboard.calls.length > 0) {
      return `call ${this.#process.switchboard.calls[0]?.facts.id ?? ''} is left over in Baton`;
    }
    if (this.#disk.live.length > 0) return `call ${this.#disk.live[0]?.id ?? ''} is left over in the store`;
    if (this.#process.pbx.isBusy) return 'a request is left over';
    if (this.#process.clock.pending > idleTimers) return 'a timer is left over';
    return this.#waiting.size > 0 ? 'a command is left without an answer' : null;
  }

  /** Everybody hangs up who can, so long after the beginning: time stands at what happened last, which tells nothing. */
  everybodyHangsUp(fromMs: number): void {
    const waitMs = fromMs - this.time.elapsed;
    for (const name of [...contactNames, ...agentNames, ...outsideNames]) {
      const channel = this.people.channelOf(name);
      if (channel && this.#dice.chance(0.8)) {
        this.time.after(waitMs + this.#dice.between(0, 2_000), () => this.#asterisk.hangsUp(channel));
      }
    }
  }

  act(action: Action): void {
    this.trace(`** ${JSON.stringify(action)}`);
    switch (action.do) {
      case 'call-in':
        return this.#callIn(action.who, 'trunk', action.number === 'nobodys' ? '+4930101' : '+4930100', '');
      case 'dial':
        return this.#callIn(action.who, 'phone', action.to, action.who);
      case 'originate':
        return this.#originate(action.who, action.to);
      case 'hang-up': {
        const channel = this.people.channelOf(action.who);
        if (channel) this.#asterisk.hangsUp(channel);
        return;
      }
      case 'phone-dies': {
        const channel = this.people.channelOf(action.who);
        if (channel?.state === 'up') this.#asterisk.losesPhone(channel);
        return;
      }
      case 'minutes-end': {
        const channel = this.people.channelOf(action.who);
        if (channel) this.#minutesEnd(channel.id);
        return;
      }
      case 'intrude': {
        const channel = this.people.channelOf(action.who);
        if (channel) this.#asterisk.intrudes(channel, action.how);
        return;
      }
      case 'hold-key': {
        const channel = this.people.channelOf(action.who);
        if (channel?.state === 'up') this.#asterisk.holds(channel, action.on);
        return;
      }
      case 'command':
        return this.#command(action);
    }
  }

  #callIn(who: Name, from: 'trunk' | 'phone', dialled: string, endpoint: string): void {
    if (this.people.channelOf(who)) return;
    this.#arrivals += 1;
    const arrival = {
      channel: `sip-${this.#arrivals}`,
      from,
      dialled,
      isToBeWithheld: false,
      caller: { name: who, number: numberOf(who), withheld: false },
      endpoint,
    };
    this.people.took(who, this.#asterisk.arrive(arrival, this.#wire.isListenedTo));
  }

  #originate(who: Name, to: Name): void {
    const { switchboard, office, pbx, isAlive } = this.#process;
    if (!isAlive || !pbx.connected || !isAgent(who) || !office.isFree(who)) return;
    if (isAgent(to) && (!office.isFree(to) || to === who)) return;
    const { setting } = this.plan;
    const start = {
      id: this.#newCallId(),
      store: simulatedStore,
      line: lineOf(setting),
      limits: { ...defaultLimits, maxWaitMs: setting.maxWaitMs },
      agent: dialable(who),
      other: dialable(to),
    };
    this.#await(switchboard.begin(originate(start, this.time.now)), () => undefined);
  }

  #minutesEnd(leg: string): void {
    const { switchboard, isAlive } = this.#process;
    const live = switchboard.calls.find(({ facts: { legs } }) => legs.some(({ id }) => id === leg));
    if (!isAlive || !live) return;
    this.rules.onLimit(leg);
    void live.post({ type: 'limit-reached', leg });
  }

  #command({ about, verb, to }: Extract<Action, { do: 'command' }>): void {
    const { switchboard, pbx, isAlive, office } = this.#process;
    const live = switchboard.calls.findLast(({ facts: { legs, contact } }) =>
      legs.some(({ id, party }) => id === contact && isSameParty(party, partyOf(about))),
    );
    if (!isAlive || !pbx.connected || !live) return;
    const facts = live.facts;
    const attempt = facts.attempt?.id ?? facts.attempts.at(-1)?.id ?? 'none';
    const command = ((): Command | null => {
      switch (verb) {
        case 'introduce':
        case 'introduce-asked': {
          const target = to && office.resolve(to, verb === 'introduce-asked');
          return target ? { type: 'introduce', target } : null;
        }
        case 'transfer':
        case 'transfer-now': {
          const target = to && office.resolve(to, true);
          const release = verb === 'transfer' ? 'on-answer' : 'now';
          return target ? { type: 'transfer', target, release } : null;
        }
        case 'merge':
        case 'swap':
        case 'cancel':
          return { type: verb, attempt };
        case 'remove': {
          const party = to === undefined || to === 'group' ? undefined : partyOf(to);
          const found = facts.legs.find((l) => isLive(l) && party && isSameParty(l.party, party));
          return { type: 'remove', leg: found?.id ?? facts.contact };
        }
        case 'leave':
        case 'hold':
        case 'resume':
        case 'drop':
          return { type: verb };
      }
    })();
    if (!command) return;
    const removed = command.type === 'remove' ? command.leg : undefined;
    // Counts as soon as it is asked: its consequences can come before its answer.
    const before = leg(facts, facts.contact);
    if (isLive(before)) this.rules.onAccepted(facts.id, verb, removed);
    this.#await(live.command(command, { type: 'api' }), (decision) => {
      this.trace(`** ${verb}: ${decision.ok ? 'accepted' : decision.refusal.code}`);
    });
  }

  /** A command's answer comes in time, or its process has died. */
  #await<T extends Decision | object>(answer: Promise<T>, then: (answer: T) => void): void {
    const token = {};
    const process = this.#process;
    this.#waiting.set(token, this.time.now);
    const settled = () => this.#waiting.delete(token);
    answer.then(then).then(settled, (error: unknown) => {
      settled();
      if (!(error instanceof Error && error.message.startsWith('simulated:'))) this.#onUnexpected(error);
    });
    this.time.after(commandWithinMs, () => {
      if (!this.#waiting.delete(token) || !process.isAlive) return;
      this.fail(new Broken('rule broken', '4: a command was not answered'));
    });
  }

  #begin(): BatonProcess {
    return new BatonProcess(this.plan.setting, this.#wire, this.#disk, () => this.#newCallId(), {
      onFacts: (call, events) => {
        this.trace(`   == ${events.map(({ type }) => type).join(' ')}`);
        this.#guard(() => this.rules.onFacts(call, events));
        if (this.plan.trace) this.trace(`   == ${this.rules.describe(call.id)}`);
      },
      onUnexpected: (error) => this.#onUnexpected(error),
      onWarning: (message, details) => this.#onWarning(message, details),
    });
  }

  /** Where nothing goes wrong no step is waited for in vain: others would wait for it, and people with them. */
  #onWarning(message: string, details: Readonly<Record<string, unknown>> | undefined): void {
    if (message === 'a step had no effect in time' && this.faultsStruck === 0)
      this.fail(new Broken('rule broken', `${message}, without any fault: ${JSON.stringify(details)}`));
  }

  #newCallId(): CallId {
    this.#calls += 1;
    return `c${this.#calls}`;
  }

  #happen(fault: Extract<Fault, { on: 'time' }>): void {
    const { what, ms } = fault;
    this.trace(`!! ${what} ${ms} ms`);
    for (const call of this.#disk.live)
      this.#faults.ledger.strikes(fault, { type: phase(call), about: call.id });
    this.#struck(fault);
    if (what === 'crash') {
      this.#crash(ms);
      return;
    }
    this.#wire.cut();
    if (what === 'asterisk-restart') {
      this.#asterisk.restart();
      this.rules.forgetAsterisk();
    }
    this.time.after(ms, () => {
      this.trace('!! the connection is back');
      this.#wire.mend();
    });
  }

  #struck(fault: Fault): void {
    this.faultsStruck += 1;
    this.rules.disturbed(fault);
    this.plan.onFault?.();
  }

  #crash(restartAfterMs: number): void {
    if (!this.#process.isAlive) return;
    this.trace(`!! Baton dies`);
    this.#process.die();
    this.#waiting.clear();
    this.time.after(restartAfterMs, () => {
      this.trace('!! Baton starts');
      this.rules.onStart(this.#disk.calls.values());
      this.#process = this.#begin();
      this.#process.start(this.#dice.chance(0.5) ? 0 : this.#dice.between(1, 100));
    });
  }

  #guard(judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.fail(error);
    }
  }

  #onUnexpected(error: unknown): void {
    const what =
      error instanceof Error ? `${error.stack ?? error.message}\n${causeOf(error)}` : String(error);
    this.fail(new Broken('rule broken', `unexpected: ${what}`));
  }
}

/** Plays a script again, to its end or to what breaks. */
export async function replay(
  script: Script,
  endsAt: number,
  trace?: (line: string) => void,
): Promise<Broken | null> {
  const { seed, setting, faults } = script;
  const byRule: (who: Name, nth: number) => Reaction = (who, nth) => ({
    who,
    nth,
    how: 'answer',
    afterMs: 1_000,
    key: '1',
  });
  const world = new World({ seed, setting, faults, improvise: byRule, ...(trace ? { trace } : {}) });
  world.people.expect(script.reactions);
  for (const together of byTime(script.actions)) {
    world.time.after(together[0]?.at ?? 0, () => {
      for (const action of together) world.act(action);
    });
  }
  await world.pass(endsAt);
  await close(world, endsAt);
  return world.failure;
}

/** Everybody goes home, and nothing may be left. */
export async function close(world: World, from: number): Promise<void> {
  const patienceMs = 150_000;
  for (let ms = from; ms < from + patienceMs && !world.failure; ms += 5_000) {
    if (world.untidy() === null) return;
    world.everybodyHangsUp(ms);
    await world.pass(ms + 5_000);
  }
  const untidy = world.untidy();
  if (untidy !== null) world.fail(new Broken('left over', untidy));
}

/** What happened in the same moment happens in the same moment again. */
function byTime(actions: readonly Action[]): readonly (readonly Action[])[] {
  const groups = new Map<number, Action[]>();
  for (const action of actions) {
    const group = groups.get(action.at);
    if (group) group.push(action);
    else groups.set(action.at, [action]);
  }
  return [...groups.values()];
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : '';
}
