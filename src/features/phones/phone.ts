import type { PhoneKind } from './phone-provisioner';

/** A phone as the rest of Baton sees it; `user` is also the name of its endpoint in Asterisk. */
export interface Phone {
  readonly user: string;
  readonly agentId: string;
  readonly kind: PhoneKind;
}

/** A phone with the password that is told only once. */
export interface PhoneWithPassword extends Phone {
  readonly password: string;
}

/** A phone that was just given out. */
export interface NewPhone extends PhoneWithPassword {
  /** Users of phones that it has replaced, and that Asterisk could not be had to forget: their passwords may still be good. */
  readonly notRevoked: readonly string[];
}

/** A phone that is gone here, and that Asterisk could not be had to forget yet. */
export interface OwedRevocation {
  readonly user: string;
  /** The code of what was in the way. */
  readonly failed: string;
}
