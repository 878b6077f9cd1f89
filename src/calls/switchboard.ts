import { type Call, type CallId, type LegId } from './domain/call';
import { type Accepted, type CallEvent } from './domain/inputs';
import { type CallSurroundings } from './call-surroundings';
import { LiveCall } from './live-call';
import { type Step } from './domain/plan';
import { type Reception } from './reception';
import { type Arrival, type PbxEvent, type PbxListener, PbxFailure, type Snapshot } from '../pbx/pbx';

/** How often Asterisk is looked at while nothing seems wrong: repairs what a lost event left. */
const lookEveryMs = 15_000;
/** Several calls asking for a look at once get the same one. */
const lookDelayMs = 50;
/**
 * A look again for those who were reported on meanwhile comes after so many times what the last one took: with hundreds of
 * calls there is always one, and Asterisk would do nothing else but tell of all its channels.
 */
const restAfterLook = 10;
/** After a look that got no answer, or showed something that could not be removed. */
const lookAgainMs = 1_000;

/**
 * All live calls, and who gets which of Asterisk's reports. Calls know nothing of each other, and one that
 * hangs holds up nobody.
 */
export class Switchboard implements PbxListener {
  readonly #calls = new Map<CallId, LiveCall>();
  readonly #byLeg = new Map<LegId, LiveCall>();
  #cancelLook: (() => void) | null = null;
  #cancelSweep: () => void = () => undefined;
  /** Channels that called, while it is looked up whom; with what was reported of each meanwhile. */
  readonly #welcoming = new Map<string, PbxEvent[]>();
  /** Since when there are calls to be recovered, after a start or a loss; null when none are. */
  #recoveringSince: number | null = null;
  #stopped = false;

  constructor(
    private readonly around: Omit<CallSurroundings, 'onOver' | 'requestLook'>,
    private readonly reception: Pick<Reception, 'welcome'>,
  ) {}

  /** Takes over the calls that were live when the store was last written, and listens. */
  async start(): Promise<void> {
    for (const facts of await this.around.store.live()) {
      const call = this.#live(facts);
      this.#enrol(call);
      call.resume();
    }
    this.around.pbx.listen(this);
    if (this.around.pbx.connected) this.onPbxUp();
  }

  /** Until nothing is being done for any call in Asterisk, and for so long at the most. */
  async quiet(withinMs: number): Promise<void> {
    const late = new Promise<void>((resolve) => this.around.clock.after(withinMs, resolve));
    await Promise.race([late, Promise.all(this.calls.map((call) => call.quiet()))]);
  }

  /** Lets go of all calls; resolves when what is known of each is stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    this.#cancelSweep();
    await Promise.all(this.calls.map((call) => call.release()));
  }

  get(id: CallId): LiveCall | undefined {
    return this.#calls.get(id);
  }

  get calls(): readonly LiveCall[] {
    return [...this.#calls.values()];
  }

  /** Stores a new call and sets it going; resolves when Asterisk has accepted its first steps. */
  async begin(started: Accepted): Promise<LiveCall> {
    const call = this.#live(started.call);
    this.#enrol(call);
    try {
      await call.begin(started);
    } catch (error) {
      this.#dismiss(started.call);
      throw error;
    }
    await call.firstSteps();
    return call;
  }

  onPbxEvent(event: PbxEvent): void {
    if (event.type === 'arrived') {
      void this.#welcome(event.arrival);
      return;
    }
    const call = 'channel' in event ? this.#byLeg.get(event.channel) : this.#callOfBridge(event.bridge);
    if (call) call.onPbxEvent(event);
    else if (event.type === 'in-app') this.#requestLook();
    else if ('channel' in event) this.#welcoming.get(event.channel)?.push(event);
  }

  onPbxUp(): void {
    this.#recoveringSince = this.around.clock.now();
    this.#requestLook();
    this.#sweep();
  }

