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
   * Makes the phone known, or changes its password and kind. Safe to repeat.
   * @throws ApiError 503 if Asterisk cannot be reached, 502 if it refuses.
   */
  abstract put(phone: ProvisionedPhone): Promise<void>;

  /** Forgets the phone; one that is not there counts as removed. @throws as {@link put}. */
  abstract remove(user: string): Promise<void>;
}
