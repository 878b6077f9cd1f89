import type { Step } from '../../../core/call/plan';
import { type Caller, Pbx, type PbxEvent, PbxFailure, type PbxListener, type Snapshot } from '../pbx';

/** An Asterisk that writes down what it is asked, and reports what the test tells it to. */
export class RecordingPbx extends Pbx {
  readonly steps: Step[] = [];
  readonly #listeners: PbxListener[] = [];
  isConnected = true;
  looks = 0;
  /** What it answers to a step; done if nothing is said. */
  answer: (step: Step) => Promise<void> = () => Promise.resolve();
  /** The one who calls. */
  caller: Caller = { name: 'Kim', number: '+4917155', withheld: false };
  /** Whose hold key is pressed. */
  readonly holding = new Set<string>();
  snapshot: Snapshot = { startedAt: 0, channels: [], bridges: [] };
  /** Until then a look is not answered; it shows what was there when it was asked for. */
  slowness: Promise<unknown> = Promise.resolve();

  override get connected(): boolean {
    return this.isConnected;
  }

  override listen(listener: PbxListener): void {
    this.#listeners.push(listener);
  }

  override identify(): Promise<Caller> {
    return Promise.resolve(this.caller);
  }

  override perform(step: Step): Promise<void> {
    this.steps.push(step);
    return this.answer(step);
  }

  override look(): Promise<Snapshot> {
    if (!this.isConnected) return fails('unknown');
    this.looks += 1;
    const { snapshot } = this;
    return this.slowness.then(() => snapshot);
  }

  override isOnHold(channel: string): Promise<boolean | null> {
    return Promise.resolve(this.holding.has(channel));
  }

  report(event: PbxEvent): void {
    for (const listener of this.#listeners) listener.onPbxEvent(event);
  }

  down(): void {
    this.isConnected = false;
    for (const listener of this.#listeners) listener.onPbxDown();
  }

  up(): void {
    this.isConnected = true;
    for (const listener of this.#listeners) listener.onPbxUp();
  }

  /** The steps of a kind, by what they are about. */
  asked(type: Step['type']): readonly string[] {
    return this.steps
      .filter((step) => step.type === type)
      .map((step) => ('leg' in step ? step.leg : step.bridge));
  }
}

export function fails(kind: PbxFailure['kind']): Promise<never> {
  return Promise.reject(new PbxFailure(kind, kind));
}
