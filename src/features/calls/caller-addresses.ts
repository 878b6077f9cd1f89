/** Where the calls come from that reach us. */
export abstract class CallerAddresses {
  /**
   * The IP address that a channel's phone or carrier sends from. Undefined if it has gone, or is none that has an address;
   * never rejects.
   */
  abstract of(channel: string): Promise<string | undefined>;
}
