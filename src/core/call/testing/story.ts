import {
  type Attempt,
  type Call,
  defaultLimits,
  isLive,
  type Leg,
  leg,
  type Limits,
  type LineFacts,
  type Phase,
  phase,
  type Ring,
  type Stop,
  type TargetSpec,
  type Wave,
} from '../call';
import { decide, nextDeadline } from '../decide';
import type { Accepted, CallEvent, Command, Input, LegEnding, RefusalCode, ResolvedTarget } from '../inputs';
import { dialFromPhone, originate, receive, turnAway } from '../start';
import { topology } from '../topology';
import { agent, dialable, type Name, nameOf } from './people';

/** How long everybody rings in a story. */
const RING_MS = 20_000;

interface Telling {
  readonly line?: Partial<LineFacts>;
  readonly limits?: Partial<Limits>;
}

const line: LineFacts = {
  id: 'line-1',
  name: 'Sales',
  number: '+4930100',
  trunk: 'trunk',
  musicClass: 'default',
  fallback: null,
};

/**
 * A call told as a story: who does what, and what comes of it. Asterisk does at once what it is asked to (hangs up
 * who is to go, answers who is to be answered), unless the story is told `slowly`.
 */
export class Story {
  readonly events: CallEvent[] = [];
  now = 1_000_000;
  #slowly = false;

  private constructor(public call: Call) {}

