import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { MoreThanOrEqual } from 'typeorm';
import { type Call, type CallId, isUp, type Leg, leg, type LegId } from '../../core/call/call';
import type { CallEvent } from '../../core/call/inputs';
import { isForHelp, isOutside } from '../../core/call/outside';
import { Days } from '../../core/dialling/days';
import { agentBehind, boundedLegs } from '../../core/dialling/outside-legs';
import type { Usage } from '../../core/dialling/policy';
import { SlidingWindow } from '../../platform/sliding-window/sliding-window';
import { Store } from '../../platform/store/store';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideMinutesEntity } from './outside-minutes.entity';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** From a number that may be dialled to its leg, which is then stored; if it has not come by then, it does not come. */
const LEG_WITHIN_MS = 2_000;
/** By whose name legs are kept that are nobody's; no agent has it. */
const NOBODY = '-';

/** An outside leg of a call that costs, now or soon. */
export interface Taken {
  readonly call: CallId;
  readonly leg: Leg;
  /** Undefined: nobody's. */
  readonly agentId: string | undefined;
}

/** A leg that is to be dialled, in the facts that say so. What of the call comes after it has to wait for it, and does not count. */
export interface Place {
  readonly call: Call;
  readonly leg: Leg;
}

/** What somebody takes up who is in no call of ours. */
interface Held {
  readonly agentId: string | undefined;
  /** Epoch ms; until it is given back if undefined. */
  readonly until?: number;
}

/** What each agent, and everybody together, have taken up of the outside. Kept in memory: each leg asks as it is dialled. */
@Injectable()
export class OutsideUsage implements OnModuleInit {
  readonly #logger = new Logger(OutsideUsage.name);
  readonly #calls = new Map<CallId, Call>();
  /** Legs that were let through when they were asked for; that are dialled; that are not, and about to end. */
  readonly #claimed = new Set<LegId>();
  readonly #admitted = new Set<LegId>();
  readonly #refused = new Set<LegId>();
  readonly #attempts = new SlidingWindow(MINUTE_MS);
  #held: readonly Held[] = [];
  /** By day and agent, milliseconds; legs that still talk are not in it. */
  readonly #talked = new Map<string, Map<string, number>>();
  #ofZone = new Days('UTC');

  constructor(
    private readonly store: Store,
    private readonly settings: GuardSettingsService,
  ) {}

  async onModuleInit(): Promise<void> {
    // Of all days that are today or were lately, anywhere.
    const day = this.#ofZone.dayOf(Date.now() - 2 * DAY_MS);
    for (const row of await this.store.reader.findBy(OutsideMinutesEntity, { day: MoreThanOrEqual(day) }))
      this.#note(row.day, row.agentId, Number(row.talkedMs));
  }

  /** Takes in a call's new facts and what led to them. */
  update(call: Call, events: readonly CallEvent[], now: number): void {
    if (call.ended) this.#forget(call);
    else if (call.legs.some(isOutside)) this.#calls.set(call.id, call);
    for (const event of events) {
      const ended = event.type === 'leg.ended' ? leg(call, event.leg) : undefined;
      if (ended) this.#ended(call, ended, now);
      const added = event.type === 'leg.added' ? leg(call, event.leg) : undefined;
      if (added && isOutside(added)) this.claim(call, added, now);
    }
  }

  /**
   * Awaits nothing, so that of two requests at once the second sees the first's attempt.
   */
  of(agentId: string, now: number, before?: Place): Usage {
    return {
      attempts: this.#attempts.times(agentId, now),
      ...this.#sum((other) => other === agentId, now, before),
    };
  }

  /** As {@link of}, of everybody together. */
  ofAll(now: number, before?: Place): Omit<Usage, 'attempts'> {
    return this.#sum(() => true, now, before);
  }

