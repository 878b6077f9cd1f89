import type { CallId, Identity, LegId } from '../../core/call/call';
import { type Observed, withChannel, withoutBridge } from '../../core/call/observed';
import { type Step, subject } from '../../core/call/plan';
import type { CallSurroundings } from './call-surroundings';
import type { StepResult } from './call-watch';
import { PbxFailure } from './pbx';
import { doubt, effect, hasEffect } from './step-effects';
import type { TimelineEntry } from './timeline';

/** What the runner needs of its call. */
interface Host {
  readonly observed: () => Observed;
  readonly change: (change: (observed: Observed) => Observed) => void;
  /** The leg cannot be made to ring. */
  readonly failed: (leg: LegId) => void;
  /** The leg's channel does not exist any longer. */
  readonly lost: (leg: LegId) => void;
  /** Plan again. */
  readonly again: () => void;
  readonly record: (entry: TimelineEntry) => void;
}

interface UnderWay {
  readonly step: Step;
  /** What was observed when it began. */
  readonly before: Observed;
  /** Accepted by Asterisk; its effect is awaited. */
  accepted: boolean;
  cancelWait: () => void;
}

/** How long an accepted step may take to show its effect before Asterisk is looked at. */
const EFFECT_WITHIN_MS = 1_500;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;
/**
 * A tone that begins right after company has left is ended by the last sound that is still on its way from there: Asterisk
 * lets any frame that is written to the channel stop it, and reports nothing. So it is set once more when that has passed.
 */
const TONE_AGAIN_AFTER_MS = 300;
/**
 * A party that somebody waits for is to ring first: what Asterisk is asked meanwhile makes that slower by a third (measured on two
 * cores), and nobody hears whether music begins 4 ms earlier.
 */
const HEAD_START_MS = 4;
/** Failures in a row after which a leg that cannot be made to ring counts as unreachable. */
const GIVE_UP_AFTER = 4;

/**
 * Runs the steps of one call, at most one per channel or bridge at a time, and keeps a step `under way` until
 * its effect was observed, so that the planner is not asked to do twice what is already happening.
 */
export class StepRunner {
  readonly #underWay = new Map<string, UnderWay>();
  readonly #failures = new Map<string, number>();
  readonly #pausing = new Map<string, () => void>();
  /** Tones that were set once more, by leg: since which move. */
  readonly #toneSetAgain = new Map<LegId, number>();
  readonly #goneChannels = new Set<LegId>();
  #headStartUntil = 0;
  readonly #requests = new Set<Promise<void>>();

  constructor(
    private readonly callId: CallId,
    private readonly around: Pick<CallSurroundings, 'pbx' | 'clock' | 'log' | 'watch' | 'requestLook'>,
    private readonly host: Host,
  ) {}

  get busy(): boolean {
    return this.#underWay.size > 0;
  }

  /** Nothing is under way, and nothing waits to be tried again. */
  get isIdle(): boolean {
    return !this.busy && this.#pausing.size === 0;
  }

  isUnderWay(key: string): boolean {
    return this.#underWay.has(key) || this.#pausing.has(key);
  }

  /** A channel is created once: after its end nothing more is done with it, whatever is still on its way. */
  channelGone(id: LegId): void {
    this.#goneChannels.add(id);
  }

  /** What a channel that is being made was made with; null if that is not known. */
  shownAtCreation(id: LegId): Identity | null {
    const step = this.#underWay.get(id)?.step;
    return step?.type === 'create-channel' ? step.shows : null;
  }

  isCreating(id: LegId): boolean {
    return this.#underWay.get(id)?.step.type === 'create-channel';
  }

