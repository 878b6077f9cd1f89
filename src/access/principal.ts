/**
 * What a key may do. `numbers:real`: sees phone numbers whole, not only their last two digits. `commands`: may do more than
 * read.
 */
export type Permission = 'numbers:real' | 'commands';

/** Who makes a request. */
export interface Principal {
  /** Stable; separates the idempotency keys of one caller from another's. */
  readonly id: string;
  readonly permissions: ReadonlySet<Permission>;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by the guard on every route that is not public. */
    principal?: Principal;
  }
}