  /** How many calls that are nobody's ring outside now by this dial string. */
  ringingForNobody(endpoint: string, before?: Place): number {
    return this.#taken(before).filter(
      ({ agentId, leg: l }) => agentId === undefined && l.answeredAt === undefined && l.endpoint === endpoint,
    ).length;
  }

  /** A number was let through whose leg will come. */
  expected(agentId: string | undefined, now: number): void {
    this.#tried(agentId, now);
    this.#held = [...this.#stillHeld(now), { agentId, until: now + LEG_WITHIN_MS }];
  }

  /** Something is dialled that is no call of ours. @returns what gives it back */
  hold(agentId: string | undefined, now: number): () => void {
    this.#tried(agentId, now);
    const held: Held = { agentId };
    this.#held = [...this.#stillHeld(now), held];
    return () => {
      this.#held = this.#held.filter((other) => other !== held);
    };
  }

  /** Whether this leg is dialled already, or was when it was last asked for. */
  isAdmitted(id: LegId): boolean {
    return this.#admitted.has(id);
  }

  /** Whether a leg was let through, with its limits, when it was asked for. It is what its expectation was for then. */
  claim(call: Call, l: Leg, now: number): boolean {
    if (this.#claimed.has(l.id)) return true;
    const agentId = agentBehind(call, l);
    const expected = this.#stillHeld(now).find(
      (held) => held.until !== undefined && held.agentId === agentId,
    );
    if (!expected) return false;
    this.#held = this.#held.filter((held) => held !== expected);
    this.#claimed.add(l.id);
    return true;
  }

  /** A leg is dialled now. */
  admit(call: Call, l: Leg, now: number): void {
    this.#admitted.add(l.id);
    if (!this.#claimed.has(l.id)) this.#tried(agentBehind(call, l), now);
  }

  /** A leg is not dialled, and ends. */
  refuse(id: LegId): void {
    this.#refused.add(id);
  }

  isRefused(id: LegId): boolean {
    return this.#refused.has(id);
  }

  /** Everybody who talks outside now. */
  talking(): readonly Taken[] {
    return this.#taken().filter(({ leg: l }) => isUp(l));
  }

  get #days(): Days {
    const { timeZone } = this.settings.current;
    if (timeZone !== this.#ofZone.timeZone) this.#ofZone = new Days(timeZone);
    return this.#ofZone;
  }

  #sum(
    counts: (agentId: string | undefined) => boolean,
    now: number,
    before?: Place,
  ): Omit<Usage, 'attempts'> {
    const legs = this.#taken(before).filter(({ agentId }) => counts(agentId));
    const start = this.#days.startOf(now);
    const talking = legs.reduce((sum, { leg: l }) => {
      const since = costsSince(l);
      return sum + (since === undefined ? 0 : Math.max(0, now - Math.max(since, start)));
    }, 0);
    const talked = [...(this.#talked.get(this.#days.dayOf(now)) ?? [])].reduce(
      (sum, [agentId, ms]) => sum + (counts(agentId === NOBODY ? undefined : agentId) ? ms : 0),
      0,
    );
    const held = this.#stillHeld(now).filter(({ agentId }) => counts(agentId));
    return { outsideLegs: legs.length + held.length, minutes: (talked + talking) / MINUTE_MS };
  }

  #taken(before?: Place): readonly Taken[] {
    const known = before ? new Map(this.#calls).set(before.call.id, before.call) : this.#calls;
    return [...known.values()].flatMap((call) => {
      const legs = boundedLegs(call).filter(({ id }) => !this.#refused.has(id));
      const at = before?.call.id === call.id ? legs.findIndex(({ id }) => id === before.leg.id) : -1;
      return legs
        .filter(({ id }, index) => at < 0 || index < at || (index > at && this.#admitted.has(id)))
        .map((l) => ({ call: call.id, leg: l, agentId: agentBehind(call, l) }));
    });
  }

  #forget(call: Call): void {
    this.#calls.delete(call.id);
    for (const { id } of call.legs) {
      this.#claimed.delete(id);
      this.#admitted.delete(id);
      this.#refused.delete(id);
    }
  }

  #tried(agentId: string | undefined, now: number): void {
    if (agentId !== undefined) this.#attempts.count(agentId, now);
  }

  #stillHeld(now: number): readonly Held[] {
    return this.#held.filter(({ until }) => until === undefined || until > now);
  }

  /** If it was an outside one that talked, it counts for the days that it did so on. */
  #ended(call: Call, l: Leg, now: number): void {
    const since = costsSince(l);
    if (!isOutside(l) || isForHelp(call.line, l) || since === undefined) return;
    const agentId = agentBehind(call, l) ?? NOBODY;
    for (const { day, ms } of this.#days.split(since, l.end?.at ?? now)) {
      this.#note(day, agentId, ms);
      this.#keep(day, agentId, ms).catch((err: unknown) =>
        this.#logger.error(
          { err },
          "an agent's minutes could not be stored; they count until the next start",
        ),
      );
    }
  }

  #note(day: string, agentId: string, ms: number): void {
    const ofDay = this.#talked.get(day) ?? new Map<string, number>();
    ofDay.set(agentId, (ofDay.get(agentId) ?? 0) + ms);
    this.#talked.set(day, ofDay);
    const oldest = [...this.#talked.keys()].sort().slice(0, -4);
    for (const past of oldest) this.#talked.delete(past);
  }

  async #keep(day: string, agentId: string, ms: number): Promise<void> {
    await this.store.eventually(async (manager) => {
      const row = await manager.findOneBy(OutsideMinutesEntity, { agentId, day });
      await manager.upsert(
        OutsideMinutesEntity,
        { agentId, day, talkedMs: Number(row?.talkedMs ?? 0) + ms },
        ['agentId', 'day'],
      );
    });
  }
}

/** Somebody who is asked to press 1 costs as whoever talks does. */
function costsSince({ connectedAt, answeredAt }: Leg): number | undefined {
  return connectedAt ?? answeredAt;
}