  /** Starts those steps whose subject is free. */
  start(steps: readonly Step[]): void {
    this.#clearDone();
    for (const step of steps) {
      const key = subject(step);
      if (this.isUnderWay(key) || this.#isOver(step)) continue;
      if (this.#hasToWait(step)) continue;
      const before = this.host.observed();
      const underWay: UnderWay = { step, before, accepted: false, cancelWait: () => undefined };
      this.#underWay.set(key, underWay);
      const request = this.#run(key, underWay);
      this.#requests.add(request);
      void request.then(() => this.#requests.delete(request));
    }
  }

  /** A bridge is not taken away while somebody is on the way into it, nor entered while it is taken away. */
  #hasToWait(step: Step): boolean {
    if (step.type !== 'join' && step.type !== 'destroy-bridge') return false;
    const other = step.type === 'join' ? 'destroy-bridge' : 'join';
    for (const underWay of this.#underWay.values()) {
      if (underWay.step.type === other && underWay.step.bridge === step.bridge) return true;
    }
    return false;
  }

  /** Only hang up a channel that has gone: a slow request may bring it into being after its leg was given up. */
  #isOver(step: Step): boolean {
    return step.type !== 'hang-up' && 'leg' in step && this.#goneChannels.has(step.leg);
  }

  /** Resolves when all requests that are out now have been answered, well or badly. */
  async accepted(): Promise<void> {
    await Promise.all(this.#requests);
  }

  /** What was awaited is out of date: Asterisk was looked at. */
  forget(): void {
    for (const [key, underWay] of this.#underWay) {
      if (!underWay.accepted) continue;
      underWay.cancelWait();
      this.#underWay.delete(key);
    }
  }

  stop(): void {
    for (const underWay of this.#underWay.values()) underWay.cancelWait();
    for (const cancel of this.#pausing.values()) cancel();
  }

  async #run(key: string, underWay: UnderWay): Promise<void> {
    const { step, before } = underWay;
    const at = this.around.clock.now();
    const done = (result: StepResult, why?: string) => {
      const tookMs = this.around.clock.now() - at;
      this.around.watch.stepped(step.type, result, tookMs);
      this.host.record({ kind: 'step', at, step, tookMs, result, ...(why === undefined ? {} : { why }) });
    };
    try {
      const waitMs = this.#headStart(step);
      if (waitMs > 0) await this.#pass(waitMs);
      await this.around.pbx.perform(step);
      done('done');
    } catch (error) {
      const failure = error instanceof PbxFailure ? error : new PbxFailure('refused', String(error));
      done(failure.kind, failure.message);
      this.#underWay.delete(key);
      this.#failed(key, step, failure);
      return;
    }
    this.#failures.delete(key);
    underWay.accepted = true;
    underWay.cancelWait = this.around.clock.after(EFFECT_WITHIN_MS, () => {
      this.around.watch.hadNoEffect(step.type);
      this.around.log.warn({ id: this.callId }, 'a step had no effect in time', {
        step: step.type,
        subject: key,
      });
      this.#underWay.delete(key);
      this.around.requestLook();
    });
    this.host.change((observed) => effect(observed, step, before));
    if (step.type === 'ringback' && step.on) this.#setToneAgain(step.leg);
    this.host.again();
  }

  /** For how long a step leaves Asterisk to what rings. */
  #headStart({ type }: Step): number {
    const now = this.around.clock.now();
    if (type === 'create-channel') this.#headStartUntil = now + HEAD_START_MS;
    return type === 'create-bridge' ? this.#headStartUntil - now : 0;
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.around.clock.after(ms, resolve));
  }

  #setToneAgain(leg: LegId): void {
    const channel = this.host.observed().channels.get(leg);
    if (!channel || channel.bridge === null || this.#toneSetAgain.get(leg) === channel.moves) return;
    const { moves } = channel;
    this.#toneSetAgain.set(leg, moves);
    this.around.clock.after(TONE_AGAIN_AFTER_MS, () => {
      const now = this.host.observed().channels.get(leg);
      if (now?.ringback !== true || now.moves !== moves) return;
      this.host.change((observed) => withChannel(observed, leg, { ringback: null }));
      this.host.again();
    });
  }

  #clearDone(): void {
    const observed = this.host.observed();
    for (const [key, underWay] of this.#underWay) {
      const { step, before, accepted } = underWay;
      if (!accepted || !(this.#isOver(step) || hasEffect(observed, step, before))) continue;
      underWay.cancelWait();
      this.#underWay.delete(key);
    }
  }

  #failed(key: string, step: Step, failure: PbxFailure): void {
    if (failure.kind === 'no-such') {
      this.#subjectGone(step);
      return;
    }
    const count = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, count);
    const details = { step: step.type, subject: key, kind: failure.kind, why: failure.message, count };
    this.around.log.warn({ id: this.callId }, 'a step failed', details);
    const rings = step.type === 'create-channel' || step.type === 'dial';
    if (rings && (failure.kind === 'refused' || count >= GIVE_UP_AFTER)) {
      this.host.failed(step.leg);
      // It may be wanted gone by now, which had to wait for this step.
      this.host.again();
      return;
    }
    this.around.requestLook();
    const pause = Math.min(FIRST_RETRY_MS * 2 ** (count - 1), LONGEST_RETRY_MS);
    const cancel = this.around.clock.after(pause, () => {
      this.#pausing.delete(key);
      this.host.again();
    });
    this.#pausing.set(key, cancel);
    if (failure.kind === 'unknown') this.host.change((observed) => doubt(observed, step));
  }

  /** 404 is an answer: what the step is about does not exist. */
  #subjectGone(step: Step): void {
    switch (step.type) {
      case 'create-bridge':
      case 'destroy-bridge':
        this.host.change((observed) => withoutBridge(observed, step.bridge));
        break;
      case 'join':
      case 'part':
        // Bridge or channel: a look tells which.
        this.around.requestLook();
        return;
      case 'create-channel':
        this.host.failed(step.leg);
        return;
      case 'dial':
      case 'answer':
      case 'ringback':
      case 'prompt':
      case 'end-prompt':
      case 'show':
      case 'hang-up':
      case 'last-resort':
        this.host.lost(step.leg);
        break;
    }
    this.host.again();
  }
}
