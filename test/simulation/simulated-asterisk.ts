import type { Identity } from '../../src/core/call/call';
import type { LegEnding } from '../../src/core/call/inputs';
import type { Step } from '../../src/core/call/plan';
import type { Arrival, Caller, PbxEvent, PbxFailure, Snapshot } from '../../src/features/calls/pbx';
import type { Dice } from './dice';
import type { VirtualTime } from './virtual-time';

/** Somebody who calls in, and what is told of them when it is asked. */
export interface CallIn extends Arrival {
  readonly caller: Caller;
}

/** PJSIP's name of a phone that is in no call of ours. */
const STRANGER = 'strangers-phone';

export interface SimChannel {
  readonly id: string;
  /** Dial string, or whom a caller dialled. */
  readonly endpoint: string;
  /** Of somebody who called in. */
  readonly arrival: Arrival | null;
  /** Of somebody who called in: who it is. */
  readonly caller: Caller | null;
  state: 'down' | 'ring' | 'ringing' | 'up';
  inApp: boolean;
  isDialled: boolean;
  /** The identity that its phone was told to show. */
  shown: Identity | null;
  bridge: SimBridge | null;
  /** When it entered that bridge. */
  joinedAt: number;
  isHearingRingback: boolean;
  /** Its hold key is pressed. */
  isHolding: boolean;
  /**
   * From a holding bridge, or because the other side has pressed its hold key. Stopping a ringback stops music too, and
   * it does not come back (measured).
   */
  music: 'none' | 'playing' | 'stopped';
  /** Is told something; the number says which time. */
  prompt: number;
  /** Where it is to join once it has been told; null: nowhere. */
  joinsAfterPrompt: string | null;
  /**
   * Was dialled in no bridge, and has been in no mixing one since: a holding bridge plays it no music. Asterisk keeps
   * such channels in a silent holding bridge of its own, and the silence goes with them (measured).
   */
  isWithoutMusic: boolean;
  /** The bridge that it has left for the one where it is: Asterisk keeps that one's id for as long (measured). */
  cameFrom: string | null;
  /** Its end has begun, and who began it. */
  endedBy: 'nobody' | 'phone' | 'us' | 'asterisk';
  /** In the dialplan, not ours any longer. */
  isHandedOver: boolean;
  /** Sends sound though it has not answered. */
  hasEarlyMedia: boolean;
  /**
   * It has stayed where a conference has shrunk to two: as long as it does it may hear nothing of what Asterisk plays or mixes
   * for it (measured, in one of some three hundred). Or who has left it alone has been replaced by another: then it may not
   * hear that one (measured, in one of three, with mixed codecs).
   */
  mayBeDeaf: boolean;
  /** The last channel to leave it alone where it is. */
  leftBy: string | null;
}

export interface SimBridge {
  readonly id: string;
  readonly kind: 'mixing' | 'holding';
  readonly members: Set<SimChannel>;
  /** Somebody has ended in it: Asterisk tells of its end then, and of no other's that we destroy (measured). */
  wasEndedIn: boolean;
  /** What entered and left it was not told, or in a wrong order, as only a simulated Asterisk does. */
  isMisreported: boolean;
}

/** The phones' side of the wire. */
export interface Phones {
  /** Whether there is anybody to send an INVITE to. */
  isReachable(endpoint: string): boolean;
  onInvite(channel: SimChannel): void;
  onPrompt(channel: SimChannel): void;
}

type Answer = 'done' | PbxFailure['kind'];

/** How long the dialplan keeps those who were handed to it. */
const lastResortMs = 30_000;
const promptMs = 6_000;
/** Between two packets of sound. */
const frameMs = 20;

/**
 * Asterisk as far as Baton can tell: what its ARI answers, what it reports and in which order, and what each channel
 * hears. Written after docs/asterisk-facts.md and checked against a real one (test/contract/simulated-asterisk.spec.ts).
 */
