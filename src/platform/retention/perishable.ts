import type { EntityManager } from 'typeorm';

/** What grows with every call or request, and is kept for a while only. */
export interface Perishable {
  /** For the log. */
  readonly name: string;
  /** Milliseconds; null: for ever. */
  readonly keptForMs: number | null;
  /**
   * Deletes some of the oldest that are older than `before`, within a transaction: few enough to take a millisecond or two
   * (somebody's call waits meanwhile), as it is asked again and again.
   * @param before epoch milliseconds
   * @returns how many rows are gone; 0 when none is left that is older
   */
  prune(manager: EntityManager, before: number): Promise<number>;
}