  onPbxDown(): void {
    this.#cancelSweep();
    for (const call of this.#calls.values()) call.onPbxDown();
  }

  async #welcome(arrival: Arrival): Promise<void> {
    if (this.#byLeg.has(arrival.channel) || this.#welcoming.has(arrival.channel)) return;
    this.#welcoming.set(arrival.channel, []);
    try {
      const welcome = await this.reception.welcome(arrival, this.around.clock.now());
      switch (welcome.type) {
        case 'call':
          return await this.#take(arrival, welcome.started);
        case 'last-resort':
          return await this.#remove({
            type: 'last-resort',
            leg: arrival.channel,
            caller: null,
            context: null,
          });
        case 'refused':
          this.around.log.info({ id: arrival.channel }, 'a phone dialled what it cannot have', {
            why: welcome.why,
          });
          return await this.#remove({ type: 'hang-up', leg: arrival.channel, reason: 'unreachable' });
      }
    } catch (error) {
      this.around.log.error({ id: arrival.channel }, 'an arriving call could not be taken', error);
      await this.#remove({ type: 'last-resort', leg: arrival.channel, caller: null, context: null });
    } finally {
      // Not before he has gone: a look meanwhile would take him for a new call, which would then be cut off.
      this.#welcoming.delete(arrival.channel);
    }
  }

  async #take(arrival: Arrival, started: Accepted): Promise<void> {
    const call = this.#live(started.call);
    this.#enrol(call);
    call.onPbxEvent({ type: 'arrived', arrival });
    const begun = call.begin(started);
    // He may have hung up while it was looked up whom he has called: nobody is rung for him.
    for (const event of this.#welcoming.get(arrival.channel) ?? []) call.onPbxEvent(event);
    try {
      await begun;
    } catch (error) {
      this.#dismiss(started.call);
      throw error;
    }
  }

  #live(call: Call): LiveCall {
    const live: LiveCall = new LiveCall(call, {
      ...this.around,
      publish: (facts: Call, events: readonly CallEvent[]) => {
        this.#index(live);
        this.around.publish(facts, events);
      },
      onOver: (facts) => this.#dismiss(facts),
      requestLook: () => this.#requestLook(),
    });
    return live;
  }

  #enrol(call: LiveCall): void {
    this.#calls.set(call.facts.id, call);
    this.#index(call);
  }

  #index(call: LiveCall): void {
    for (const l of call.facts.legs) this.#byLeg.set(l.id, call);
  }

  #dismiss(call: Call): void {
    this.#calls.delete(call.id);
    for (const l of call.legs) this.#byLeg.delete(l.id);
  }

  #callOfBridge(bridge: string): LiveCall | undefined {
    const id = callIdOf(bridge);
    return id === null ? undefined : this.#calls.get(id);
  }

  #requestLook(): void {
    if (this.#cancelLook || this.#stopped) return;
    this.#cancelLook = this.around.clock.after(lookDelayMs, () => {
      void this.#look().finally(() => {
        this.#cancelLook = null;
      });
    });
  }

  #sweep(): void {
    this.#cancelSweep();
    this.#cancelSweep = this.around.clock.after(lookEveryMs, () => {
      this.#requestLook();
      this.#sweep();
    });
  }

  /** Brings facts and Asterisk together: the ordinary case after a start, and the repair of anything missed. */
  async #look(): Promise<void> {
    if (!this.around.pbx.connected) return;
    const asked = this.calls.map((call) => ({ call, reports: call.reports }));
    const known = new Set([...this.#calls.keys(), ...this.#byLeg.keys(), ...this.#welcoming.keys()]);
    const from = this.around.clock.now();
    try {
      const snapshot = await this.around.pbx.look();
      // A call that was reported on meanwhile may be ahead of the snapshot: it gets the next one.
      const unchanged = asked.filter(({ call, reports }) => call.reports === reports).map(({ call }) => call);
      const tookMs = this.around.clock.now() - from;
      this.#adopt(snapshot, unchanged);
      this.#dealWithOthers(snapshot, known);
      this.#tellRecovered();
      // A call that nothing is known of since a start or a loss waits for it.
      const isUrgent = this.calls.some(({ seen }) => !seen);
      if (unchanged.length < asked.length)
        this.#lookAgainIn(isUrgent ? lookDelayMs : Math.max(lookDelayMs, restAfterLook * tookMs));
    } catch (error) {
      if (!(error instanceof PbxFailure)) throw error;
      this.around.log.warn({ id: '-' }, 'Asterisk could not be looked at', { why: error.message });
      this.#lookAgainIn(lookAgainMs);
    }
  }

  /** Once after each start and each loss: an operator wants to know when all calls are under control again. */
  #tellRecovered(): void {
    const since = this.#recoveringSince;
    const { calls } = this;
    if (since === null || !calls.every(({ seen }) => seen)) return;
    this.#recoveringSince = null;
    if (calls.length === 0) return;
    void Promise.all(calls.map((call) => call.settled())).then(() => {
      const details = { calls: calls.length, tookMs: this.around.clock.now() - since };
      this.around.log.info({ id: '-' }, 'live calls recovered', details);
      return this.#learnHolds(calls);
    });
  }

  /** One after another, behind all that people wait for: it changes nothing of what they hear. */
  async #learnHolds(calls: readonly LiveCall[]): Promise<void> {
    for (const call of calls) {
      // After a loss it is asked again.
      if (this.#stopped || !this.around.pbx.connected) return;
      try {
        await call.learnHolds();
      } catch (error) {
        if (!(error instanceof PbxFailure)) throw error;
        this.around.log.warn(call.facts, 'it could not be asked who is on hold', { why: error.message });
      }
    }
  }

  #lookAgainIn(ms: number): void {
    this.around.clock.after(ms, () => this.#requestLook());
  }

  #adopt(snapshot: Snapshot, calls: readonly LiveCall[]): void {
    const channelsOf = groupBy(snapshot.channels, (channel) => this.#byLeg.get(channel.id));
    const bridgesOf = groupBy(snapshot.bridges, (bridge) => this.#callOfBridge(bridge.id));
    for (const call of calls)
      call.adopt({
        startedAt: snapshot.startedAt,
        channels: channelsOf.get(call) ?? [],
        bridges: bridgesOf.get(call) ?? [],
      });
  }

  /**
   * Callers who are not known, and orphans. What belonged to a call when the look was asked for, and does not any longer, is
   * shown as it was then: it may be in the dialplan's hands by now, and is left to the next look.
   */
  #dealWithOthers(snapshot: Snapshot, known: ReadonlySet<string>): void {
    const hasJustEnded = (id: CallId | null) => id !== null && known.has(id) && !this.#calls.has(id);
    for (const channel of snapshot.channels) {
      if (this.#byLeg.has(channel.id) || known.has(channel.id) || hasJustEnded(callIdOf(channel.id)))
        continue;
      if (channel.arrival && channel.inApp) void this.#welcome(channel.arrival);
      else if (callIdOf(channel.id) !== null && !isInDialplan(channel))
        void this.#remove({ type: 'hang-up', leg: channel.id, reason: 'call-over' });
    }
    for (const bridge of snapshot.bridges) {
      const id = callIdOf(bridge.id);
      if (id !== null && !this.#calls.has(id) && !hasJustEnded(id))
        void this.#remove({ type: 'destroy-bridge', bridge: bridge.id });
    }
  }

  /** For what belongs to no call: an orphan, or a caller whom we cannot serve. */
  async #remove(step: Step): Promise<void> {
    try {
      await this.around.pbx.perform(step);
    } catch (error) {
      if (error instanceof PbxFailure && error.kind === 'no-such') return;
      this.around.log.warn({ id: '-' }, 'what belongs to no call could not be removed', {
        step: step.type,
        why: String(error),
      });
      this.#lookAgainIn(lookAgainMs);
    }
  }
}

/** Dialled by us and handed on since, for instance to voicemail: its life is the dialplan's now. */
function isInDialplan({ inApp, state }: Snapshot['channels'][number]): boolean {
  return !inApp && state !== 'down';
}

/** The call that a channel or bridge of ours belongs to, by its name; null if it is not ours. */
function callIdOf(id: string): CallId | null {
  return /^baton-(.+)-[a-z]*\d+$/.exec(id)?.[1] ?? null;
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
