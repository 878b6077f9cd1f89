import { parentPort, workerData } from 'node:worker_threads';
import { AudioRefused } from './audio';
import { type Conversion, convert } from './convert';
import type { WorkerAnswer } from './converter';

// The decoder writes a line for every broken frame, and our log belongs to people.
console.error = () => undefined;

// What else goes wrong ends the thread with an error, which the other side is told of.
void convert(workerData as Conversion)
  .then(
    (converted): WorkerAnswer => ({ ok: true, converted }),
    (error: unknown): WorkerAnswer => {
      if (!(error instanceof AudioRefused)) throw error;
      return { ok: false, fault: error.fault, message: error.message };
    },
  )
  .then((answer) => parentPort?.postMessage(answer));
