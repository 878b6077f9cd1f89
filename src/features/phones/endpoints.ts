/** Which SIP endpoints have a phone registered. */
export abstract class PbxEndpoints {
  abstract isOnline(endpoint: string): boolean;
  /**
   * Whether Asterisk has such an endpoint, online or not.
   * @throws Refused `asterisk-unavailable`
   */
  abstract exists(endpoint: string): Promise<boolean>;
  /** Resolves when it is known for the first time who is online: until then everybody looks offline. */
  abstract known(): Promise<void>;
  abstract onChange(listener: (endpoint: string) => void): void;
  /** Told after each start and each loss of the connection, when it is known again who is online. */
  abstract onKnown(listener: () => void): void;
}
