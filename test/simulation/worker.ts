import { parentPort } from 'node:worker_threads';
import { playWorlds } from './batch';
import type { Task } from './crew';

/** Plays the worlds it is asked to; an error that nobody catches ends it, and the simulation with it. */
parentPort?.on('message', ({ seed, from, to, mode }: Task) => {
  void playWorlds(seed, from, to, mode).then((tally) => parentPort?.postMessage(tally));
});
