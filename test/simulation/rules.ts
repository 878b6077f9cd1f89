import {
  type Call,
  type CallId,
  type Identity,
  isForLastResort,
  isLive,
  isTarget,
  isUp,
  type Leg,
  leg,
  type LegId,
} from '../../src/core/call/call';
import { nextDeadline } from '../../src/core/call/decide';
import type { CallEvent } from '../../src/core/call/inputs';
import { nameOf } from '../../src/core/call/names';
import type { Step } from '../../src/core/call/plan';
import { brokenRule, inWords } from '../../src/core/call/rules';
import { secretShown } from '../../src/core/call/secrecy';
import { topology } from '../../src/core/call/topology';
import { passedOver } from '../model/search-rules';
import type { Fault } from './script';
import type { SimChannel, SimulatedAsterisk } from './simulated-asterisk';
import type { VirtualTime } from './virtual-time';

/** How long anything may be other than it should, when nothing went wrong. */
const settleMs = 1_000;
/** How long one difference may follow another: somebody moved to and fro is never where they belong. */
const workedOnMs = 5_000;
/** What was not reported is found by the look every 15 s: less than anybody rings, so that no ring's end hides it. */
const lookedAtMs = 17_000;
/** How long after any other fault everything must be well again: an answer is waited for 5 s, and asked again. */
const recoverMs = 8_000;

/** By then Baton has heard who entered a bridge. */
const reportedWithinMs = 50;

export type Verdict = 'contact lost' | 'left over' | 'rule broken';

export class Broken extends Error {
  override readonly name = 'Broken';

  constructor(
    readonly verdict: Verdict,
    message: string,
  ) {
    super(message);
  }
}

