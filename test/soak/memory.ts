import { readFileSync } from 'node:fs';

/** Resident memory of a process over the transfers done. */
export class Memory {
  readonly #samples: { readonly transfers: number; readonly kB: number }[] = [];

  constructor(private readonly pid: number) {}

  sample(transfers: number): void {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    this.#samples.push({ transfers, kB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) });
  }

  /** kB per 1000 transfers by least squares, without the first third: heap and caches fill there. */
  slope(): number {
    const samples = this.#samples.slice(Math.floor(this.#samples.length / 3));
    const mean = (of: (sample: (typeof samples)[number]) => number) =>
      samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
    const x = mean(({ transfers }) => transfers);
    const y = mean(({ kB }) => kB);
    const covariance = mean(({ transfers, kB }) => (transfers - x) * (kB - y));
    const variance = mean(({ transfers }) => (transfers - x) ** 2);
    return variance === 0 ? 0 : (covariance / variance) * 1000;
  }
}
