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