/** The judge: knows what really happened in the simulated Asterisk, and compares it with what must be. */
export class Rules {
  readonly #facts = new Map<CallId, Call>();
  readonly #callOf = new Map<string, CallId>();
  readonly #dropped = new Set<CallId>();
  readonly #removed = new Set<string>();
  /** The channels that may not talk outside for any longer. */
  readonly #limited = new Set<string>();
  /** Contacts whom the agents' own hang-ups leave alone: the ordinary end of a call. */
  readonly #dismissed = new Set<string>();
  /** What is wrong, since when, and since when something has been. */
  readonly #wrongSince = new Map<
    string,
    { readonly at: number; readonly first: number; readonly what: string }
  >();
  #calmFrom = 0;
  transfers = 0;
  calls = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly asterisk: SimulatedAsterisk,
  ) {}

  /** A fault: everything must be well again some time after its direct consequences. */
  disturbed({ on, what, ms }: Fault): void {
    this.asterisk.excuse(ms);
    // A slow request can be done after it was given up, and its call has ended; what a slow look saw is out of date.
    const isUnreported =
      (on === 'event' && what === 'lost') || ((on === 'request' || on === 'look') && what === 'slow');
    const wellAfterMs = ms + (isUnreported ? lookedAtMs : recoverMs);
    this.#calmFrom = Math.max(this.#calmFrom, this.time.now + wellAfterMs);
  }

  get isCalm(): boolean {
    return this.time.now >= this.#calmFrom;
  }

  get calmFrom(): number {
    return this.#calmFrom;
  }

  onAccepted(call: CallId, verb: string, removed: string | undefined): void {
    if (verb === 'drop') this.#dropped.add(call);
    if (verb === 'remove' && removed !== undefined) this.#removed.add(removed);
  }

  onLimit(leg: string): void {
    this.#limited.add(leg);
  }

  /** New facts hold from when they are stored; or, if they cannot be stored, from when they are told. */
  onFacts(call: Call, events: readonly CallEvent[] = []): void {
    for (const { type } of events) if (type === 'transfer.started') this.transfers += 1;
    const before = this.#facts.get(call.id);
    if (before === call) return;
    if (!before) this.calls += 1;
    this.#facts.set(call.id, call);
    for (const l of call.legs) this.#callOf.set(l.id, call.id);
    const rule = brokenRule(call, this.time.now);
    const broken = rule ? inWords(rule) : before ? passedOver(before, call) : null;
    if (broken !== null) throw new Broken('rule broken', `${call.id}: rule ${broken}`);
    if (before) this.#judgeEnd(before, call);
  }

  /** Nobody hears half a call: nobody is sent where somebody still is who should not hear them. */
  onSend(step: Step): void {
    if (step.type !== 'join' || step.kind !== 'mixing' || !this.isCalm) return;
    const call = this.#facts.get(this.#callOf.get(step.leg) ?? '');
    if (!call) return;
    const { legs } = topology(call, this.time.now);
    const roomOf = (id: string) => {
      const place = legs.find((l) => l.id === id)?.place;
      return place?.at === 'room' ? place.room : null;
    };
    const room = roomOf(step.leg);
    for (const { id, joinedAt, isHolding } of this.asterisk.bridges.get(step.bridge)?.members ?? []) {
      if (isHolding) continue; // neither speaks nor hears
      const theirs = roomOf(id);
      const isKnown = this.time.now - joinedAt > reportedWithinMs;
      if (isKnown && theirs !== null && room !== null && theirs !== room)
        throw new Broken(
          'rule broken',
          `${call.id}: ${step.leg} is sent to ${id}, who is in another conversation`,
        );
    }
  }

  /** Before Asterisk does a step: the moment in which a contact can be lost. */
  onStep(step: Step): void {
    this.#judgeSecrecy(step);
    if (step.type !== 'hang-up' && step.type !== 'last-resort') return;
    const channel = this.asterisk.channels.get(step.leg);
    if (!channel || channel.endedBy !== 'nobody' || !this.#isContact(channel)) return;
    const call = this.#facts.get(this.#callOf.get(channel.id) ?? '');
    if (!call) {
      if (step.type === 'last-resort') return;
      throw new Broken('contact lost', `${channel.id} was hung up before there was a call`);
    }
    const reason = leg(call, call.contact)?.end?.reason;
    if (step.type === 'last-resort' && isForLastResort(reason)) return;
    const hasTalked = leg(call, call.contact)?.answeredAt !== undefined;
    const isOurs = channel.arrival === null;
    if (isOurs && !hasTalked) return; // we called the contact, who was not in the call yet
    const isRight =
      (reason === 'dropped' && this.#dropped.has(call.id)) ||
      (reason === 'removed' && this.#removed.has(channel.id)) ||
      (reason === 'limit-reached' && this.#limited.has(channel.id)) ||
      (reason === 'call-over' && this.#dismissed.has(channel.id));
    if (!isRight) {
      throw new Broken(
        'contact lost',
        `${call.id}: the contact was hung up (${reason ?? 'without a reason'})`,
      );
    }
  }

  #judgeSecrecy(step: Step): void {
    const shown = shownBy(step);
    if (shown === null) return;
    const call = this.#facts.get(this.#callOf.get(shown.leg) ?? '');
    const viewer = call && leg(call, shown.leg);
    const secret = viewer ? secretShown(call, viewer, shown.identity) : null;
    if (secret === null) return;
    throw new Broken(
      'rule broken',
      `${call?.id ?? ''}: rule 5: ${shown.leg} is shown ${secret} by ${step.type}`,
    );
  }

  /** A process begins with what is stored, whatever was told before. */
  onStart(stored: Iterable<Call>): void {
    // A call that was told of and never stored is none any longer: its contact calls anew, as far as Baton knows.
    this.#facts.clear();
    for (const call of stored) this.#facts.set(call.id, call);
  }

  /** After everything that happens; `until` is when the next thing happens. */
  check(until: number): void {
    this.#look();
    for (const { at, first, what } of this.#wrongSince.values()) {
      const lastsMs = (from: number) => until - Math.max(from, this.#calmFrom);
      if (lastsMs(at) <= settleMs && lastsMs(first) <= workedOnMs) continue;
      const [verdict, ...detail] = what.split(': ') as [Verdict, ...string[]];
      const since = at - (this.time.now - this.time.elapsed);
      throw new Broken(verdict, `${detail.join(': ')}, since ${since} ms`);
    }
  }

  /** What is left of calls that are over, or of a world that has come to its end. */
  leftOver(isEnd: boolean): string | null {
    for (const channel of this.asterisk.channels.values()) {
      if (channel.isHandedOver || channel.endedBy !== 'nobody') continue;
      if (isEnd || this.#isOver(this.#callOf.get(channel.id))) return `channel ${channel.id} is left over`;
    }
    for (const id of this.asterisk.bridges.keys()) {
      if (isEnd || this.#isOver(nameOf(id)?.id)) return `bridge ${id} is left over`;
    }
    return null;
  }

  forgetAsterisk(): void {
    this.#wrongSince.clear();
  }

  #isOver(id: CallId | undefined): boolean {
    return id !== undefined && this.#facts.get(id)?.ended != null;
  }

  #isContact(channel: SimChannel): boolean {
    if (channel.arrival?.from === 'trunk') return true;
    const call = this.#facts.get(this.#callOf.get(channel.id) ?? '');
    return call?.contact === channel.id;
  }

  /** Was it right to let the contact go? Only if all who were with the contact went by themselves, and nothing was under way. */
  #judgeEnd(before: Call, after: Call): void {
    const reason = leg(after, after.contact)?.end?.reason;
    if (!isLive(leg(before, before.contact)) || reason !== 'call-over') return;
    if (before.attempt !== null || before.held) return;
    const company = before.legs.filter(
      (l) => isLive(l) && l.id !== before.contact && !isTarget(before, l.id),
    );
    const haveGone = company.every((l) => this.#removed.has(l.id) || this.#seemsToHaveGone(l));
    if (company.length > 0 && haveGone) this.#dismissed.add(after.contact);
  }

  /** The leg's party hung up; or the phone died, and nobody was told so. */
  #seemsToHaveGone({ id }: Leg): boolean {
    const by = this.asterisk.endings.get(id);
    // Of who is not there after a fault nothing tells why.
    return by === 'phone' || (by === 'asterisk' && !this.isCalm);
  }

  #look(): void {
    const wrong = new Map<string, string>();
    for (const channel of this.asterisk.channels.values()) {
      if (!channel.inApp || channel.endedBy !== 'nobody' || !this.#isContact(channel)) continue;
      const what = this.#unheard(channel);
      if (what !== null) wrong.set(`contact ${channel.id}`, `contact lost: ${channel.id} ${what}`);
    }
    for (const call of this.#facts.values()) {
      if (call.ended) continue;
      const what = this.#different(call);
      if (what !== null) wrong.set(`call ${call.id}`, `rule broken: ${call.id}: ${what}`);
    }
    const left = this.leftOver(false);
    if (left !== null) wrong.set('left over', `left over: ${left}`);
    for (const key of this.#wrongSince.keys()) if (!wrong.has(key)) this.#wrongSince.delete(key);
    for (const [key, what] of wrong) {
      const known = this.#wrongSince.get(key);
      // A contact in silence stays one, whatever else changes; a difference that changes is being worked on.
      const isSame = known !== undefined && (key.startsWith('contact') || known.what === what);
      const { now } = this.time;
      this.#wrongSince.set(key, { at: isSame ? known.at : now, first: known?.first ?? now, what });
    }
  }

  /** What a contact hears that they should not; null if somebody, music, ringback or a prompt. */
  #unheard(channel: SimChannel): string | null {
    const { bridge, state, isHearingRingback, prompt, music } = channel;
    if (channel.arrival === null && state !== 'up') return null; // we call the contact
    const others = [...(bridge?.members ?? [])].filter(
      (other) =>
        other !== channel && other.endedBy === 'nobody' && (other.state === 'up' || other.hasEarlyMedia),
    );
    if (bridge?.kind === 'mixing' && others.length > 0) {
      const isOnHold = others.every(({ isHolding }) => isHolding);
      if (isOnHold) return music === 'playing' ? null : 'hears nothing of those who have put them on hold';
      return isHearingRingback ? 'hears ringback in a conversation' : null;
    }
    const waits = music === 'playing' || isHearingRingback || prompt > 0;
    if (!waits) return `hears nothing (${state}, ${bridge?.kind ?? 'no'} bridge, music ${music})`;
    const call = this.#facts.get(this.#callOf.get(channel.id) ?? '');
    if (!call || call.ended) return 'waits for a call that is over';
    const due = nextDeadline(call, this.time.now);
    return due === null ? 'waits, and nothing bounds it' : null;
  }

  /** Where Asterisk is other than the facts want it; null if nowhere. */
  #different(call: Call): string | null {
    const due = nextDeadline(call, this.time.now);
    if (due !== null && due < this.time.now) return 'a deadline has passed, and nothing came of it';
    const { legs } = topology(call, this.time.now);
    const rooms = new Map<string, string>();
    const inRoom = new Map<string, Set<string>>();
    for (const { id, place, ringback, isHeldByPhone, shows } of legs) {
      const channel = this.asterisk.channels.get(id);
      const state = leg(call, id)?.state;
      if (
        (state === 'up') !== (channel?.state === 'up' && channel.endedBy === 'nobody') &&
        state !== 'ending'
      ) {
        const isAnswering = state === 'confirming' && channel?.state === 'up';
        if (!isAnswering) return `${id} is ${state ?? 'unknown'}, in Asterisk ${channel?.state ?? 'gone'}`;
      }
      switch (place.at) {
        case 'gone':
          if (channel) return `${id} should be gone`;
          break;
        case 'last-resort':
          if (channel && !channel.isHandedOver) return `${id} should be at the last resort`;
          break;
        case 'later':
          if (channel) return `${id} should not be there yet`;
          break;
        case 'ringing':
          if (!channel?.isDialled) return `${id} should ring`;
          break;
        case 'lobby':
          if (!channel || channel.bridge) return `${id} should be asked in private`;
          break;
        case 'door':
          if (!channel || channel.bridge || !channel.isHearingRingback) return `${id} should hear ringback`;
          break;
        case 'room': {
          const bridge = channel?.bridge;
          if (!bridge) return `${id} should be in ${place.room}`;
          if ((bridge.kind === 'holding') !== (place.room === 'holding')) return `${id} is in a wrong bridge`;
          if ((rooms.get(place.room) ?? bridge.id) !== bridge.id) return `${place.room} is torn apart`;
          if (channel.mayBeDeaf) return `${id} stays where a conference has shrunk`;
          if (channel.isHearingRingback !== ringback && !isHeldByPhone)
            return `${id} ${ringback ? 'misses' : 'has'} ringback`;
          if (shows !== null && (channel.shown?.name !== shows.name || channel.shown.number !== shows.number))
            return `${id} shows ${channel.shown?.number ?? 'nobody'} and not ${shows.number}`;
          rooms.set(place.room, bridge.id);
          inRoom.set(bridge.id, (inRoom.get(bridge.id) ?? new Set()).add(id));
          break;
        }
      }
    }
    if (new Set(rooms.values()).size !== rooms.size) return 'two rooms share a bridge';
    for (const [bridge, members] of inRoom) {
      for (const { id, state } of this.asterisk.bridges.get(bridge)?.members ?? []) {
        if (!members.has(id) && state === 'up') return `${id} hears what is not for it`;
      }
    }
    return null;
  }

  /** For a trace: who is where. */
  get picture(): string {
    const all = [...this.asterisk.channels.values()].map((channel) => {
      const { id, state, bridge, isHearingRingback, endedBy, inApp } = channel;
      const marks = [isHearingRingback ? '~' : '', endedBy === 'nobody' ? '' : '†', inApp ? '' : '?'].join(
        '',
      );
      return `${id}${marks} ${state}${bridge ? ` in ${bridge.id.split('-').at(-1) ?? ''}` : ''}`;
    });
    return all.join(', ');
  }

  /** What is known of a call, for the trace. */
  describe(id: CallId): string {
    const call = this.#facts.get(id);
    if (!call) return '';
    const { attempt, owner, held } = call;
    const legs = call.legs.filter((l) => l.state !== 'gone').map((l) => `${l.id}:${l.state}`);
    const open = attempt ? ` ${attempt.kind}${isUp(leg(call, attempt.answered)) ? ' answered' : ''}` : '';
    return `${legs.join(' ')} owner=${owner ?? '-'}${held ? ' held' : ''}${open}${call.ended ? ' ENDED' : ''}`;
  }
}

/** What somebody is shown or told with a step; null if nothing is. */
function shownBy(step: Step): { readonly leg: LegId; readonly identity: Identity } | null {
  switch (step.type) {
    case 'create-channel':
    case 'show':
      return { leg: step.leg, identity: step.shows };
    case 'answer':
      return step.shows && { leg: step.leg, identity: step.shows };
    case 'prompt':
      return { leg: step.leg, identity: step.caller };
    case 'create-bridge':
    case 'destroy-bridge':
    case 'dial':
    case 'join':
    case 'part':
    case 'ringback':
    case 'end-prompt':
    case 'hang-up':
    case 'last-resort': // told to the dialplan, not to a phone
      return null;
  }
}
