import type { Trunk } from './trunk';

/** Gives trunks to Asterisk, and takes them away. Each method throws Refused 503 if Asterisk cannot be reached, 502 if it refuses. */
export abstract class TrunkProvisioner {
  /** Whether Asterisk has an endpoint of this name that is not our store's: an operator's own, or another store's. */
  abstract hasForeignEndpoint(name: string): Promise<boolean>;

  /**
   * Makes the trunk known, or changes what differs; calls that are on it go on. If it fails, what was there before is put
   * back, but for the password.
   * @param before as it was last put; null for a new one
   * @param password absent: the one that Asterisk has stays
   * @throws Refused `trunk-name-taken` if another store has an endpoint of that name; `unknown-host` if Asterisk cannot look up a host name
   */
  abstract put(trunk: Trunk, before: Trunk | null, password?: string): Promise<void>;

  /** Forgets the trunk and its password; one that is not there, or is another store's, counts as removed. */
  abstract remove(trunk: Trunk): Promise<void>;

  /** Writes again what Asterisk has lost. Its password nobody else knows. */
  abstract restore(trunk: Trunk): Promise<'complete' | 'password-missing'>;

  /** Calls back whenever Asterisk is there (again), at once if it is there now. */
  abstract onConnected(listener: () => void): void;
}
