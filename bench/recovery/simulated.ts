import { setImmediate } from 'node:timers/promises';
import { Registry } from 'prom-client';
import type { Step } from '../../src/core/call/plan';
import { CallMeasures } from '../../src/features/calls/call-measures';
import type { CallStore } from '../../src/features/calls/call-store';
import { StoredCalls } from '../../src/features/calls/stored-calls';
import { Switchboard } from '../../src/features/calls/switchboard';
import { newId } from '../../src/platform/store/new-id';
import { openStore } from '../../src/platform/store/open-store';
import { Dice } from '../../test/simulation/dice';
import { FaultPlan } from '../../test/simulation/fault-plan';
import { SimulatedAsterisk } from '../../test/simulation/simulated-asterisk';
import { ProcessClock, VirtualTime } from '../../test/simulation/virtual-time';
import { Wire, WireEnd } from '../../test/simulation/wire';
import { callerOf, contactOf, Workday } from './company';
import { differences, pictureOf, unfinished } from './picture';
import { disobedient } from './proof';
import type { Recovery } from './report';

const phones = { thatAnswers: 'answers', thatOnlyRings: 'rings' };
const lineNumber = '+3120555000';

/**
 * Real time, spent by the real core and the real store. The simulated Asterisk's own time costs nothing: what it takes to
 * be asked is measured with the real one.
 */
export async function recoverSimulated(
  calls: number,
  runs: number,
  dir: string,
): Promise<readonly Recovery[]> {
  const { time, sent, wire, asterisk } = simulation();
  const workday = new Workday({
    calls,
    phones,
    lineNumber,
    agents: Array.from({ length: 2 * calls }, (_, nth) => `agent-${nth}`),
    now: () => time.now,
    newCallId: newId,
    callIn: (nth) => {
      const arrival = { channel: contactOf(nth), dialled: lineNumber, isToBeWithheld: false, endpoint: '' };
      const caller = { ...callerOf(nth), withheld: false };
      asterisk.arrive({ ...arrival, caller, from: 'trunk' }, true);
      return Promise.resolve();
    },
  });
  let process = await Process.start(wire, dir, workday);
  await whileTimePasses(time, workday.begin(process.switchboard));
  await whileTimePasses(time, calm(workday, asterisk, time));

  const recoveries: Recovery[] = [];
  for (let run = 0; run < runs; run += 1) {
    await process.die();
    const before = pictureOf(asterisk.snapshot());
    const facts = factsOf(workday);
    sent.length = 0;

    const from = performance.now();
    process = await Process.start(wire, dir, workday);
    await whileTimePasses(time, process.recovered);
    const recoveryMs = performance.now() - from;

    const { switchboard } = process;
    const now = factsOf(workday);
    const wrong = [
      ...(switchboard.calls.length === calls ? [] : [`${switchboard.calls.length} calls are live`]),
      // What a phone shows, and whether it has a tone, cannot be asked: it is set again.
      ...sent
        .filter(({ type }) => type !== 'show' && type !== 'ringback')
        .map((step) => `a call was disturbed by ${JSON.stringify(step)}`),
      ...differences(before, pictureOf(asterisk.snapshot())),
      ...[...now].filter(([id, is]) => facts.get(id) !== is).map(([id]) => `${id} is not what it was`),
    ];
    const command = async (id: string, verb: 'hold' | 'resume') => {
      const decision = await switchboard.get(id)?.command({ type: verb }, { type: 'api' });
      if (decision?.ok !== true) throw new Error(`${id} refused to ${verb}`);
    };
    const look = () => setImmediate(asterisk.snapshot());
    const disobeying = await whileTimePasses(time, disobedient(workday.calls, { command, look }));
    // What the proof has moved is in its place before the next process is killed.
    await whileTimePasses(time, calm(workday, asterisk, time));
    recoveries.push({ startMs: 0, recoveryMs, wrong: [...wrong, ...disobeying] });
  }
  await process.die();
  return recoveries;
}

/** Baton as the simulation runs it, but with the real store. */
class Process {
  #alive = true;
  readonly switchboard: Switchboard;
  readonly recovered: Promise<void>;
  readonly #pbx: WireEnd;

  private constructor(
    private readonly wire: Wire,
    private readonly close: () => Promise<void>,
    store: CallStore,
    workday: Workday,
  ) {
    const isAlive = () => this.#alive;
    this.#pbx = new WireEnd(wire, isAlive);
    let recovered: () => void = () => undefined;
    this.recovered = new Promise((resolve) => (recovered = resolve));
    this.switchboard = new Switchboard(
      {
        pbx: this.#pbx,
        store,
        identity: 'simstore',
        clock: new ProcessClock(wire.time, isAlive),
        watch: new CallMeasures(new Registry()),
        log: {
          info: (_, message) => (message === 'live calls recovered' ? recovered() : undefined),
          warn: (_, message, details) => console.error(message, details),
          error: (_, message, error) => console.error(message, error),
        },
        find: workday.find,
        admit: (_, { endpoint = null }) => endpoint,
        intruded: () => undefined,
        ruleBroken: (_, { rule }) => console.error('broken rule', rule),
        isOnCall: () => false,
        publish: workday.publish,
      },
      { welcome: workday.welcome, notTaken: () => undefined },
    );
  }

  static async start(wire: Wire, dir: string, workday: Workday): Promise<Process> {
    const store = await openStore(dir);
    const process = new Process(wire, () => store.close(), new StoredCalls(store), workday);
    await process.switchboard.start();
    wire.attach(process.#pbx);
    return process;
  }

  /** Nothing of it goes on. */
  async die(): Promise<void> {
    this.#alive = false;
    this.wire.detach(this.#pbx);
    await this.close();
  }
}

function simulation() {
  const time = new VirtualTime();
  const dice = new Dice(1);
  const sent: Step[] = [];
  const nothing = () => undefined;
  const faults = new FaultPlan([], time, { disturb: nothing, crash: nothing });
  const onlooker = { onSend: (step: Step) => sent.push(step), onStep: nothing, onAnswer: nothing };
  const wire = new Wire(time, dice, faults, { ...onlooker, onEvent: nothing });
  const asterisk: SimulatedAsterisk = new SimulatedAsterisk(
    time,
    dice,
    {
      isReachable: () => true,
      onInvite: (channel) => {
        asterisk.rings(channel);
        if (channel.endpoint === phones.thatAnswers) asterisk.answers(channel);
      },
      onPrompt: nothing,
    },
    wire.report,
  );
  wire.asterisk = asterisk;
  return { time, sent, wire, asterisk };
}

/** Time passes from one appointment to the next until something has happened. */
async function whileTimePasses<T>(time: VirtualTime, happening: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => (isOver = true);
  happening.then(over, over);
  while (!isOver) {
    // Everything that follows without time going by.
    await setImmediate();
    time.step();
  }
  return happening;
}

async function calm({ calls }: Workday, asterisk: SimulatedAsterisk, time: VirtualTime): Promise<void> {
  while (unfinished(calls, asterisk.snapshot(), time.now) !== null) await setImmediate();
}

function factsOf({ calls }: Workday): ReadonlyMap<string, string> {
  return new Map(calls.map((call) => [call.id, JSON.stringify(call)]));
}
