import type { Call, CallId, LegId } from '../../core/call/call';
import type { Accepted, CallEvent } from '../../core/call/inputs';
import { nameOf } from '../../core/call/names';
import type { Step } from '../../core/call/plan';
import type { CallSurroundings } from './call-surroundings';
import { LiveCall } from './live-call';
import { type Arrival, type PbxEvent, PbxFailure, type PbxListener, type Snapshot } from './pbx';
import type { Reception } from './reception';
import { clear } from './set-aside';

/** How often Asterisk is looked at while nothing seems wrong: repairs what a lost event left. */
const LOOK_EVERY_MS = 15_000;
/** Several calls asking for a look at once get the same one. */
const LOOK_DELAY_MS = 50;
/**
 * A look again for those who were reported on meanwhile comes after so many times what the last one took: with hundreds of
 * calls there is always one, and Asterisk would do nothing else but tell of all its channels.
 */
const REST_AFTER_LOOK = 10;
/** After a look that got no answer, or showed something that could not be removed. */
const LOOK_AGAIN_MS = 1_000;

/**
 * All live calls, and who gets which of Asterisk's reports. Calls know nothing of each other, and one that
 * hangs holds up nobody.
 */
export class Switchboard implements PbxListener {
  readonly #calls = new Map<CallId, LiveCall>();
  readonly #byLeg = new Map<LegId, LiveCall>();
  /** Channels that are in a call, or were put in the place of one of its legs, and are none of them. */
  readonly #intruders = new Map<string, LiveCall>();
  /** Calls that are over and not stored as they ended. */
  readonly #owing = new Set<LiveCall>();
  /** Calls whose facts cannot be read: what Asterisk has of them is led to an end. */
  readonly #setAside = new Set<CallId>();
  #cancelLook: (() => void) | null = null;
  #cancelSweep: () => void = () => undefined;
  /** Channels that called, while it is looked up whom; with what was reported of each meanwhile. */
  readonly #welcoming = new Map<string, PbxEvent[]>();
  /** Since when there are calls to be recovered, after a start or a loss; null when none are. */
  #recoveringSince: number | null = null;
  #stopped = false;

  constructor(
    private readonly around: Omit<CallSurroundings, 'onOver' | 'requestLook'>,
    private readonly reception: Pick<Reception, 'welcome' | 'notTaken'>,
  ) {}

