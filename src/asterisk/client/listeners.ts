import type { AriLogger } from './logger';

type Callback<T> = (value: T) => unknown;

/** A typed list of listeners, none of which can break the others or whoever emits. */
export class Listeners<Events extends object> {
  readonly #callbacks = new Map<keyof Events, Set<Callback<never>>>();
  #failures = 0;

  constructor(private readonly logger: AriLogger) {}

  /** how often a listener threw or rejected */
  get failures(): number {
    return this.#failures;
  }

  /** @returns a function that takes the listener off again */
  on<K extends keyof Events>(name: K, callback: Callback<Events[K]>): () => void {
    const callbacks = this.#callbacks.get(name) ?? new Set();
    this.#callbacks.set(name, callbacks);
    // a wrapper of its own, so that the same function added twice is called twice and taken off once
    const own: Callback<never> = (value) => callback(value);
    callbacks.add(own);
    return () => {
      callbacks.delete(own);
    };
  }

  emit<K extends keyof Events>(name: K, value: Events[K]): void {
    for (const callback of [...(this.#callbacks.get(name) ?? [])]) {
      try {
        const result = (callback as Callback<Events[K]>)(value);
        if (result !== undefined)
          Promise.resolve(result).catch((error: unknown) => this.#failed(name, error));
      } catch (error) {
        this.#failed(name, error);
      }
    }
  }

  #failed(name: keyof Events, error: unknown): void {
    this.#failures++;
    this.logger.error({ listener: String(name), err: error }, 'A listener for Asterisk failed');
  }
}
