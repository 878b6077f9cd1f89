import type { Permission, Role } from './roles';

/** The maker of a request. */
export interface Principal {
  /** Stable; separates the idempotency keys of one caller from another's. */
  readonly id: string;
  /** For the audit log: what the key is called. */
  readonly name: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /** Whose calls it reaches; set for the role agent. */
  readonly agentId?: string;
  /** From then on it is nobody's any longer; epoch milliseconds. */
  readonly expiresAt?: number;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by the guard on every route that is not public. */
    principal?: Principal;
  }
}
