import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../support/phones/call';
import { give, liveCall, persist, untilEnded } from './act';
import type { Name } from './cast';
import { describePoint, type Fault, type Outcome, type Point } from './fault';
import { type Flow, openingScene, type Stage } from './flow';
import { isInCall, longestWithout, type Part, type Scene, untilExperiences } from './part';
import { reportOf } from './report';
import type { Site } from './site';
import type { StepRequest } from './step-wire';

/** The server is back after some 1.5 s and Asterisk looked at; the rest is for a busy machine. */
const SETTLE_MS = 10_000;
/**
 * Two who talk with each other go on talking whatever happens to Baton; a bridge that changes its kind takes some 40 ms.
 * Two who are on their way from one bridge to another, one after the other, are apart for as long as nobody leads them:
 * that can happen to a transferor and their target, never to the contact.
 */
const GAP_MS = 1_000;
/** Beyond the outage, for the contact only: whoever should talk to them or play to them. */
const SILENCE_MS = 3_000;
/** A server that is back has looked at Asterisk and done what it makes of it. */
const LOOKED_AT_MS = 700;
const PRESS_AGAIN_MS = 3_000;

interface Holding {
  readonly part: Part;
  readonly call: Call | undefined;
}

/** Plays one flow with one fault in it, and finds out what everybody heard meanwhile. */
export class PointRun {
  #callId = '';
  #title = 'the beginning';
  #step = '';
  #sprung: StepRequest | undefined;
  #outageFrom: number | undefined;
  #outageMs = 0;
  #backAt: number | undefined;
  /** The recovery after which it was listened again. */
  #heardSince: number | undefined;
  /** The contact's call, while they are to be in it, and since when they have been in conversation. */
  #contact: { readonly call: Call; readonly since: number } | undefined;
  /** The contact's newest call, for the report. */
  #contactCall: Call | undefined;
  #recovering: Promise<void> = Promise.resolve();

  constructor(
    private readonly site: Site,
    private readonly flow: Flow,
    private readonly point: Point,
  ) {}

