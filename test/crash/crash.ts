import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { describePoint, type Outcome, type Point } from './fault';
import type { Flow } from './flow';
import { flows } from './flows';
import type { Starter } from './site';

export interface CrashOptions {
  /** Names of flows; all if empty. */
  readonly only: readonly string[];
  /** Only points whose description has this in it; all if empty. */
  readonly match: string;
  /** How often all of it is done: for what comes once in a hundred times. */
  readonly times: number;
  /** How many Asterisks, each with its phones, are tested side by side. */
  readonly workers: number;
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
}

export interface CrashResult {
  readonly points: number;
  readonly recovered: number;
  readonly lost: number;
}

const LOADER = resolve(__dirname, '../../scripts/lib/run-typescript.cjs');
const SHORT_CUT_MS = 1_000;
const LONG_CUT_MS = 30_000;
/** Played once more with Asterisk and the server run by the real `npm start`. */
const UNDER_NPM_START: readonly string[] = ['warm', 'cold-on-answer'];
const KILLS_UNDER_NPM_START = 5;

/**
 * Plays every flow once to count its requests, then once for each point at which something can be broken.
 * @throws Error if a flow does not even work without a fault
 */
export async function testCrashes({
  only,
  match,
  times,
  workers,
  print,
  stop,
}: CrashOptions): Promise<CrashResult> {
  const chosen = flows.filter(({ name }) => only.length === 0 || only.includes(name));
  if (chosen.length === 0)
    throw new Error(`no such flow; there are ${flows.map(({ name }) => name).join(', ')}`);
  const outcomes: Outcome[] = [];
  for (const starter of ['the test', 'npm start'] as const) {
    const played =
      starter === 'npm start' ? chosen.filter(({ name }) => UNDER_NPM_START.includes(name)) : chosen;
    if (played.length === 0 || stop.aborted) continue;
    outcomes.push(...(await testUnder(starter, played)));
  }
  const count = (result: Outcome['result']) => outcomes.filter((o) => o.result === result).length;
  return {
    points: outcomes.length - count('not-reached'),
    recovered: count('recovered'),
    lost: count('lost'),
  };

  async function testUnder(starter: Starter, played: readonly Flow[]): Promise<readonly Outcome[]> {
    const crew = Array.from({ length: starter === 'npm start' ? 1 : workers }, () => new Worker(starter));
    stop.addEventListener('abort', () => crew.forEach((worker) => worker.end()), { once: true });
    try {
      const faultless = played.map(({ name }): Point => ({ flow: name, fault: { type: 'none' }, starter }));
      const counts = await share(crew, faultless, stop, (outcome) => {
        if (outcome.result !== 'recovered') throw new Error(`without any fault: ${outcome.report ?? ''}`);
        print(
          `  ${describePoint(outcome.point)}: ${outcome.requests.length} requests, ${seconds(outcome.tookMs)}`,
        );
      });
      const once = counts
        .flatMap(({ point, requests }) =>
          starter === 'npm start'
            ? pointsUnderNpmStart(flowOf(point), requests.length)
            : pointsOf(flowOf(point), requests.length),
        )
        .filter((point) => describePoint(point).includes(match));
      const points = Array.from({ length: times }, () => once).flat();
      print(`  ${points.length} points`);
      return await share(crew, points, stop, (outcome) => {
        print(lineOf(outcome));
        if (outcome.report !== undefined) print(`\n${outcome.report}\n`);
      });
    } finally {
      await Promise.all(crew.map((worker) => worker.end()));
    }
  }
}
function flowOf({ flow: name }: Point): Flow {
  const flow = flows.find((other) => other.name === name);
  if (!flow) throw new Error(`there is no flow ${name}`);
  return flow;
}

/** Some of them, for each is a real start of everything: after steps from the first to the last, and while people act. */
function pointsUnderNpmStart({ name: flow, stages }: Flow, steps: number): readonly Point[] {
  const starter = 'npm start';
  const numbers = Array.from({ length: KILLS_UNDER_NPM_START }, (_, index) =>
    Math.max(1, Math.round(((index + 1) * steps) / KILLS_UNDER_NPM_START)),
  );
  return [
    ...[...new Set(numbers)].map((n): Point => ({
      flow,
      fault: { type: 'kill', n, request: 'unanswered' },
      starter,
    })),
    ...stages.flatMap(({ act }, stage): Point[] =>
      act.by === 'api' ? [] : [{ flow, fault: { type: 'kill-idle', stage }, starter }],
    ),
  ];
}

function pointsOf(
  { name: flow, stages, longCuts = [], asteriskDiesAfter }: Flow,
  requests: number,
): readonly Point[] {
  const starter = 'the test';
  const kills = Array.from({ length: requests }, (_, index) => index + 1).flatMap((n) =>
    (['unsent', 'unanswered'] as const).map((request): Point => ({
      flow,
      fault: { type: 'kill', n, request },
      starter,
    })),
  );
  const others = stages.flatMap(({ act, title }, stage): Point[] =>
    act.by === 'phone' && act.needsBaton === true
      ? []
      : [
          ...(act.by === 'api' ? [] : [{ flow, fault: { type: 'kill-idle', stage }, starter } as const]),
          { flow, fault: { type: 'cut', stage, ms: SHORT_CUT_MS }, starter },
          ...(longCuts.includes(title)
            ? [{ flow, fault: { type: 'cut', stage, ms: LONG_CUT_MS }, starter } as const]
            : []),
        ],
  );
  const deaths = stages.flatMap(({ title }, stage): Point[] =>
    title === asteriskDiesAfter ? [{ flow, fault: { type: 'asterisk', stage }, starter }] : [],
  );
  return [...kills, ...others, ...deaths];
}

/** Gives each worker the next point as soon as it is done with one. */
async function share(
  crew: readonly Worker[],
  points: readonly Point[],
  stop: AbortSignal,
  tell: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const waiting = [...points];
  const outcomes: Outcome[] = [];
  await Promise.all(
    crew.map(async (worker) => {
      for (let point = waiting.shift(); point && !stop.aborted; point = waiting.shift()) {
        const outcome = await worker.run(point);
        outcomes.push(outcome);
        tell(outcome);
      }
    }),
  );
  return outcomes;
}

function lineOf({ point, result, step, tookMs, outageMs }: Outcome): string {
  return `  ${result.padEnd(11)} ${describePoint(point)} (${step}), outage ${seconds(outageMs)}, took ${seconds(tookMs)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A process with an Asterisk, a server and phones. */
class Worker {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #ready: Promise<unknown>;

  constructor(starter: Starter) {
    this.#child = fork(join(__dirname, 'worker.ts'), [starter], {
      execArgv: ['--require', LOADER],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#ready = this.#told();
  }

  async run(point: Point): Promise<Outcome> {
    await this.#ready;
    const told = this.#told();
    this.#child.send(point);
    return (await told) as Outcome;
  }

  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }

  #told(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('a worker of the crash test ended'));
      this.#child.once('exit', ended);
      this.#child.once('message', (message) => {
        this.#child.off('exit', ended);
        resolve(message);
      });
    });
  }
}
