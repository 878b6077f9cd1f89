import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger } from '@nestjs/common';
import { OneByOne } from '../../../platform/in-turn/one-by-one';
import { Refused } from '../../../platform/refusals/refused';
import { type AudioFault, AudioRefused } from './audio';
import type { Conversion, Converted } from './convert';

const LONGEST_SECONDS = 20 * 60;
const SHORTEST_SECONDS = 1;
/** Twenty minutes of MP3 take some 20 s on one old core (docs/decisions/0005-music-conversion.md). */
const WITHIN_MS = 120_000;
/** Of the heap; sound lies outside it, and is bounded by its length. */
const HEAP_MB = 128;
/** Waiting uploads hold a file on the disk and a connection each. */
const MOST_WAITING = 4;

export type WorkerAnswer =
  | { readonly ok: true; readonly converted: Converted }
  | { readonly ok: false; readonly fault: AudioFault; readonly message: string };

/**
 * Converts files one after another in a thread of its own: calls are led by this process, and must not wait for music. A
 * file that makes the decoder run for ever, or fill its memory, ends the thread and nothing else.
 */
@Injectable()
export class MusicConverter {
  readonly #logger = new Logger(MusicConverter.name);
  readonly #conversions = new OneByOne();
  #waiting = 0;

  /**
   * @throws Refused with the {@link AudioFault} as code; `music-busy` if others wait already, or if it takes too long
   */
  async convert(files: Pick<Conversion, 'from' | 'to' | 'mediaType'>): Promise<Converted> {
    if (this.#waiting >= MOST_WAITING) throw busy('Other files are being converted; try again.');
    this.#waiting += 1;
    const bounds = { longestSeconds: LONGEST_SECONDS, shortestSeconds: SHORTEST_SECONDS };
    try {
      return await this.#conversions.run(() => this.#run({ ...files, ...bounds }));
    } catch (error) {
      throw error instanceof AudioRefused ? new Refused(error.fault, error.message, { cause: error }) : error;
    } finally {
      this.#waiting -= 1;
    }
  }

  #run(conversion: Conversion): Promise<Converted> {
    const worker = new Worker(join(__dirname, 'convert.worker.js'), {
      workerData: conversion,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    return new Promise<Converted>((resolve, reject) => {
      const late = setTimeout(() => reject(busy('The file could not be converted in time.')), WITHIN_MS);
      worker.once('message', (answer: WorkerAnswer) => {
        if (answer.ok) resolve(answer.converted);
        else reject(new AudioRefused(answer.fault, answer.message));
      });
      worker.once('error', (err) => {
        this.#logger.warn({ err }, 'a music file could not be converted');
        reject(new AudioRefused('damaged-audio', 'The file could not be read to its end.'));
      });
      worker.once('exit', () => {
        clearTimeout(late);
        reject(new AudioRefused('damaged-audio', 'The file could not be read to its end.'));
      });
    }).finally(() => worker.terminate());
  }
}

function busy(detail: string): Refused {
  return new Refused('music-busy', detail, { retryAfterSeconds: 10 });
}