  /** Never rejects because of what is tested. */
  async run(): Promise<Outcome> {
    await this.site.untilWell();
    const began = performance.now();
    const outcome = (result: Outcome['result'], report?: string): Outcome => ({
      point: this.point,
      result,
      step: this.#step,
      requests: [...this.site.wire.requests],
      tookMs: performance.now() - began,
      outageMs: this.#outageMs,
      ...(report === undefined ? {} : { report }),
    });
    try {
      await this.#play();
      const { fault } = this.point;
      return outcome(fault.type === 'kill' && !this.#sprung ? 'not-reached' : 'recovered');
    } catch (error) {
      this.site.wire.count();
      this.site.wire.mend();
      const lost = this.#contactLost();
      const report = await this.#report(error);
      return outcome(
        lost === undefined ? 'failed' : 'lost',
        lost === undefined ? report : `${lost}\n${report}`,
      );
    }
  }

  async #play(): Promise<void> {
    const { site, flow } = this;
    const { fault } = this.point;
    if (flow.begins === 'contact and anna talk') await this.#converse();
    site.wire.count(
      fault.type === 'kill'
        ? { n: fault.n, request: fault.request, spring: (r) => this.#spring(r) }
        : undefined,
    );
    let scene = openingScene(flow);
    for (const [index, stage] of flow.stages.entries()) {
      this.#title = stage.title;
      await this.#playStage(stage, scene, appliesTo(fault, index) ? fault : { type: 'none' });
      scene = stage.then;
      if (fault.type === 'asterisk' && fault.stage === index) return await this.#outliveAsterisk();
    }
    this.#title = 'the end';
    await this.#recovering;
    await this.#patiently(() => site.world.untilNothingIsLeft());
    if (this.#callId !== '') await untilEnded(site, this.#callId, SETTLE_MS);
  }

  /** Its calls are over and say why; the server finds the next one and works with it. */
  async #outliveAsterisk(): Promise<void> {
    const { site } = this;
    this.#step = 'Asterisk killed';
    this.#contact = undefined;
    this.#outageFrom = performance.now();
    await site.restartAsterisk();
    await this.#untilReady();
    const { endReason } = await untilEnded(site, this.#callId, SETTLE_MS);
    if (endReason !== 'asterisk-restarted') throw new Error(`the call ended with ${String(endReason)}`);
    await site.cast.takePhones();
    await this.#converse();
    await site.cast.phone('contact').hangUp();
    await untilEnded(site, this.#callId, SETTLE_MS);
    await site.world.untilNothingIsLeft();
  }

  async #converse(): Promise<void> {
    const { cast } = this.site;
    await cast.phone('contact').call(cast.lineNumber);
    await untilExperiences(cast.phone('anna'), 'rings', SETTLE_MS);
    await cast.ringing('anna').answer();
    await this.#experience({ contact: ['anna'], anna: ['contact'] });
    this.#contact = { call: cast.phone('contact').current, since: performance.now() };
    this.#callId = (await liveCall(this.site, SETTLE_MS)).id;
  }

  async #playStage(stage: Stage, before: Scene, fault: Fault): Promise<void> {
    const since = performance.now();
    const held = this.#holdings(before);
    this.#contactCall = held.get('contact')?.call ?? this.#contactCall;
    if (stage.then['contact'] === undefined) this.#contact = undefined;
    await this.#act(stage, fault);
    this.#contactCall = this.site.cast.phone('contact').calls.at(-1) ?? this.#contactCall;
    const ms = fault.type === 'cut' ? fault.ms : 0;
    await this.#settle(stage, SETTLE_MS + ms);
    await this.#isStillSo(stage.then);
    this.#hearThrough(stage, held, since);
    if (this.#callId === '') this.#callId = (await liveCall(this.site, SETTLE_MS)).id;
    if (this.#contact === undefined && Array.isArray(stage.then['contact'])) {
      this.#contact = { call: this.site.cast.phone('contact').current, since };
    }
  }

  async #act(stage: Stage, fault: Fault): Promise<void> {
    const { site } = this;
    if (fault.type === 'kill-idle') {
      this.#step = stage.title;
      this.#die();
      await site.untilBatonIsGone();
      await this.#perform(stage, SETTLE_MS);
      this.#comeBack();
      await this.#recovering;
      return;
    }
    if (fault.type === 'cut') {
      this.#step = stage.title;
      site.wire.cut();
      this.#outageFrom = performance.now();
      this.#recovering = pause(fault.ms).then(() => this.#mend());
      await this.#perform(stage, SETTLE_MS + fault.ms);
      return;
    }
    await this.#perform(stage, SETTLE_MS);
  }

  async #perform({ act }: Stage, withinMs: number): Promise<void> {
    switch (act.by) {
      case 'api':
        return await give(this.site, this.#callId, act, withinMs);
      case 'phone':
        await act.does(this.site.cast);
        return;
      case 'time':
        return;
    }
  }

  /** Whoever is asked again presses again. */
  async #settle({ act, then }: Stage, withinMs: number): Promise<void> {
    if (act.by !== 'phone' || act.repeats !== true) return await this.#experience(then, withinMs);
    const until = performance.now() + withinMs;
    for (;;) {
      try {
        return await this.#experience(then, PRESS_AGAIN_MS);
      } catch (error) {
        if (performance.now() > until) throw error;
        await act.does(this.site.cast);
      }
    }
  }

