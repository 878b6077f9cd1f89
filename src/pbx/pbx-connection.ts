/** Whether Asterisk can be reached now; a reason is one line for an operator. */
export type PbxState =
  { readonly status: 'connected' } | { readonly status: 'disconnected'; readonly reason: string };

/** The life of the connection to Asterisk, as `main.ts` and the readiness probe see it. */
export abstract class PbxConnection {
  /**
   * Resolves once commands can be given and events arrive.
   * @throws StartupError if Asterisk cannot be reached, refuses the credentials, or is older than 18. After a first
   * success a lost connection is regained for ever, and shows only in {@link state}.
   */
  abstract start(): Promise<void>;

  /** Lets go of Asterisk; calls go on there. Idempotent, never throws. */
  abstract stop(): Promise<void>;

  abstract get state(): PbxState;

  /** The listener is told each time the connection has come or gone. */
  abstract onChange(listener: (state: PbxState) => void): void;
}
