import type { Lamp } from './lamp';

/**
 * Why a lamp could not be set:
 * - `lost`: there is no connection (any longer); `onReady` tells when there is one again.
 * - `unsupported`: whatever is there has no lamps.
 * - `refused`: this one was refused, or not answered in time.
 */
export class LampFailure extends Error {
  override readonly name = 'LampFailure';

  constructor(
    readonly kind: 'lost' | 'unsupported' | 'refused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Where the lamps of desk phones are fed from; a lamp is known by the extension of the agent whom it is of. */
export abstract class LampBoard {
  /** Told each time lamps can be set (again), once it is known whose phones are registered. */
  abstract onReady(listener: () => void): void;

  /**
   * Every lamp of ours that there is, with what it shows; null if that is nothing that we would have set.
   * @throws LampFailure
   */
  abstract look(): Promise<ReadonlyMap<string, Lamp | null>>;

  /** @throws LampFailure, `refused` if another store has a lamp of this extension */
  abstract set(extension: string, lamp: Lamp): Promise<void>;

  /** One that is not there, or is not ours, counts as removed. @throws LampFailure */
  abstract remove(extension: string): Promise<void>;
}
