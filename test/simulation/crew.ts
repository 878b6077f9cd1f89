import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { nothing, sum, type Tally } from './batch';
import type { Mode } from './director';

export interface Order {
  readonly seed: number;
  /** At least so many. */
  readonly transfers: number;
  readonly mode: Mode;
  readonly workers: number;
  readonly onProgress?: (tally: Tally) => void;
}

/** What a worker is asked, and what it answers. */
export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly mode: Mode;
}

const worldsPerTask = 40;
/** More failures than this tell nothing new. */
const enoughFailures = 5;

/** Plays worlds on several threads until enough transfers were made, or enough went wrong. */
export async function play({ seed, transfers, mode, workers, onProgress }: Order): Promise<Tally> {
  let tally = nothing;
  let next = 0;
  const isDone = () => tally.transfers >= transfers || tally.failures.length >= enoughFailures;
  const crew = Array.from({ length: workers }, () => startWorker());
  try {
    await Promise.all(
      crew.map(async (worker) => {
        while (!isDone()) {
          const from = next;
          next += worldsPerTask;
          const played = await ask(worker, { seed, from, to: from + worldsPerTask, mode });
          tally = sum(tally, played);
          onProgress?.(tally);
        }
      }),
    );
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()));
  }
  return tally;
}

function startWorker(): Worker {
  const hook = path.join(__dirname, '../../scripts/lib/run-typescript.cjs');
  // Only what it is given: a test runner's own options would not run here.
  return new Worker(path.join(__dirname, 'worker.ts'), { execArgv: ['--require', hook] });
}

function ask(worker: Worker, task: Task): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      worker.off('error', fail);
      worker.off('exit', gone);
      then();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const gone = () => settle(() => reject(new Error('a worker of the simulation has ended')));
    worker.once('error', fail);
    worker.once('exit', gone);
    worker.once('message', (tally: Tally) => settle(() => resolve(tally)));
    worker.postMessage(task);
  });
}
