/** Whether Asterisk can be reached now; a reason is one line for anybody, without addresses and accounts. */
export type PbxState =
  | { readonly status: 'connected' }
  | { readonly status: 'disconnected'; readonly code: PbxTrouble; readonly reason: string };

/** What keeps us from Asterisk; stable, for programs. */
export type PbxTrouble =
  | 'asterisk-unreachable'
  | 'asterisk-starting'
  | 'asterisk-refuses-credentials'
  | 'asterisk-too-old'
  | 'asterisk-not-found'
  | 'asterisk-lost'
  | 'asterisk-application-taken'
  | 'not-started';

/** The life of the connection to Asterisk, as `main.ts` and the readiness probe see it. */
export abstract class PbxConnection {
  /**
   * Resolves after the first attempt. Whether it succeeded shows in {@link state}: an Asterisk that cannot be reached, refuses
   * the credentials, or is older than 18 is tried again for ever, like one that was lost. A supervisor that started us again
   * could do no more.
   */
  abstract start(): Promise<void>;

  /** Lets go of Asterisk; calls go on there. Idempotent, never throws. */
  abstract stop(): Promise<void>;

  abstract get state(): PbxState;

  /**
   * Whether a server of another store is connected to our Asterisk; null if that cannot be told, as over HTTP only no server is seen.
   * @throws AriError
   */
  abstract isServerThere(identity: string): Promise<boolean | null>;

  /** The listener is told each time the connection has come or gone. */
  abstract onChange(listener: (state: PbxState) => void): void;
}