  /** A contact calls the line; its destination is not looked up yet. */
  static arrival({ line: ofLine = {}, limits = {} }: Telling = {}): Story {
    return Story.#from((now) =>
      receive(
        {
          id: 'call',
          line: { ...line, ...ofLine },
          limits: { ...defaultLimits, ...limits },
          channel: 'sip-1',
          number: '+4917155',
          name: 'Kim',
          destination: { type: 'agent', agentId: 'anna' },
        },
        now,
      ),
    );
  }

  /** A contact calls a number that no line has. */
  static misdialled(contact: { readonly withheld?: boolean } = {}): Story {
    const start = { id: 'call', limits: defaultLimits, channel: 'sip-1', number: '+4917155', name: 'Kim' };
    return Story.#from((now) => turnAway({ ...start, ...contact, dialled: '+4930101', trunk: 'trunk' }, now));
  }

  /** A contact calls the line, and anna's phone rings. */
  static ringing(telling?: Telling): Story {
    return Story.arrival(telling).finds(wave('anna'));
  }

  /** Contact and anna talk. */
  static talking(telling?: Telling): Story {
    return Story.ringing(telling).answers('anna');
  }

  /** Contact, anna and ben talk; anna owns the call. */
  static merged(telling?: Telling): Story {
    return Story.talking(telling).introduces('ben').answers('ben').merges();
  }

  /** Anna asks for a call to an outside number; Anna's phone is to ring first. */
  static originated(): Story {
    const start = { id: 'call', line, limits: defaultLimits, agent: dialable('anna') };
    return Story.#from((now) => originate({ ...start, other: dialable('contact') }, now));
  }

  /** Anna dials ben from the phone. */
  static internal(): Story {
    const start = { id: 'call', line, limits: defaultLimits, channel: 'sip-1', agent: dialable('anna') };
    return Story.#from((now) => dialFromPhone({ ...start, other: dialable('ben') }, now));
  }

  static #from(start: (now: number) => Accepted): Story {
    const now = 1_000_000;
    const { call, publish } = start(now);
    const story = new Story(call);
    story.events.push(...publish);
    return story;
  }

  /** From here on Asterisk takes its time: what it was asked to do has not happened yet. */
  slowly(): this {
    this.#slowly = true;
    return this;
  }

  // What happens

  finds(...waves: Wave[]): this {
    const { id, stops } = this.attempt;
    return this.post({ type: 'found', attempt: id, stops, found: { waves, then: [] } });
  }

  rings(who: Name): this {
    return this.post({ type: 'leg-ringing', leg: this.leg(who).id });
  }

  answers(who: Name): this {
    return this.post({ type: 'leg-up', leg: this.leg(who).id });
  }

  hangsUp(who: Name): this {
    return this.#gone(who, 'hung-up');
  }

  declines(who: Name): this {
    return this.#gone(who, 'declined');
  }

  isBusy(who: Name): this {
    return this.#gone(who, 'busy');
  }

  /** A phone without power or network. */
  fallsSilent(who: Name): this {
    return this.#gone(who, 'unreachable');
  }

  cannotBeReached(who: Name): this {
    return this.post({ type: 'leg-failed', leg: this.leg(who).id });
  }

  presses(who: Name, key: string): this {
    return this.post({ type: 'key', leg: this.leg(who).id, key });
  }

  hearsPrompt(who: Name): this {
    return this.post({ type: 'prompt-ended', leg: this.leg(who).id });
  }

  /** Time goes by, and the deadlines in it pass one by one. */
  passes(ms: number): this {
    const until = this.now + ms;
    for (let due = this.#nextDue(); due !== null && due <= until; due = this.#nextDue()) {
      this.now = due;
      this.post({ type: 'time' });
    }
    this.now = until;
    return this;
  }

  // What somebody asks for

  introduces(...who: Name[]): this {
    return this.command({ type: 'introduce', target: target(wave(...who)) });
  }

  transfers(who: Name, release: 'on-answer' | 'now' = 'on-answer'): this {
    return this.command({ type: 'transfer', target: target(wave(who)), release });
  }

  merges(): this {
    return this.command({ type: 'merge', attempt: this.attempt.id });
  }

  swaps(): this {
    return this.command({ type: 'swap', attempt: this.attempt.id });
  }

  cancels(): this {
    return this.command({ type: 'cancel', attempt: this.attempt.id });
  }

  leaves(): this {
    return this.command({ type: 'leave' });
  }

  holds(): this {
    return this.command({ type: 'hold' });
  }

  resumes(): this {
    return this.command({ type: 'resume' });
  }

  removes(who: Name): this {
    return this.command({ type: 'remove', leg: this.leg(who).id });
  }

  drops(): this {
    return this.command({ type: 'drop' });
  }

  command(command: Command): this {
    return this.post({ type: 'command', command, by: { type: 'api' } });
  }

  post(input: Input): this {
    const decision = decide(this.call, input, this.now);
    if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`);
    this.call = decision.call;
    this.events.push(...decision.publish);
    if (!this.#slowly) this.#obey();
    return this;
  }

  /** Why a command is refused, or 'ok'; the story stays where it is. */
  answerTo(command: Command): RefusalCode | 'ok' {
    const decision = decide(this.call, { type: 'command', command, by: { type: 'api' } }, this.now);
    return decision.ok ? 'ok' : decision.refusal.code;
  }

  // What came of it

  /**
   * Where everybody is, as one line: `talk: contact anna | ringing: ben`. A `~` after a name: hears ringback.
   * Those who are not in Asterisk (any longer) are left out.
   */
  get picture(): string {
    const places = new Map<string, string[]>();
    for (const { id, place, ringback } of topology(this.call, this.now).legs) {
      if (place.at === 'gone') continue;
      const where = place.at === 'room' ? place.room : place.at;
      const name = nameOf(this.call, id) + (ringback ? '~' : '');
      places.set(where, [...(places.get(where) ?? []), name]);
    }
    const order = ['talk', 'consultation', 'holding', 'door', 'ringing', 'lobby', 'later', 'last-resort'];
    return order
      .filter((where) => places.has(where))
      .map((where) => `${where}: ${places.get(where)?.join(' ') ?? ''}`)
      .join(' | ');
  }

  get phase(): Phase {
    return phase(this.call);
  }

  get owner(): string | null {
    return this.call.owner === null ? null : nameOf(this.call, this.call.owner);
  }

  get attempt(): Attempt {
    const { attempt } = this.call;
    if (!attempt) throw new Error(`no attempt is open; ${this.picture}`);
    return attempt;
  }

  /** How the last closed attempt went. */
  get outcome(): string | undefined {
    return this.call.attempts.at(-1)?.outcome;
  }

  /** Why somebody's last leg ended. */
  endOf(who: Name): string | undefined {
    return this.#legs(who).at(-1)?.end?.reason;
  }

  /** What was published, by type, from a certain kind of events. */
  published(kind: 'call' | 'leg' | 'transfer' | 'owner'): readonly string[] {
    return this.events.map(({ type }) => type).filter((type) => type.startsWith(`${kind}.`));
  }

  /** The last leg of somebody, living if there is one. */
  leg(who: Name): Leg {
    const legs = this.#legs(who);
    const found = legs.findLast(isLive) ?? legs.at(-1);
    if (!found) throw new Error(`${who} has no leg; ${this.picture}`);
    return found;
  }

  #legs(who: Name): readonly Leg[] {
    return this.call.legs.filter((l) => nameOf(this.call, l.id) === who);
  }

  #gone(who: Name, how: LegEnding): this {
    return this.post({ type: 'leg-gone', leg: this.leg(who).id, how });
  }

  #nextDue(): number | null {
    return nextDeadline(this.call, this.now);
  }

  #obey(): void {
    for (const { id, place } of topology(this.call, this.now).legs) {
      const state = leg(this.call, id)?.state;
      if (state === 'ending') this.post({ type: 'leg-gone', leg: id, how: 'hung-up' });
      if (state === 'offered' && place.at === 'room') this.post({ type: 'leg-up', leg: id });
    }
  }
}

/** People who are rung together. */
export function wave(...who: readonly Name[]): Wave {
  return who.map((name) => ring(name));
}

export function ring(name: Name, how: Partial<Ring> = {}): Ring {
  return { ...dialable(name), delayMs: 0, ringMs: RING_MS, ...how };
}

/** A target that was looked up: its first person names it. */
export function target(...waves: readonly Wave[]): ResolvedTarget {
  const party = waves[0]?.[0]?.party ?? agent('ben');
  const spec: TargetSpec =
    party.type === 'agent'
      ? { type: 'agent', agentId: party.agentId }
      : { type: 'number', number: party.number };
  return { spec, waves, then: [] };
}

/** A target that leads on to other places if nobody there takes the call. */
export function leadingOn(found: ResolvedTarget, ...then: readonly Stop[]): ResolvedTarget {
  return { ...found, then };
}