  async #experience(scene: Scene, withinMs = SETTLE_MS): Promise<void> {
    const { people } = this.site.cast;
    await this.#patiently(async () => {
      await Promise.all(
        people.map(([name, phone]) => untilExperiences(phone, scene[name] ?? 'free', withinMs)),
      );
    });
  }

  /** A server that comes back late does not shorten the time in which everything must be as it should. */
  async #patiently(check: () => Promise<void>): Promise<void> {
    const began = performance.now();
    try {
      await check();
    } catch (error) {
      await this.#recovering;
      if (this.#backAt === undefined || this.#backAt < began) throw error;
      await check();
    }
  }

  /** What was so while nobody led the calls must be so when somebody does again, and has had the time to spoil it. */
  async #isStillSo(scene: Scene): Promise<void> {
    if (this.#backAt !== undefined && this.#heardSince === this.#backAt) return;
    if (this.#outageFrom === undefined) return;
    await this.#recovering;
    this.#heardSince = this.#backAt;
    await pause(LOOKED_AT_MS);
    await this.#experience(scene);
  }

  #spring(request: StepRequest): void {
    this.#sprung = request;
    this.#step = `${request.method} ${request.uri.replace(/baton-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'baton-…')}`;
    this.#die();
    this.#comeBack();
  }

  #die(): void {
    this.#outageFrom = performance.now();
    this.site.killBaton();
  }

  #comeBack(): void {
    this.#recovering = this.site.startBaton().then(() => this.#isBack());
    // Awaited where it matters; a failure to start must not be a rejection that nobody handles.
    this.#recovering.catch(() => undefined);
  }

  async #mend(): Promise<void> {
    this.site.wire.mend();
    await this.#untilReady();
  }

  async #untilReady(): Promise<void> {
    const { site } = this;
    const until = performance.now() + SETTLE_MS;
    while ((await persist(site, until, () => site.world.baton.api('GET', '/readyz'))).status !== 200) {
      if (performance.now() > until) throw new Error('the server did not find Asterisk again');
      await pause(50);
    }
    this.#isBack();
  }

  #isBack(): void {
    this.#backAt = performance.now();
    this.#outageMs = this.#backAt - (this.#outageFrom ?? this.#backAt);
  }

  #holdings(before: Scene): ReadonlyMap<Name, Holding> {
    return new Map(
      this.site.cast.people.map(([name, phone]) => [
        name,
        { part: before[name] ?? 'free', call: phone.calls.at(-1) },
      ]),
    );
  }

  /** Whoever was in the call and is to stay in it was never out of it, and heard throughout whom they go on hearing. */
  #hearThrough(stage: Stage, held: ReadonlyMap<Name, Holding>, since: number): void {
    const lost = this.#contactLost();
    if (lost !== undefined) throw new Error(lost);
    for (const [name, { part, call }] of held) {
      const then = stage.then[name] ?? 'free';
      const actsItself = stage.act.by === 'phone' && stage.act.who === name;
      if (actsItself || call === undefined || then === 'free') continue;
      if (call.state === 'ended' && (isInCall(part) || then === 'rings')) {
        throw new Error(`${name}'s call was ended`);
      }
      if (typeof part === 'string' || typeof then === 'string') continue;
      for (const other of part.filter((heard) => then.includes(heard))) {
        const { toneHz } = this.site.cast.phone(other as Name);
        const gap = longestWithout(call, toneHz, since, performance.now());
        const isContact = name === 'contact' || other === 'contact';
        if (gap > GAP_MS + (isContact ? 0 : this.#outageMs))
          throw new Error(`${name} did not hear ${other} for ${Math.round(gap)} ms`);
      }
    }
  }

  /** Why, if the contact is lost: their call ended, or nothing was there for them, and nobody had hung up. */
  #contactLost(): string | undefined {
    if (this.#contact === undefined) return undefined;
    const { call, since } = this.#contact;
    if (call.state === 'ended') return "the contact's call was ended";
    const silence = call.audio.longestSilence({ since });
    if (silence <= SILENCE_MS + this.#outageMs) return undefined;
    return `the contact heard nothing for ${Math.round(silence)} ms`;
  }

  #report(error: unknown): Promise<string> {
    return reportOf(this.site, {
      title: `${describePoint(this.point)} (${this.#step}), in the stage "${this.#title}"`,
      error,
      callId: this.#callId,
      contact: this.#contactCall,
      recovering: this.#recovering,
    });
  }
}

function appliesTo(fault: Fault, stage: number): boolean {
  return (fault.type === 'kill-idle' || fault.type === 'cut') && fault.stage === stage;
}
