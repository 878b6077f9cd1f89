import { setImmediate as soon } from 'node:timers/promises';
import type { Lamp } from '../lamp';
import { LampBoard, type LampFailure } from '../lamp-board';

/** A board that keeps what it is told, and fails as a test says. */
export class RecordingBoard extends LampBoard {
  readonly shown = new Map<string, Lamp | null>();
  /** What was written, in order, as `202 ringing` or `202 removed`. */
  readonly writes: string[] = [];
  looks = 0;
  mostAtOnce = 0;
  failure: LampFailure | undefined;
  #underWay = 0;
  readonly #listeners: (() => void)[] = [];
  #onWritten: () => void = () => undefined;

  override onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  ready(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Resolves when it shows this, or with what it shows instead after `withinMs`. */
  async untilShown(
    expected: Readonly<Record<string, Lamp>>,
    withinMs: number,
  ): Promise<Record<string, Lamp | null>> {
    const shown = () => Object.fromEntries([...this.shown].sort());
    const isShown = () => JSON.stringify(shown()) === JSON.stringify(expected);
    if (isShown()) return shown();
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, withinMs);
      this.#onWritten = () => {
        if (!isShown()) return;
        clearTimeout(late);
        resolve();
      };
    });
    return shown();
  }

  override async look(): Promise<ReadonlyMap<string, Lamp | null>> {
    this.looks += 1;
    const shown = new Map(this.shown);
    // What is found is a while old when it arrives.
    for (let turn = 0; turn < 3; turn += 1) await soon();
    if (this.failure) throw this.failure;
    return shown;
  }

  override async set(extension: string, lamp: Lamp): Promise<void> {
    await this.#write(`${extension} ${lamp}`);
    this.shown.set(extension, lamp);
    this.#onWritten();
  }

  override async remove(extension: string): Promise<void> {
    await this.#write(`${extension} removed`);
    this.shown.delete(extension);
    this.#onWritten();
  }

  async #write(what: string): Promise<void> {
    this.writes.push(what);
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    await soon();
    this.#underWay -= 1;
    if (this.failure) throw this.failure;
  }
}
