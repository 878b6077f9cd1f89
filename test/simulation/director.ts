import { type Call, insiders, isLive, leg, type Phase, phase } from '../../src/core/call/call';
import { Dice, mixed } from './dice';
import type { Cells } from './fault-ledger';
import { agentNames, contactNames, type Name, numberOf, outsideNames, type Reaction } from './people';
import type { Broken } from './rules';
import type { Action, Fault, Script, Setting, Verb } from './script';
import { close, World } from './world';

export type Mode = 'normal' | 'heavy';

export interface Outcome {
  readonly transfers: number;
  readonly calls: number;
  readonly faults: number;
  readonly cells: Cells;
  /** What happened, to be played again. */
  readonly script: Script;
  readonly endsAt: number;
  readonly broken: Broken | null;
}

type Deed = Exclude<Action, { do: 'call-in' | 'originate' | 'dial' }>;

/** Longest play before everybody goes home. */
const longestMs = 400_000;
const wanted: Record<Mode, number> = { normal: 5, heavy: 8 };

/** Makes up a world from a seed, and lets everybody in it act at random, as people do and as they should not. */
export async function explore(seed: number, index: number, mode: Mode): Promise<Outcome> {
  const dice = new Dice(mixed(seed, index));
  const setting: Setting = {
    fallback: dice.weighted({ none: 4, agent: 2, number: 2, group: 2 }),
    destination: dice.weighted({ agent: 3, group: 1 }),
    agentsHaveGroup: dice.chance(0.3),
    maxWaitMs: dice.chance(0.2) ? 20_000 : 1_800_000,
    masking: dice.pick(['off', 'lead', 'mask']),
    trunk: dice.pick(['none', 'diversion', 'assert']),
    guard: dice.weighted({ open: 3, strict: 1 }),
  };
  const actions: Action[] = [];
  const reactions: Reaction[] = [];
  const faults = planFaults(dice, mode);
  const worldSeed = dice.between(1, 2 ** 31);
  const world = new World({
    seed: worldSeed,
    setting,
    faults,
    onFault: () => director.onFault(),
    improvise: (who, nth) => {
      const reaction = react(dice, who, nth);
      reactions.push(reaction);
      return reaction;
    },
  });
  const act = (action: Action) => {
    actions.push(action);
    world.act(action);
  };
  const director: Director = new Director(world, dice, act);
  director.start(dice.pick([1, 1, 1, 1, 1, 1, 2, 2, 2, 3]));
  let endsAt = 0;
  while (!world.failure && endsAt < longestMs && world.rules.transfers < wanted[mode]) {
    endsAt += 5_000;
    await world.pass(endsAt);
  }
  director.stop();
  await close(world, endsAt);
  return {
    transfers: world.rules.transfers,
    calls: world.rules.calls,
    faults: world.faultsStruck,
    cells: world.cells,
    script: { seed: worldSeed, setting, actions, reactions, faults: world.faultsAsStruck },
    endsAt,
    broken: world.failure,
  };
}

