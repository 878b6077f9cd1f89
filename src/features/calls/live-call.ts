import { type Call, hasAnswered, isForLastResort, leg, type LegId } from '../../core/call/call';
import { decide, nextDeadline } from '../../core/call/decide';
import type { Accepted, Actor, Command, Decision, Input, LegEnding } from '../../core/call/inputs';
import {
  nothingObserved,
  type Observed,
  type ObservedChannel,
  withChannel,
  withoutChannel,
} from '../../core/call/observed';
import { plan, type Step } from '../../core/call/plan';
import { topology } from '../../core/call/topology';
import { OneByOne } from '../../platform/in-turn/one-by-one';
import { changesOf } from './call-changes';
import { CallJournal } from './call-journal';
import type { CallSurroundings } from './call-surroundings';
import type { CommandName, Repair } from './call-watch';
import { CommandEffects } from './command-effects';
import { after, inputOf, seenIn } from './observing';
import type { PbxEvent, Snapshot } from './pbx';
import { RuleCheck } from './rule-check';
import { SoundWatch } from './sound-watch';
import { StepRunner } from './step-runner';
import { StopSearch } from './stop-search';

/** How long after a channel is known to be gone it may be told why. */
const REASON_WITHIN_MS = 100;

/**
 * One call while it lives: its mailbox, what was observed of it, and the loop that brings the two together.
 * Inputs are decided one after another, each stored before its steps run; steps run beside them, so that a
 * slow step never delays the next decision, nor another call.
 */
export class LiveCall {
  #facts: Call;
  #observed: Observed = nothingObserved;
  readonly #mailbox = new OneByOne();
  #cancelTimer: () => void = () => undefined;
  #onTurn: () => void = () => undefined;
  #begun = false;
  /** Whether what was observed is what Asterisk has: not after a restart or a lost connection, until it was looked at. */
  #seen = true;
  #over = false;
  #reports = 0;
  /** Whose hold key was reported since holds were asked for. */
  readonly #holdTold = new Set<LegId>();
  /** How channels end, told as their end began: of those that called us nothing tells it afterwards. */
  readonly #endings = new Map<LegId, LegEnding>();
  /** Channels that were told of: no legs of the call. */
  readonly #intruders = new Set<string>();
  readonly #steps: StepRunner;
  readonly #journal: CallJournal;
  readonly #search: StopSearch;
  readonly #sounds: SoundWatch;
  readonly #effects: CommandEffects;
  readonly #rules: RuleCheck;