export class SimulatedAsterisk {
  readonly channels = new Map<string, SimChannel>();
  readonly bridges = new Map<string, SimBridge>();
  /** Gone, and shown for a moment more: Asterisk takes apart beside its answer what somebody was in (measured). */
  readonly #dissolving = new Set<SimBridge>();
  /** The one that ended a channel, which may be gone. */
  readonly endings = new Map<string, SimChannel['endedBy']>();
  startedAt: number;
  #excusedUntil = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly dice: Dice,
    private readonly phones: Phones,
    private readonly report: (event: PbxEvent) => void,
  ) {
    this.startedAt = time.now - 3_600_000;
  }

  /** One request of ours. */
  perform(step: Step): Answer {
    switch (step.type) {
      case 'create-channel':
        return this.#create(step.leg, step.endpoint, step.shows);
      case 'create-bridge':
        return this.#createBridge(step.bridge, step.kind);
      case 'destroy-bridge':
        return this.#destroyBridge(step.bridge);
      case 'dial':
      case 'answer':
      case 'join':
      case 'part':
      case 'ringback':
      case 'prompt':
      case 'end-prompt':
      case 'show':
      case 'hang-up':
      case 'last-resort': {
        const channel = this.channels.get(step.leg);
        if (!channel) return step.type === 'end-prompt' ? 'done' : 'no-such';
        return this.#withChannel(channel, step);
      }
    }
  }

  #withChannel(
    channel: SimChannel,
    step: Exclude<Step, { type: `create-${string}` | 'destroy-bridge' }>,
  ): Answer {
    if (step.type === 'hang-up') {
      this.#end(channel, 'us', 'hung-up');
      return 'done';
    }
    if (!channel.inApp || channel.endedBy !== 'nobody') return 'not-now';
    switch (step.type) {
      case 'dial':
        return this.#dial(channel, step.forMs + 5_000);
      case 'answer':
        channel.shown = step.shows ?? channel.shown;
        if (channel.arrival && channel.state !== 'up') this.#setState(channel, 'up');
        return 'done';
      case 'join':
        return this.#join(channel, step.bridge);
      case 'part':
        if (!this.bridges.has(step.bridge)) return 'no-such';
        if (channel.bridge?.id !== step.bridge) return 'not-now';
        this.#putOut(channel);
        return 'done';
      case 'ringback':
        if (isUnanswered(channel)) return 'not-now';
        channel.isHearingRingback = step.on;
        if (channel.music === 'playing') channel.music = 'stopped';
        this.#soundsEndTones(channel.bridge);
        return 'done';
      case 'prompt':
        return this.#prompt(channel);
      case 'end-prompt':
        this.#endPrompt(channel, channel.prompt);
        return 'done';
      case 'show':
        channel.shown = step.shows;
        return 'done';
      case 'last-resort':
        this.#handOver(channel);
        return 'done';
      default:
        return 'done'; // nothing that can be heard
    }
  }

  snapshot(): Snapshot {
    const channels = [...this.channels.values()].filter(({ arrival, inApp }) => inApp || arrival === null);
    return {
      startedAt: this.startedAt,
      channels: channels.map(({ id, endpoint, inApp, state, isDialled, bridge, shown, arrival }) => ({
        id,
        inApp,
        state,
        dialled: isDialled,
        bridge: bridge?.id ?? null,
        shown,
        arrival,
        ...(endpoint === STRANGER ? { endpoint } : {}),
      })),
      bridges: [...this.bridges.values(), ...this.#dissolving].map(({ id, kind }) => ({ id, type: kind })),
    };
  }

  // What phones do

  /** Somebody calls, and the dialplan gives them to us; or, while nobody listens, keeps them. */
  arrive({ caller, ...arrival }: CallIn, isListenedTo: boolean): SimChannel {
    const channel = this.#add(arrival.channel, arrival.dialled, arrival, caller);
    channel.state = 'ring';
    if (isListenedTo) {
      channel.inApp = true;
      this.report({ type: 'arrived', arrival });
    } else {
      this.#handOver(channel);
    }
    return channel;
  }

  rings(channel: SimChannel): void {
    if (this.#isThere(channel) && channel.state === 'down') this.#setState(channel, 'ringing');
  }

  announces(channel: SimChannel): void {
    if (!this.#isThere(channel) || channel.state === 'up') return;
    channel.hasEarlyMedia = true;
    this.#soundsEndTones(channel.bridge);
    this.report({ type: 'progress', channel: channel.id });
  }

  answers(channel: SimChannel): void {
    if (this.#isThere(channel) && channel.state !== 'up') this.#setState(channel, 'up');
  }

  redirects(channel: SimChannel, to: string): void {
    if (!this.#isThere(channel) || channel.state === 'up') return;
    // Told of three times, with the beginning of its end anywhere between (measured).
    const endsAfter = this.dice.between(0, 3);
    for (let n = 0; n <= 3; n += 1) {
      if (n === endsAfter) this.#end(channel, 'phone', 'unreachable');
      if (n < 3) this.report({ type: 'redirected', channel: channel.id, to });
    }
  }

  hangsUp(channel: SimChannel, how: LegEnding = 'hung-up'): void {
    if (this.#isThere(channel)) this.#end(channel, 'phone', how);
  }

  /** No sound came from it for long enough (its cause is none of those that phones give). */
  losesPhone(channel: SimChannel): void {
    if (this.#isThere(channel)) this.#end(channel, 'asterisk', 'unreachable');
  }

  /**
   * Somebody who is no leg is where this one was, and this one in no bridge; or they come in beside it. Of one that only rings
   * the call is ended (measured).
   */
  intrudes(victim: SimChannel, how: 'replaces' | 'enters'): void {
    if (!this.#isThere(victim) || !victim.inApp) return;
    const { bridge } = victim;
    if (how === 'enters' && !bridge) return;
    const stranger = this.#add(`strange-${this.dice.between(1, 1_000_000)}`, STRANGER);
    stranger.state = 'up';
    if (how === 'replaces') {
      stranger.inApp = true;
      this.report({ type: 'intruded', channel: stranger.id, replaced: victim.id, endpoint: STRANGER });
      if (victim.state === 'up') this.#putOut(victim);
      else this.#end(victim, 'asterisk', 'unreachable');
    }
    if (bridge) this.#enter(stranger, bridge, null);
  }

  presses(channel: SimChannel, key: string): void {
    if (this.#isThere(channel) && channel.inApp) this.report({ type: 'key', channel: channel.id, key });
  }

  holds(channel: SimChannel, on: boolean): void {
    if (!this.#isThere(channel) || !channel.inApp) return;
    channel.isHolding = on;
    this.#soundsEndTones(channel.bridge);
    this.report({ type: 'hold', channel: channel.id, on });
    const { bridge } = channel;
    if (bridge?.kind !== 'mixing') return;
    for (const other of bridge.members) {
      if (other === channel) continue;
      // Asterisk plays music to the one who is left, not in a conference.
      if (on && bridge.members.size === 2) this.#playMusic(other);
      if (!on) other.music = 'none';
    }
  }

  /** A tone that Asterisk plays to somebody ends with the first sound of their company (measured); nothing reports it. */
  #soundsEndTones(bridge: SimBridge | null): void {
    if (bridge?.kind !== 'mixing') return;
    this.time.after(frameMs, () => {
      for (const hearer of bridge.members)
        if ([...bridge.members].some((other) => other !== hearer && speaks(other)))
          hearer.isHearingRingback = false;
    });
  }

  /** Music takes the place of a tone. */
  #playMusic(channel: SimChannel): void {
    channel.music = 'playing';
    channel.isHearingRingback = false;
  }

  /** What a conference has come to around a fault may be more than anybody can know; it matters once in three hundred times. */
  excuse(forMs: number): void {
    this.#excusedUntil = Math.max(this.#excusedUntil, this.time.now + forMs);
    for (const channel of this.channels.values()) {
      channel.mayBeDeaf = false;
      channel.leftBy = null;
    }
  }

  /** Nobody can know what has become of a conference in it. */
  misreport(id: string): void {
    const bridge = this.bridges.get(id);
    if (!bridge) return;
    bridge.isMisreported = true;
    for (const member of bridge.members) {
      member.mayBeDeaf = false;
      member.leftBy = null;
    }
  }

  /** Everything is lost, nothing is reported. */
  restart(): void {
    for (const channel of this.channels.values()) this.#note(channel, 'asterisk');
    this.channels.clear();
    this.bridges.clear();
    this.#dissolving.clear();
    this.startedAt = this.time.now;
  }

  #isThere(channel: SimChannel): boolean {
    return this.channels.get(channel.id) === channel && channel.endedBy === 'nobody';
  }

  #add(
    id: string,
    endpoint: string,
    arrival: Arrival | null = null,
    caller: Caller | null = null,
  ): SimChannel {
    const channel: SimChannel = {
      id,
      endpoint,
      arrival,
      caller,
      state: 'down',
      inApp: false,
      isDialled: false,
      shown: null,
      bridge: null,
      joinedAt: 0,
      isHearingRingback: false,
      isHolding: false,
      music: 'none',
      prompt: 0,
      joinsAfterPrompt: null,
      isWithoutMusic: false,
      cameFrom: null,
      endedBy: 'nobody',
      isHandedOver: false,
      hasEarlyMedia: false,
      mayBeDeaf: false,
      leftBy: null,
    };
    this.channels.set(id, channel);
    return channel;
  }

  #create(id: string, endpoint: string, { name, number }: Identity): Answer {
    if (this.channels.has(id)) return 'done'; // 409, which the adapter takes for our own earlier request
    if (!this.phones.isReachable(endpoint)) return 'refused';
    const channel = this.#add(id, endpoint, null);
    channel.shown = { name, number };
    this.#soon(() => {
      if (!this.#isThere(channel)) return;
      channel.inApp = true;
      this.report({ type: 'in-app', channel: id, state: channel.state });
    });
    return 'done';
  }

  #dial(channel: SimChannel, forMs: number): Answer {
    if (channel.state !== 'down') return 'not-now';
    if (channel.isDialled) {
      // A second INVITE on the same session fails, and chan_pjsip then ends the channel.
      this.#end(channel, 'asterisk', 'unreachable');
      return 'done';
    }
    channel.isDialled = true;
    channel.isWithoutMusic = channel.bridge === null;
    this.time.after(this.dice.between(2, 20), () => {
      if (this.#isThere(channel)) this.phones.onInvite(channel);
    });
    this.time.after(forMs, () => {
      if (this.#isThere(channel) && channel.state !== 'up') this.#end(channel, 'asterisk', 'no-answer');
    });
    return 'done';
  }

  #createBridge(id: string, kind: 'mixing' | 'holding'): Answer {
    const isKept = [...this.channels.values()].some(({ cameFrom }) => cameFrom === id);
    if (isKept) return 'done'; // 409 as well
    if (!this.bridges.has(id))
      this.bridges.set(id, { id, kind, members: new Set(), wasEndedIn: false, isMisreported: false });
    return 'done';
  }

  #destroyBridge(id: string): Answer {
    const bridge = this.bridges.get(id);
    if (!bridge) return 'no-such';
    if (bridge.members.size > 0 && this.dice.chance(0.5)) {
      this.#dissolving.add(bridge);
      this.#soon(() => this.#dissolving.delete(bridge));
    }
    for (const channel of [...bridge.members]) {
      this.#putOut(channel);
      // Somebody's whom no application has goes on in the dialplan that brought them, which is not ours.
      if (!channel.inApp) this.#end(channel, 'asterisk', 'hung-up');
      // Not at once in every case (measured: 1 in 6).
      if (this.dice.chance(0.5)) channel.cameFrom = id;
    }
    this.bridges.delete(id);
    if (bridge.wasEndedIn) this.#soon(() => this.report({ type: 'bridge-gone', bridge: id }));
    return 'done';
  }

  #join(channel: SimChannel, id: string): Answer {
    const bridge = this.bridges.get(id);
    if (!bridge) return 'no-such';
    if (channel.prompt > 0 && !channel.bridge) {
      // Asterisk answers when it has been told everything, and nobody waits so long.
      channel.joinsAfterPrompt = id;
      return 'unknown';
    }
    // Where it is already it leaves and enters again (measured).
    const from = channel.bridge;
    this.#leaveBridge(channel, { to: bridge });
    this.#soon(() => {
      if (this.bridges.get(id) !== bridge || !this.#isThere(channel) || !channel.inApp || channel.bridge)
        return;
      this.#enter(channel, bridge, from);
    });
    return 'done';
  }

  #enter(channel: SimChannel, bridge: SimBridge, from: SimBridge | null): void {
    for (const other of bridge.members) {
      const isReplaced = other.leftBy !== null && other.leftBy !== channel.id;
      if (isReplaced && this.#canBeKnown(bridge)) other.mayBeDeaf = true;
      other.leftBy = null;
    }
    channel.bridge = bridge;
    channel.cameFrom = from?.id ?? null;
    channel.joinedAt = this.time.now;
    bridge.members.add(channel);
    // Whether a tone survives the move is not certain (measured: it does not always).
    if (this.dice.chance(0.5)) channel.isHearingRingback = false;
    this.#soundsEndTones(bridge);
    if (bridge.kind === 'holding') {
      if (!channel.isWithoutMusic) this.#playMusic(channel);
    } else {
      channel.isWithoutMusic = false;
      for (const member of bridge.members) member.music = 'none';
    }
    this.report({ type: 'joined', channel: channel.id, bridge: bridge.id });
  }

  #leaveBridge(channel: SimChannel, { to }: { readonly to?: SimBridge } = {}): void {
    const bridge = channel.bridge;
    if (!bridge) return;
    channel.bridge = null;
    channel.cameFrom = null;
    bridge.members.delete(channel);
    // A channel that leaves to enter again exposes the others for a moment only, which is borne.
    const returns = channel.mayBeDeaf && to === bridge;
    channel.mayBeDeaf = false;
    channel.leftBy = null;
    if (this.#canBeKnown(bridge)) {
      if (bridge.members.size === 2 && !returns) for (const other of bridge.members) other.mayBeDeaf = true;
      if (bridge.members.size === 1) for (const other of bridge.members) other.leftBy = channel.id;
    }
    // The move ends music, and with it a tone that was begun beside it.
    if (channel.music !== 'none') channel.isHearingRingback = false;
    channel.music = 'none';
    // A channel that leaves ends neither the music of its hold key nor a tone (measured), but what it has said last may.
    if (bridge.kind === 'mixing' && speaks(channel)) {
      for (const other of bridge.members) if (this.dice.chance(0.5)) other.isHearingRingback = false;
    }
    if (channel.inApp) this.report({ type: 'parted', channel: channel.id, bridge: bridge.id });
  }

  /** What company somebody has had in it. */
  #canBeKnown({ kind, isMisreported }: SimBridge): boolean {
    return kind === 'mixing' && !isMisreported && this.time.now > this.#excusedUntil;
  }

  /** Out of its bridge, into none: where it rings on, Asterisk keeps it as if it had never been in one. */
  #putOut(channel: SimChannel): void {
    this.#leaveBridge(channel);
    if (channel.isDialled && channel.state !== 'up') channel.isWithoutMusic = true;
  }

  #prompt(channel: SimChannel): Answer {
    if (isUnanswered(channel)) return 'not-now';
    if (channel.prompt > 0) return 'done';
    const nth = this.dice.between(1, 1_000_000);
    channel.prompt = nth;
    this.time.after(promptMs, () => this.#endPrompt(channel, nth));
    this.phones.onPrompt(channel);
    return 'done';
  }

  #endPrompt(channel: SimChannel, nth: number): void {
    if (channel.prompt !== nth || nth === 0) return;
    channel.prompt = 0;
    const { joinsAfterPrompt } = channel;
    channel.joinsAfterPrompt = null;
    if (!this.#isThere(channel)) return;
    this.report({ type: 'prompt-ended', channel: channel.id });
    if (joinsAfterPrompt !== null) this.#join(channel, joinsAfterPrompt);
  }

  #handOver(channel: SimChannel): void {
    const wasOurs = channel.inApp;
    this.#leaveBridge(channel);
    channel.inApp = false;
    channel.isHandedOver = true;
    channel.state = 'up';
    if (wasOurs) this.report({ type: 'left-app', channel: channel.id });
    this.time.after(lastResortMs, () => {
      if (this.#isThere(channel)) this.#end(channel, 'asterisk', 'hung-up');
    });
  }

  #setState(channel: SimChannel, state: 'ringing' | 'up'): void {
    channel.state = state;
    this.#soundsEndTones(channel.bridge);
    if (channel.inApp) this.report({ type: 'state', channel: channel.id, state });
  }

  #end(channel: SimChannel, by: SimChannel['endedBy'], how: LegEnding): void {
    if (channel.endedBy !== 'nobody') return;
    this.#note(channel, by);
    // Told of those who are in conversation only: before that the number is none that means it (measured).
    const told = channel.state === 'up' && by !== 'us' ? how : null;
    if (channel.inApp) this.report({ type: 'hanging-up', channel: channel.id, how: told });
    this.#soon(() => {
      if (this.channels.get(channel.id) !== channel) return;
      const { bridge } = channel;
      this.#leaveBridge(channel);
      if (bridge) bridge.wasEndedIn = true;
      const wasOurs = channel.inApp;
      if (wasOurs && channel.prompt > 0) this.report({ type: 'prompt-ended', channel: channel.id });
      channel.inApp = false;
      this.channels.delete(channel.id);
      if (wasOurs) this.report({ type: 'left-app', channel: channel.id });
      if (!channel.arrival) this.report({ type: 'gone', channel: channel.id, how });
    });
  }

  #note(channel: SimChannel, by: SimChannel['endedBy']): void {
    channel.endedBy = by;
    this.endings.set(channel.id, by);
  }

  #soon(action: () => void): void {
    this.time.after(this.dice.between(1, 4), action);
  }
}

/** Nothing can be played to it. */
function isUnanswered({ state }: SimChannel): boolean {
  return state === 'down' || state === 'ringing';
}

function speaks({ state, isHolding, hasEarlyMedia }: SimChannel): boolean {
  return (state === 'up' || hasEarlyMedia) && !isHolding;
}
