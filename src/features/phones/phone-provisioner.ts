/** `sip`: a desk phone or soft phone over UDP, TCP or a plain WebSocket. `web`: a browser (WebRTC). */
export type PhoneKind = 'sip' | 'web';

/** What Asterisk must know of a phone. */
export interface ProvisionedPhone {
  /** SIP user and name of the endpoint: letters, digits and `-`. */
  readonly user: string;
  readonly password: string;
  readonly kind: PhoneKind;
}

/** Gives phones to Asterisk, and takes them away. */
export abstract class PhoneProvisioner {
  /**
   * Whose phone, or whatever else has such an endpoint: our store's, another's, or it does not tell.
   * @throws as {@link put}
   */
  abstract ownerOf(user: string): Promise<'nobody' | 'us' | 'another' | 'unknown'>;

  /**
   * Makes the phone known, or changes its password and kind. Whatever was registered as it is so no longer; a call that it is
   * in goes on. Safe to repeat.
   * @throws Refused `asterisk-unavailable` if it cannot be reached, `asterisk-refused` if it refuses
   */
  abstract put(phone: ProvisionedPhone): Promise<void>;

  /**
   * Forgets the phone and what is registered as it; one that is not there, or is another store's, counts as removed.
   * @throws as {@link put}.
   */
  abstract remove(user: string): Promise<void>;

  /**
   * Takes away addresses that are written into the phone's objects, as an older Baton did with whoever was registered when the
   * password was changed. The phone has to register again then.
   * @returns what was taken away: SIP URIs
   * @throws as {@link put}
   */
  abstract heal(phone: Omit<ProvisionedPhone, 'password'>): Promise<readonly string[]>;

  /** Calls back whenever Asterisk is there (again), at once if it is there now. */
  abstract onConnected(listener: () => void): void;
}