/** Lets things happen in the calls of a world, by their state. */
class Director {
  #isOver = false;

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
    private readonly act: (action: Action) => void,
  ) {}

  start(calls: number): void {
    for (let n = 0; n < calls; n += 1) {
      this.#soon(this.dice.between(0, 3_000) + n * 4_000, () => this.#newCall(n));
    }
    this.#next();
  }

  /** Everybody goes home. */
  stop(): void {
    this.#isOver = true;
  }

  /** People go on, and most of what is lost is lost when two things fall together. */
  onFault(): void {
    if (this.dice.chance(0.3)) return;
    const ms = this.dice.chance(0.5) ? this.dice.between(0, 50) : this.dice.between(0, 4_000);
    this.#soon(ms, () => {
      if (!this.#isOver && !this.world.failure) this.#turn(this.dice.chance(0.4) ? leaving : null);
    });
  }

  #next(): void {
    const burst = this.dice.chance(0.25);
    const ms = burst ? this.dice.between(0, 40) : this.dice.between(200, 5_000);
    this.#soon(ms, () => {
      if (this.#isOver || this.world.failure) return;
      this.#turn();
      this.#next();
    });
  }

  /** Machines take whole milliseconds, and people do not: they never act in the same instant, so a replay keeps the order. */
  #soon(ms: number, action: () => void): void {
    this.world.time.after(ms + this.dice.between(1, 1_023) / 1_024, action);
  }

  #newCall(n: number): void {
    const at = this.world.time.elapsed;
    const kind = this.dice.weighted({ 'call-in': 7, originate: 2, dial: 1 });
    const contact = contactNames[n % contactNames.length] ?? 'kim';
    const agent = this.dice.pick(agentNames);
    const other = this.dice.chance(0.6) ? this.dice.pick(outsideNames) : this.dice.pick(agentNames);
    const misdials = this.dice.chance(0.03) ? ({ number: 'nobodys' } as const) : {};
    if (kind === 'call-in' || other === agent) this.act({ at, do: 'call-in', who: contact, ...misdials });
    else this.act({ at, do: kind, who: agent, to: kind === 'originate' ? contact : other });
  }

  /** @param doings what is done, as often as its weight says; null: whatever fits the call */
  #turn(doings: Doings | null = null): void {
    const live = this.world.process.switchboard.calls;
    if (live.length === 0) {
      if (this.dice.chance(0.5)) this.#newCall(this.dice.between(0, 2));
      return;
    }
    const { facts } = this.dice.pick(live);
    const at = this.world.time.elapsed;
    const deed = this.#deed(facts, at, doings);
    const deeds = [deed];
    // Somebody else asks for something in the same moment, or the same once more.
    if (this.dice.chance(0.12)) deeds.push(this.#deed(facts, at, null));
    if (this.dice.chance(0.05)) deeds.push(deed);
    for (const deed of deeds) if (deed) this.act(deed);
  }

  #deed(facts: Call, at: number, doings: Doings | null): Deed | null {
    const about = nameOf(facts, facts.contact);
    if (about === undefined) return null;
    const command = (verb: Verb, to?: Name | 'group'): Deed => ({
      at,
      do: 'command',
      about,
      verb,
      ...(to === undefined ? {} : { to }),
    });
    const what = this.dice.weighted(doings ?? (this.dice.chance(0.06) ? anything : usual[phase(facts)]));
    switch (what) {
      case 'wait':
        return null;
      case 'introduce':
        return command(this.dice.chance(0.2) ? 'introduce-asked' : what, this.#target(facts));
      case 'transfer':
      case 'transfer-now':
        return command(what, this.#target(facts));
      case 'remove':
        return command(what, nameOfOne(facts, this.dice));
      case 'contact goes':
        return hangUp(at, nameOf(facts, facts.contact));
      case 'owner goes':
        return hangUp(at, nameOf(facts, facts.attempt?.transferor ?? facts.owner));
      case 'target goes':
        return hangUp(at, nameOf(facts, facts.attempt?.answered ?? facts.attempt?.ringing[0] ?? null));
      case 'somebody goes':
        return hangUp(at, nameOfOne(facts, this.dice));
      case 'phone dies': {
        const who = nameOfOne(facts, this.dice);
        return who === undefined ? null : { at, do: 'phone-dies', who };
      }
      case 'minutes end': {
        const who = nameOfOne(facts, this.dice);
        return who === undefined ? null : { at, do: 'minutes-end', who };
      }
      case 'stranger comes': {
        const who = nameOfOne(facts, this.dice);
        const how = this.dice.pick(['replaces', 'enters'] as const);
        return who === undefined ? null : { at, do: 'intrude', who, how };
      }
      case 'hold key': {
        const who = nameOfOne(facts, this.dice);
        return who === undefined ? null : { at, do: 'hold-key', who, on: this.dice.chance(0.5) };
      }
      case 'merge':
      case 'swap':
      case 'cancel':
      case 'leave':
      case 'hold':
      case 'resume':
      case 'drop':
        return command(what);
    }
  }

  #target(facts: Call): Name | 'group' {
    if (this.dice.chance(0.2)) return 'group';
    const inside = new Set(
      facts.legs.filter(isLive).map((l) => (l.party.type === 'agent' ? l.party.agentId : '')),
    );
    const free = agentNames.filter((name) => !inside.has(name));
    return this.dice.chance(0.25) || free.length === 0 ? this.dice.pick(outsideNames) : this.dice.pick(free);
  }
}

type Doing =
  | Exclude<Verb, 'introduce-asked'>
  | 'wait'
  | 'contact goes'
  | 'owner goes'
  | 'target goes'
  | 'somebody goes'
  | 'phone dies'
  | 'minutes end'
  | 'stranger comes'
  | 'hold key';
type Doings = Partial<Record<Doing, number>>;