  /** Takes over the calls that were live when the store was last written, and listens. */
  async start(): Promise<void> {
    const { calls, unreadable } = await this.around.store.live();
    for (const { id, why } of unreadable) this.#putAside(id, why);
    for (const facts of calls) this.#resume(facts);
    this.around.store.onWorking(() => {
      for (const call of [...this.calls, ...this.#owing]) call.catchUp();
    });
    this.around.pbx.listen(this);
    if (this.around.pbx.connected) this.onPbxUp();
  }

  /** One call that the core cannot go on with is set aside, and takes no other with it. */
  #resume(facts: Call): void {
    const call = this.#live(facts);
    this.#enrol(call);
    try {
      call.resume();
    } catch (error) {
      this.#dismiss(facts);
      this.#putAside(facts.id, error);
    }
  }

  #putAside(id: CallId, why: unknown): void {
    this.around.log.error({ id }, 'a stored call cannot be gone on with, and is set aside', why);
    this.#setAside.add(id);
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
    await Promise.all([...this.calls, ...this.#owing].map((call) => call.release()));
  }

  /** Of the store that new calls belong to. */
  get identity(): string {
    return this.around.identity;
  }

  get(id: CallId): LiveCall | undefined {
    return this.#calls.get(id);
  }

  /** A call as it is, if it goes on, or if its end is not stored yet. */
  known(id: CallId): Call | undefined {
    return this.get(id)?.facts ?? this.unsaved.find((call) => call.id === id);
  }

  /** Calls whose facts are ahead of what is stored. */
  get unsaved(): readonly Call[] {
    return [...this.#calls.values(), ...this.#owing]
      .filter(({ isAhead }) => isAhead)
      .map(({ facts }) => facts);
  }

  get calls(): readonly LiveCall[] {
    return [...this.#calls.values()];
  }

  /**
   * Stores a new call and sets it going; resolves when Asterisk has accepted its first steps.
   * @param since when it was asked for; epoch milliseconds
   * @throws StoreFailure if it cannot be stored
   */
  async begin(started: Accepted, since = this.around.clock.now()): Promise<LiveCall> {
    const call = this.#live(started.call);
    this.#enrol(call);
    try {
      await call.begin(started, 'demanded');
    } catch (error) {
      this.#dismiss(started.call);
      throw error;
    }
    call.awaitEffect('originate', since);
    await call.firstSteps();
    return call;
  }

  onPbxEvent(event: PbxEvent): void {
    if (event.type === 'arrived') {
      void this.#welcome(event.arrival);
      return;
    }
    const call = this.#callOf(event);
    if (event.type === 'intruded') this.#evict(event, call);
    if (call) call.onPbxEvent(event);
    else if (event.type === 'in-app') this.#requestLook();
    // Into a bridge of a call that is over.
    else if (event.type === 'joined' && this.#callIdOf(event.bridge) !== null) this.#requestLook();
    else if ('channel' in event) this.#welcoming.get(event.channel)?.push(event);
    if (this.#setAside.size > 0) this.#seeToSetAside(event);
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
        case 'refused':
          this.around.log.info({ id: arrival.channel }, 'a phone dialled what it cannot have', {
            why: welcome.why,
          });
          return await this.#remove({
            type: 'hang-up',
            leg: arrival.channel,
            reason: 'unreachable',
            answer: welcome.answer,
          });
      }
    } catch (error) {
      this.around.log.error({ id: arrival.channel }, 'an arriving call could not be taken', error);
      this.reception.notTaken(arrival);
      await this.#remove({ type: 'last-resort', leg: arrival.channel, caller: null, context: null });
    } finally {
      // Not before the caller has gone: a look meanwhile would take them for a new call, which would then be cut off.
      this.#welcoming.delete(arrival.channel);
    }
  }

  async #take(arrival: Arrival, started: Accepted): Promise<void> {
    const call = this.#live(started.call);
    this.#enrol(call);
    call.onPbxEvent({ type: 'arrived', arrival });
    const begun = call.begin(started, 'came-in');
    // They may have hung up while it was looked up whom they have called: nobody is rung for them.
    for (const event of this.#welcoming.get(arrival.channel) ?? []) call.onPbxEvent(event);
    await begun;
  }

  #live(call: Call): LiveCall {
    const live: LiveCall = new LiveCall(call, {
      ...this.around,
      publish: (facts: Call, events: readonly CallEvent[]) => {
        this.#index(live);
        this.around.publish(facts, events);
      },
      onOver: (facts) => {
        this.#dismiss(facts);
        if (live.owes) this.#owing.add(live);
      },
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
    for (const [channel, { facts }] of this.#intruders)
      if (facts.id === call.id) this.#intruders.delete(channel);
  }

  /** Whose it is to deal with an event. */
  #callOf(event: Exclude<PbxEvent, { readonly type: 'arrived' }>): LiveCall | undefined {
    if (!('channel' in event)) return this.#callOfBridge(event.bridge);
    const { channel } = event;
    const call = this.#byLeg.get(channel) ?? this.#intruders.get(channel);
    if (call) {
      if (event.type === 'gone') this.#intruders.delete(channel);
      return call;
    }
    const entered =
      event.type === 'joined'
        ? this.#callOfBridge(event.bridge)
        : event.type === 'intruded'
          ? this.#byLeg.get(event.replaced)
          : undefined;
    if (entered) this.#intruders.set(channel, entered);
    return entered;
  }

  /** They need not be in a bridge, and so may be in nothing that a call observes. */
  #evict({ channel, endpoint }: PbxEvent & { readonly type: 'intruded' }, call: LiveCall | undefined): void {
    if (!call) this.around.intruded({ channel, endpoint, callId: null });
    void this.#remove({ type: 'hang-up', leg: channel, reason: 'call-over' });
  }

  #callOfBridge(bridge: string): LiveCall | undefined {
    const id = this.#callIdOf(bridge);
    return id === null ? undefined : this.#calls.get(id);
  }

  #requestLook(): void {
    if (this.#cancelLook || this.#stopped) return;
    this.#cancelLook = this.around.clock.after(LOOK_DELAY_MS, () => {
      void this.#look().finally(() => {
        this.#cancelLook = null;
      });
    });
  }

  #sweep(): void {
    this.#cancelSweep();
    this.#cancelSweep = this.around.clock.after(LOOK_EVERY_MS, () => {
      for (const call of this.#owing) if (!call.owes) this.#owing.delete(call);
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
      this.around.watch.looked('done', tookMs);
      this.#adopt(snapshot, unchanged);
      this.#dealWithOthers(snapshot, known, this.#clearSetAside(snapshot));
      this.#tellRecovered();
      // A call that nothing is known of since a start or a loss waits for it.
      const isUrgent = this.calls.some(({ seen }) => !seen);
      if (unchanged.length < asked.length)
        this.#lookAgainIn(isUrgent ? LOOK_DELAY_MS : Math.max(LOOK_DELAY_MS, REST_AFTER_LOOK * tookMs));
    } catch (error) {
      if (!(error instanceof PbxFailure)) throw error;
      this.around.watch.looked('failed', this.around.clock.now() - from);
      this.around.log.warn({ id: '-' }, 'Asterisk could not be looked at', { why: error.message });
      this.#lookAgainIn(LOOK_AGAIN_MS);
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
    const channelsOf = groupBy(
      snapshot.channels,
      ({ id, bridge }) => this.#byLeg.get(id) ?? (bridge === null ? undefined : this.#callOfBridge(bridge)),
    );
    const bridgesOf = groupBy(snapshot.bridges, (bridge) => this.#callOfBridge(bridge.id));
    const { startedAt } = snapshot;
    for (const call of calls) {
      const channels = channelsOf.get(call) ?? [];
      const bridges = bridgesOf.get(call) ?? [];
      try {
        call.adopt({ startedAt, channels, bridges });
      } catch (error) {
        this.around.log.error(call.facts, 'a call could not take in what Asterisk has of it', error);
      }
    }
  }

  /**
   * Callers who are not known, and orphans. What belonged to a call when the look was asked for, and does not any longer, is
   * shown as it was then: it may be in the dialplan's hands by now, and is left to the next look.
   */
  #dealWithOthers(snapshot: Snapshot, known: ReadonlySet<string>, left: ReadonlySet<string>): void {
    const hasJustEnded = (id: CallId | null) => id !== null && known.has(id) && !this.#calls.has(id);
    const isSeenTo = (id: string) =>
      this.#byLeg.has(id) || known.has(id) || left.has(id) || hasJustEnded(this.#callIdOf(id));
    for (const channel of snapshot.channels) {
      if (isSeenTo(channel.id)) continue;
      if (channel.arrival && channel.inApp) {
        if (!this.#isAnothers(channel.arrival.store)) {
          this.around.watch.repaired('caller');
          void this.#welcome(channel.arrival);
        }
      } else if (nameOf(channel.id) !== null) {
        if (!isInDialplan(channel))
          void this.#removeOurs(channel.id, { type: 'hang-up', leg: channel.id, reason: 'call-over' });
      } else if (this.#isIntruder(channel)) {
        const { id, endpoint = '' } = channel;
        this.around.watch.repaired('intruder');
        this.#evict({ type: 'intruded', channel: id, endpoint, replaced: '' }, undefined);
      }
    }
    for (const bridge of snapshot.bridges) {
      const id = this.#callIdOf(bridge.id);
      if (id !== null && !this.#calls.has(id) && !this.#setAside.has(id) && !hasJustEnded(id))
        void this.#removeOurs(bridge.id, { type: 'destroy-bridge', bridge: bridge.id });
    }
  }

  /**
   * Nobody's, in our hands, and of a phone or trunk that has not called us; or in a bridge of ours of which no live call takes
   * care. What somebody else's program has given to our application is theirs.
   */
  #isIntruder({ bridge, inApp, endpoint = '' }: Snapshot['channels'][number]): boolean {
    return bridge === null
      ? inApp && endpoint !== ''
      : this.#callIdOf(bridge) !== null && this.#callOfBridge(bridge) === undefined;
  }

  /** Whoever was left alone in a call that is set aside is not to be alone until the next look. */
  #seeToSetAside(event: Exclude<PbxEvent, { readonly type: 'arrived' }>): void {
    const isOfThem = 'bridge' in event && this.#setAside.has(this.#callIdOf(event.bridge) ?? '');
    const isStranger = 'channel' in event && !this.#byLeg.has(event.channel);
    if (isOfThem || (isStranger && ['gone', 'left-app', 'parted'].includes(event.type))) this.#requestLook();
  }

  /** @returns channels that are seen to */
  #clearSetAside(snapshot: Snapshot): ReadonlySet<string> {
    const { steps, left, over } = clear(this.#setAside, snapshot, (id) => this.#callIdOf(id));
    for (const step of steps) void this.#remove(step);
    for (const id of over) {
      this.#setAside.delete(id);
      this.around.store.endUnreadable(id, this.around.clock.now()).catch((error: unknown) => {
        this.around.log.error({ id }, 'the end of a call that cannot be read could not be stored', error);
      });
    }
    return left;
  }

  /** The call that a channel or bridge belongs to, by its name; null if that is another store's, or no Baton's. */
  #callIdOf(id: string): CallId | null {
    const name = nameOf(id);
    return name === null || this.#isAnothers(name.store) ? null : name.id;
  }

  #isAnothers(store: string | undefined): boolean {
    return store !== undefined && store !== this.around.identity;
  }

  /** An orphan, if it is ours. A name of an earlier version does not tell whose it is: then the call must be one of ours. */
  async #removeOurs(id: string, step: Step): Promise<void> {
    const name = nameOf(id);
    if (name === null || this.#isAnothers(name.store)) return;
    if (name.store === undefined && !(await this.#hasHeld(name.id))) return;
    this.around.watch.repaired(step.type === 'destroy-bridge' ? 'bridge' : 'channel');
    await this.#remove(step);
  }

  /** Whether our store knows of a call. What cannot be told now is told at a later look. */
  async #hasHeld(id: CallId): Promise<boolean> {
    try {
      return (await this.around.store.find(id)) !== null;
    } catch (error) {
      this.around.log.warn({ id }, 'it could not be told whose call this was', { why: String(error) });
      return false;
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
      this.#lookAgainIn(LOOK_AGAIN_MS);
    }
  }
}

/** Dialled by us and handed on since, for instance to voicemail: its life is the dialplan's now. */
function isInDialplan({ inApp, state }: Snapshot['channels'][number]): boolean {
  return !inApp && state !== 'down';
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
