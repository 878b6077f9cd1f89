/** Who makes a request. */
export interface Principal {
  /** Stable; separates the idempotency keys of one caller from another's. */
  readonly id: string;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by the guard on every route that is not public. */
    principal?: Principal;
  }
}
