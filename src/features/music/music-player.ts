/** The Asterisk that plays the music. */
export abstract class MusicPlayer {
  /**
   * Has Asterisk read its music classes anew; callers who wait go on hearing what they hear. Never throws: what cannot be
   * done now is done as soon as Asterisk can be reached.
   */
  abstract reload(): Promise<void>;
}
