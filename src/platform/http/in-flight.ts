import type { Server } from 'node:http';

/** Counts the requests that are being served. */
export class InFlight {
  #count = 0;
  #onNone: () => void = () => undefined;

  constructor(http: Server) {
    http.on('request', (_request, response) => {
      this.#count += 1;
      response.once('close', () => {
        this.#count -= 1;
        if (this.#count === 0) this.#onNone();
      });
    });
  }

  /** Resolves when none is left, at the latest after `withinMs`. */
  none(withinMs: number): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(resolve, withinMs);
      this.#onNone = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }
}
