import type { Baton } from '../support/baton';
import { Garbage } from './garbage';
import { metricsOf } from './metrics';
import { slopeOf } from './slope';

/** All in kB. */
interface Sample {
  readonly transfers: number;
  readonly rss: number;
  /** Objects and buffers that the program refers to, without code: V8 compiles more of that for a long time. */
  readonly held: number;
}

interface Limit {
  /** kB that are needed once: what is bounded has to fill, as the thousand events that are kept and SQLite's pages. */
  readonly once: number;
  /** kB that every further transfer may need for ever. */
  readonly perTransfer: number;
}

/**
 * Measured on Node 20: what is held differs by some 150 kB from one look to the next, and grows by 0.3 to 0.9 MB in a run of 60
 * to 200 transfers until all that is bounded has filled. A call that is over and never let go of is 12 kB, so that 200 transfers
 * show that, and 60 no less than some 25 kB each. What is resident grows by 35 kB with a transfer, which are the pages of the
 * database: SQLite keeps up to 16 MB of them. It says something of what is neither object nor buffer only beyond that.
 */
const limits: Readonly<Record<'rss' | 'held', Limit>> = {
  held: { once: 1_000, perTransfer: 2 },
  rss: { once: 20_000, perTransfer: 10 },
};

/** The first looks of a run see most of what is needed once. */
const WARMING_UP = 1 / 3;
/** With fewer looks nothing can be said. */
const FEWEST = 8;

/** The server's memory when nobody talks and its garbage is collected, over the transfers done. */
export class Memory {
  readonly #samples: Sample[] = [];

  private constructor(
    private readonly baton: Baton,
    private readonly garbage: Garbage,
  ) {}

  /** Of a server that was started `debuggable`. */
  static async of(baton: Baton): Promise<Memory> {
    return new Memory(baton, await Garbage.of(baton));
  }

  async sample(transfers: number): Promise<void> {
    await this.garbage.collect();
    const value = await metricsOf(this.baton);
    const kB = (name: string) => value(name) / 1024;
    this.#samples.push({
      transfers,
      rss: kB('process_resident_memory_bytes'),
      held:
        kB('nodejs_heap_size_used_bytes') -
        kB('nodejs_heap_space_size_used_bytes{space="code"}') +
        kB('nodejs_external_memory_bytes'),
    });
  }

  /** kB per 1000 transfers by least squares, after the warming up; 0 when there were too few looks to tell. */
  slope(of: 'rss' | 'held'): number {
    const samples = this.#warm();
    return samples.length < FEWEST ? 0 : slopeOf(pointsOf(samples, of)).perUnit * 1000;
  }

  /** In what it has grown by more than it may, with a certainty of 95 %; or that this cannot be told. */
  complaints(): readonly string[] {
    const samples = this.#warm();
    if (samples.length < FEWEST) {
      return [
        `memory was looked at ${samples.length} times after the warming up: too few transfers to judge it by`,
      ];
    }
    return (Object.keys(limits) as (keyof typeof limits)[]).flatMap((of) => {
      const { atLeast } = slopeOf(pointsOf(samples, of));
      const span = (samples.at(-1)?.transfers ?? 0) - (samples[0]?.transfers ?? 0);
      const { once, perTransfer } = limits[of];
      const grown = Math.round(atLeast * span);
      const allowed = Math.round(once + perTransfer * span);
      return grown <= allowed
        ? []
        : [
            `memory (${of}) has grown by at least ${grown} kB in ${span} transfers; ${allowed} kB are allowed`,
          ];
    });
  }

  /** For whoever wants to see the curve. */
  describe(): string {
    const of = (sample: Sample) =>
      `${sample.transfers}: ${Math.round(sample.held)} of ${Math.round(sample.rss)}`;
    return `memory held of resident, kB after transfers: ${this.#samples.map(of).join(', ')}`;
  }

  close(): void {
    this.garbage.close();
  }

  #warm(): readonly Sample[] {
    return this.#samples.slice(Math.floor(this.#samples.length * WARMING_UP));
  }
}

function pointsOf(
  samples: readonly Sample[],
  of: 'rss' | 'held',
): { readonly x: number; readonly y: number }[] {
  return samples.map((sample) => ({ x: sample.transfers, y: sample[of] }));
}