const searching = {
  wait: 40,
  cancel: 8,
  leave: 8,
  'owner goes': 8,
  'contact goes': 5,
  'target goes': 3,
  'stranger comes': 1,
  drop: 1,
};
const usual: Record<Phase, Doings> = {
  ringing: { wait: 40, 'contact goes': 4, 'somebody goes': 2, drop: 1 },
  talking: {
    introduce: 30,
    transfer: 16,
    'transfer-now': 14,
    hold: 6,
    'hold key': 4,
    'contact goes': 2,
    'owner goes': 2,
    'phone dies': 1,
    'minutes end': 1,
    'stranger comes': 1,
    drop: 1,
    wait: 5,
  },
  held: {
    resume: 20,
    'stranger comes': 1,
    'hold key': 2,
    'owner goes': 5,
    'contact goes': 3,
    drop: 1,
    wait: 10,
  },
  introducing: searching,
  transferring: searching,
  consulting: {
    merge: 20,
    swap: 12,
    cancel: 10,
    leave: 14,
    'owner goes': 10,
    'target goes': 10,
    'contact goes': 6,
    'hold key': 3,
    'phone dies': 1,
    'minutes end': 1,
    'stranger comes': 1,
    drop: 1,
    wait: 12,
  },
  merged: {
    introduce: 16,
    transfer: 8,
    'transfer-now': 4,
    leave: 10,
    remove: 8,
    hold: 5,
    'hold key': 4,
    'somebody goes': 8,
    'phone dies': 1,
    'minutes end': 1,
    'stranger comes': 1,
    'contact goes': 4,
    wait: 8,
    drop: 1,
  },
  recalling: { wait: 40, 'contact goes': 6, cancel: 3, drop: 1 },
  ending: { wait: 1, drop: 1 },
  ended: { wait: 1 },
};
/** People who wait for something that does not come give up. */
const leaving: Doings = { 'contact goes': 4, 'owner goes': 3, 'target goes': 2, 'somebody goes': 1 };
const anything: Doings = {
  introduce: 1,
  transfer: 1,
  'transfer-now': 1,
  merge: 1,
  swap: 1,
  cancel: 1,
  leave: 1,
  hold: 1,
  resume: 1,
  remove: 1,
  'somebody goes': 1,
  'phone dies': 1,
  'minutes end': 1,
  'stranger comes': 1,
  'hold key': 1,
};

function react(dice: Dice, who: Name, nth: number): Reaction {
  const how = dice.weighted({
    answer: 55,
    'answer-at-once': 6,
    announce: 5,
    decline: 10,
    busy: 6,
    ignore: 9,
    unreachable: 5,
    redirect: 4,
  });
  const afterMs = dice.chance(0.1) ? dice.between(19_980, 20_020) : dice.between(20, 9_000);
  return { who, nth, how, afterMs, key: dice.weighted({ '1': 60, '2': 15, '5': 5, none: 12, 'hang-up': 8 }) };
}

function planFaults(dice: Dice, mode: Mode): Fault[] {
  const count = mode === 'heavy' ? dice.between(4, 14) : Number(dice.weighted({ 0: 25, 1: 45, 2: 30 }));
  return Array.from({ length: count }, () => planFault(dice));
}

function planFault(dice: Dice): Fault {
  const on = dice.weighted({ request: 30, event: 30, save: 12, find: 4, look: 6, time: 18 });
  switch (on) {
    case 'request':
      return {
        on,
        since: 0,
        nth: dice.between(1, 130),
        what: dice.weighted({
          'not-now': 3,
          refused: 2,
          lost: 2,
          'answer-lost': 3,
          slow: 4,
          'crash-before': 4,
          'crash-after': 4,
        }),
        ms: dice.between(50, 7_000),
      };
    case 'event':
      return {
        on,
        since: 0,
        nth: dice.between(1, 170),
        what: dice.weighted({
          lost: 4,
          doubled: 3,
          late: 4,
          overtaken: 4,
          'crash-before': 3,
          'crash-after': 3,
        }),
        ms: dice.between(5, 4_000),
      };
    case 'save':
      return {
        on,
        since: 0,
        nth: dice.between(1, 90),
        what: dice.weighted({ fail: 3, 'crash-before': 3, 'crash-after': 3, slow: 2 }),
        ms: dice.between(20, 3_000),
      };
    case 'find':
      return {
        on,
        since: 0,
        nth: dice.between(1, 6),
        what: dice.weighted({ slow: 1, fail: 1 }),
        ms: dice.between(1_000, 8_000),
      };
    case 'look':
      return {
        on,
        since: 0,
        nth: dice.between(1, 10),
        what: dice.weighted({ slow: 2, fail: 1 }),
        ms: dice.between(500, 4_000),
      };
    case 'time':
      return {
        on,
        at: dice.between(1, 120_000),
        what: dice.weighted({ crash: 5, cut: 5, 'asterisk-restart': 1 }),
        ms: dice.between(20, 8_000),
      };
  }
}

function hangUp(at: number, who: Name | undefined): Deed | null {
  return who === undefined ? null : { at, do: 'hang-up', who };
}

function nameOf(facts: Call, id: string | null): Name | undefined {
  const party = leg(facts, id)?.party;
  if (party?.type === 'agent') return agentNames.find((name) => name === party.agentId);
  return [...contactNames, ...outsideNames].find((name) => numberOf(name) === party?.number);
}

function nameOfOne(facts: Call, dice: Dice): Name | undefined {
  const live = facts.legs.filter(isLive);
  const some = dice.chance(0.7) ? live.filter((l) => insiders(facts).includes(l)) : live;
  return some.length === 0 ? undefined : nameOf(facts, dice.pick(some).id);
}
