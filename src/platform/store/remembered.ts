/**
 * What was read from the store, kept until something is written: whom to ring is looked up while people wait for it.
 * A reading that is under way when something is written is not kept, so nobody is given what was true before.
 */
export class Remembered<Value> {
  readonly #readings = new Map<string, Promise<Value | undefined>>();

  /** @param read is asked once, and again after {@link forget} or when it found nothing or failed */
  async get(key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const known = this.#readings.get(key);
    if (known) return known;
    const reading = read();
    this.#readings.set(key, reading);
    let found = false;
    try {
      const value = await reading;
      found = value !== undefined;
      return value;
    } finally {
      // Else whoever asks for what does not exist could fill the memory.
      if (!found && this.#readings.get(key) === reading) this.#readings.delete(key);
    }
  }

  /** Call when what was written is committed. */
  forget(): void {
    this.#readings.clear();
  }
}