  constructor(
    facts: Call,
    private readonly around: CallSurroundings,
  ) {
    this.#facts = facts;
    this.#sounds = new SoundWatch((sound, tookMs) => around.watch.heard(sound, tookMs));
    this.#effects = new CommandEffects((command, tookMs) => around.watch.inEffect(command, tookMs));
    this.#journal = new CallJournal(around, (save) => this.#next(() => save(this.#facts)));
    this.#rules = new RuleCheck(around);
    this.#search = new StopSearch(around, {
      found: (input) => this.post(input),
      over: () => this.#schedule(),
    });
    this.#steps = new StepRunner(facts.id, around, {
      observed: () => this.#observed,
      change: (change) => this.observe(change),
      failed: (id) => void this.post({ type: 'leg-failed', leg: id }),
      lost: (id) => this.#lost(id),
      again: () => this.reconcile(),
      record: (entry) => this.#journal.note(entry),
    });
  }

  /** Rises with everything that is learnt of the call: tells whether a look is older than that. */
  get reports(): number {
    return this.#reports;
  }

  get facts(): Call {
    return this.#facts;
  }

  /**
   * The facts' first storing: the call exists from then on, and its inputs wait for it.
   * @throws StoreFailure if a call that is asked for cannot be stored; one that has come in is there, stored or not
   */
  begin(started: Accepted, how: 'demanded' | 'came-in'): Promise<void> {
    const since = this.around.clock.now();
    return this.#next(async () => {
      if (how === 'demanded') await this.#journal.demand(started.call, started.publish);
      else await this.#journal.keep(started.call, started.publish);
      this.#begun = true;
      this.#accept(started, since);
      this.#count(null, started);
    });
  }

  /**
   * Goes on with a call that was read from the store; what Asterisk has of it comes with {@link adopt}.
   * @throws whatever the core says to facts that it cannot work with
   */
  resume(): void {
    topology(this.#facts, this.around.clock.now());
    this.#begun = true;
    this.#seen = false;
    this.#sounds.forget();
    this.#accept({ ok: true, call: this.#facts, publish: [] }, this.around.clock.now());
  }

  /** Hands an input to the call. Resolves when it was decided and stored; a command that cannot be stored rejects. */
  post(input: Input): Promise<Decision> {
    const since = this.around.clock.now();
    return this.#next(() => this.#handle(input, since));
  }

  /** As {@link post}, of what a look has shown: if it is news, no event had told it. */
  #learn(input: Input, repair: Repair): Promise<Decision> {
    const since = this.around.clock.now();
    return this.#next(async () => {
      const before = this.#facts;
      const decision = await this.#handle(input, since);
      if (this.#facts !== before) this.around.watch.repaired(repair);
      return decision;
    });
  }

  /** Does it when all that has come in before is done. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    return this.#mailbox.run(work);
  }

  /** Until Asterisk has answered the requests that are out now. */
  firstSteps(): Promise<void> {
    return this.#steps.accepted();
  }

  /** Whether it is known what Asterisk has of this call: not after a restart or a loss, until it was looked at. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Until what has come in so far is decided and stored, and Asterisk has answered what it was asked for it. */
  async settled(): Promise<void> {
    await this.#mailbox.settled();
    await this.firstSteps();
  }

  /** Until nothing is being done for it in Asterisk: whoever was on the way has arrived. */
  async quiet(): Promise<void> {
    await this.settled();
    while (this.#steps.busy) await new Promise<void>((resolve) => (this.#onTurn = resolve));
  }

  /**
   * As {@link post}, and waits until Asterisk has accepted the first steps that follow.
   * @param since when it was asked for; epoch milliseconds
   */
  async command(command: Command, by: Actor, since = this.around.clock.now()): Promise<Decision> {
    const decision = await this.post({ type: 'command', command, by });
    if (!decision.ok) return decision;
    this.awaitEffect(command.type, since);
    await this.firstSteps();
    return decision;
  }

  /** Tells when all that follows from a command is to be seen in Asterisk. */
  awaitEffect(command: CommandName, since: number): void {
    this.#effects.add(command, since);
    this.#tellEffects();
  }

  /** Takes in what Asterisk reported of this call. */
  onPbxEvent(event: PbxEvent): void {
    this.#reports += 1;
    if (event.type === 'intruded') {
      this.#tellIntruder(event);
      return;
    }
    if (event.type === 'left-app') {
      this.#leftApp(event.channel);
      return;
    }
    if (event.type === 'hold') this.#holdTold.add(event.channel);
    // What began it counts, not what was asked for meanwhile.
    if (event.type === 'hanging-up' && event.how !== null && !this.#endings.has(event.channel))
      this.#endings.set(event.channel, event.how);
    if (event.type === 'gone') this.#steps.channelGone(event.channel);
    // First, so that it stands in the mailbox before what follows from what is observed.
    const input = inputOf(event);
    if (input) void this.post(input);
    if (event.type === 'joined' && !this.#isLeg(event.channel)) this.#tellIntruder(event);
    const made = (channel: LegId) => this.#steps.shownAtCreation(channel);
    this.observe((o) => after(o, event, { made, isLeg: (channel) => this.#isLeg(channel) }));
  }

  #isLeg(channel: string): boolean {
    return leg(this.#facts, channel) !== undefined;
  }

  /** What is done about them the plan says, as they are observed. */
  #tellIntruder({ channel, endpoint = '' }: { readonly channel: string; readonly endpoint?: string }): void {
    if (this.#intruders.has(channel)) return;
    this.#intruders.add(channel);
    this.around.intruded({ channel, endpoint, callId: this.#facts.id });
  }

  /** Asterisk cannot be heard: nothing is planned until it was looked at again. */
  onPbxDown(): void {
    this.#seen = false;
    this.#sounds.forget();
  }

  #leftApp(channel: LegId): void {
    const l = leg(this.#facts, channel);
    if (l?.startAt === undefined || isForLastResort(l.end?.reason)) {
      this.#legGone(channel, this.#endingOf(channel));
      this.observe((o) => withoutChannel(o, channel));
      return;
    }
    this.observe((o) =>
      o.channels.has(channel) ? withChannel(o, channel, { inApp: false, bridge: null }) : o,
    );
    // Its end follows at once, unless something else in Asterisk took it.
    this.around.clock.after(1_000, () => {
      if (this.#observed.channels.get(channel)?.inApp === false) this.around.requestLook();
    });
  }

  /**
   * Replaces what was observed by what Asterisk has, and acts on what was missed. A channel that is not there
   * has gone; one that was never dialled is dialled now.
   */
  adopt(snapshot: Snapshot): void {
    this.#seen = true;
    if (snapshot.channels.length === 0 && snapshot.startedAt > this.#facts.startedAt) {
      // A bridge may be there: of a request that came just after.
      this.#observed = seenIn(snapshot, this.#facts, nothingObserved);
      this.#steps.forget();
      void this.#learn({ type: 'asterisk-restarted' }, 'asterisk-restarted').then(() => this.reconcile());
      return;
    }
    const before = this.#observed;
    const observed = seenIn(snapshot, this.#facts, before);
    this.#observed = observed;
    for (const { id, endpoint = '' } of snapshot.channels)
      if (!this.#isLeg(id)) this.#tellIntruder({ channel: id, endpoint });
    for (const l of this.#facts.legs) {
      const channel = observed.channels.get(l.id);
      if (!channel) this.#missing(l.id, before.channels.has(l.id));
      else if (channel.state === 'up') void this.#learn({ type: 'leg-up', leg: l.id }, 'leg-answered');
      else if (channel.state === 'ringing')
        void this.#learn({ type: 'leg-ringing', leg: l.id }, 'leg-ringing');
      if (channel && this.#hasMoved(channel, before)) this.around.watch.repaired('leg-moved');
    }
    this.#steps.forget();
    this.#askWho();
    this.#schedule();
    this.reconcile();
    this.#rules.look(this.#facts);
  }

  /**
   * What phones' hold keys were used for while nobody listened: a look does not tell.
   * @throws PbxFailure
   */
  async learnHolds(): Promise<void> {
    this.#holdTold.clear();
    for (const { id } of this.#facts.legs.filter(hasAnswered)) {
      const on = await this.around.pbx.isOnHold(id);
      const known = leg(this.#facts, id)?.phoneHold ?? false;
      if (on === null || on === known || this.#holdTold.has(id)) continue;
      await this.post({ type: 'phone-hold', leg: id, on });
    }
  }

  #missing(id: LegId, wasThere: boolean): void {
    const state = leg(this.#facts, id)?.state;
    if (state === undefined || state === 'gone' || this.#steps.isCreating(id)) return;
    if (state === 'wanted' && !wasThere) return;
    const how = state === 'ringing' || state === 'wanted' ? 'unreachable' : this.#endingOf(id);
    this.#steps.channelGone(id);
    void this.#learn({ type: 'leg-gone', leg: id, how }, 'leg-gone');
  }

  /** Into another bridge than it was known to be in, or out of it, and nobody had asked for that. */
  #hasMoved({ id, bridge }: ObservedChannel, before: Observed): boolean {
    const known = before.channels.get(id);
    return known !== undefined && known.bridge !== bridge && !this.#steps.isUnderWay(id);
  }

  /** The answer that it is not there any longer can overtake the reports of whom it was with to the last, and why it ended. */
  #lost(id: LegId): void {
    this.#steps.channelGone(id);
    const gone = (): void => {
      this.observe((o) => withoutChannel(o, id));
      this.#legGone(id, this.#endingOf(id));
    };
    if (leg(this.#facts, id)?.state === 'ending') gone();
    else this.around.clock.after(REASON_WITHIN_MS, gone);
  }

  #endingOf(id: LegId): LegEnding {
    return this.#endings.get(id) ?? 'hung-up';
  }

  /** Its channel will not come back: the fact follows when the mailbox gets to it. */
  #legGone(id: LegId, how: LegEnding | 'forbidden'): void {
    // What was to be done with it is not begun any more.
    this.#steps.channelGone(id);
    void this.post({ type: 'leg-gone', leg: id, how });
  }

  observe(change: (observed: Observed) => Observed): void {
    const changed = change(this.#observed);
    if (changed === this.#observed) return;
    this.#reports += 1;
    this.#observed = changed;
    this.reconcile();
  }

  /** One turn of the loop; safe at any time. */
  reconcile(): void {
    if (this.#startSteps()) this.#followUp();
    this.#tellEffects();
    this.#onTurn();
  }

  #tellEffects(): void {
    if (this.#seen && this.#steps.isIdle) this.#effects.done(this.around.clock.now());
  }

  #followUp(): void {
    for (const l of this.#facts.legs) {
      const isAbsent = !this.#observed.channels.has(l.id) && !this.#steps.isUnderWay(l.id);
      if (l.state === 'ending' && isAbsent) this.#legGone(l.id, 'hung-up');
    }
    this.#finishIfOver();
  }

  /**
   * @param since when that came in which it follows from; epoch milliseconds
   * @returns false when nothing can be done now
   */
  #startSteps(since = this.around.clock.now()): boolean {
    if (this.#over || !this.#begun || !this.#seen || !this.around.pbx.connected) return false;
    const now = this.around.clock.now();
    const desired = topology(this.#facts, now);
    this.#sounds.turn(desired, this.#observed, { since, now });
    const steps = plan(this.#facts, this.#observed, desired);
    this.#steps.start(steps.map((step) => (step.type === 'create-channel' ? this.#checked(step) : step)));
    return true;
  }

  /** Since it was planned to ring somebody time has passed, and they, or their number, may be out of the question now. */
  #checked(step: Extract<Step, { type: 'create-channel' }>): Step {
    const rung = leg(this.#facts, step.leg);
    if (!rung || this.#steps.isUnderWay(step.leg)) return step;
    if (rung.party.type !== 'agent') {
      const endpoint = this.around.admit(this.#facts, rung);
      if (endpoint === null) this.#legGone(step.leg, 'forbidden');
      return endpoint === null ? step : { ...step, endpoint };
    }
    // Another call has this agent already.
    if (rung.unlessOnCall === true && this.around.isOnCall(rung.party.agentId))
      this.#legGone(step.leg, 'busy');
    return step;
  }

  #finishIfOver(): void {
    const { channels, bridges } = this.#observed;
    if (this.#facts.ended === null || channels.size > 0 || bridges.size > 0 || this.#steps.busy) return;
    this.#over = true;
    this.#cancelTimer();
    void this.#next(() => this.#journal.close(this.#facts));
    this.around.onOver(this.#facts);
  }

  /** @param since when it came in; epoch milliseconds */
  async #handle(input: Input, since: number): Promise<Decision> {
    const before = this.#facts;
    const decision = decide(before, input, this.around.clock.now());
    if (!decision.ok) return decision;
    if (decision.call === before && decision.publish.length === 0) return decision;
    this.#journal.note({ kind: 'input', at: this.around.clock.now(), input });
    // A command can be refused; what Asterisk reported has happened, stored or not.
    if (input.type === 'command') await this.#journal.demand(decision.call, decision.publish);
    else await this.#journal.keep(decision.call, decision.publish);
    this.#accept(decision, since);
    this.#count(before, decision);
    return decision;
  }

  #count(before: Call | null, { call, publish }: Accepted): void {
    for (const change of changesOf(before, call, publish)) this.around.watch.changed(change);
  }

  #accept(decision: Accepted, since: number): void {
    this.#facts = decision.call;
    // Before anybody is told: every listener costs a write to a socket, and people wait for the steps.
    this.#startSteps(since);
    this.around.publish(decision.call, decision.publish);
    this.#askWho();
    this.#schedule();
    this.reconcile();
    this.#rules.look(decision.call);
  }

  #askWho(): void {
    // Before Asterisk was looked at nobody's phone is known to be there: whoever was looked for would count as offline.
    if (this.#seen) this.#search.ask(this.#facts);
  }

  #schedule(): void {
    this.#cancelTimer();
    const now = this.around.clock.now();
    const due = nextDeadline(this.#facts, now);
    if (due === null) return;
    this.#cancelTimer = this.around.clock.after(Math.max(due - now, 0), () => {
      // Somebody may have answered in time without our knowing: the look at Asterisk comes first, and this again after it.
      // A target that was not looked up in time gets the time now: the server was not there to do it.
      if (!this.#seen || this.#search.busy) return;
      void this.post({ type: 'time' }).then(() => {
        this.#schedule();
        this.reconcile();
      });
    });
  }

  /** The store works again. */
  catchUp(): void {
    this.#journal.catchUp();
  }

  /** Whether its facts are ahead of what is stored. */
  get isAhead(): boolean {
    return this.#journal.isAhead;
  }

  /** Whether anything of it is not stored yet. */
  get owes(): boolean {
    return this.#journal.owes;
  }

  /** Lets go of the call, which goes on in Asterisk; resolves when all that is known of it is stored. */
  release(): Promise<void> {
    this.#over = true;
    this.#cancelTimer();
    this.#steps.stop();
    return this.#next(() => this.#journal.leave(this.#facts));
  }
}
