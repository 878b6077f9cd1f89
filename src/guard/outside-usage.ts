import { Injectable, Logger } from '@nestjs/common';
import { type Call, type CallId, type Leg, leg } from '../calls/domain/call';
import { type CallEvent } from '../calls/domain/inputs';
import { Remembered } from '../persistence/remembered';
import { Store } from '../persistence/store';
import { agentBehind, isOutside, outsideLegsOf } from './domain/outside-legs';
import { type Usage } from './domain/policy';
import { OutsideMinutesEntity } from './outside-minutes.entity';

const MINUTE_MS = 60_000;
/** From a number that may be dialled to its leg, which is then stored; if it has not come by then, it does not come. */
const LEG_WITHIN_MS = 2_000;

/** What each agent has taken up of the outside. */
@Injectable()
export class OutsideUsage {
  private readonly logger = new Logger(OutsideUsage.name);
  private readonly calls = new Map<CallId, Call>();
  private readonly stored = new Remembered<number>();
  private readonly attempts = new Map<string, readonly number[]>();
  /** When numbers were let through whose legs have not come yet. */
  private readonly awaited = new Map<string, readonly number[]>();

  constructor(private readonly store: Store) {}

  /** Takes in a call's new facts and what led to them. */
  update(call: Call, events: readonly CallEvent[], now: number): void {
    if (call.ended) this.calls.delete(call.id);
    else if (call.legs.some(isOutside)) this.calls.set(call.id, call);
    for (const event of events) {
      if (event.type === 'leg.added') this.came(call, leg(call, event.leg));
      const ended = event.type === 'leg.ended' ? leg(call, event.leg) : undefined;
      if (ended) this.ended(call, ended, now);
    }
  }

  /** Milliseconds that the agent's outside legs have talked today, without those that still do. */
  async talkedToday(agentId: string, now: number): Promise<number> {
    const day = dayOf(now);
    const talked = await this.stored.get(`${agentId} ${day}`, async () => {
      const row = await this.store.reader.findOneBy(OutsideMinutesEntity, { agentId, day });
      return Number(row?.talkedMs ?? 0);
    });
    return talked ?? 0;
  }

  /** Awaits nothing, so that of two requests at once the second sees the first's attempt. */
  of(agentId: string, talkedMs: number, now: number): Usage {
    const legs = outsideLegsOf(agentId, [...this.calls.values()]);
    const talking = legs.reduce(
      (sum, { answeredAt }) => sum + (answeredAt === undefined ? 0 : now - answeredAt),
      0,
    );
    return {
      attempts: this.recent(agentId, now).length,
      outsideLegs: legs.length + this.stillAwaited(agentId, now).length,
      minutes: (talkedMs + talking) / MINUTE_MS,
    };
  }

  tried(agentId: string, now: number): void {
    this.attempts.set(agentId, [...this.recent(agentId, now), now]);
    this.awaited.set(agentId, [...this.stillAwaited(agentId, now), now]);
  }

  private came(call: Call, l: Leg | undefined): void {
    const agentId = l && isOutside(l) ? agentBehind(call, l) : undefined;
    if (agentId !== undefined) this.awaited.set(agentId, (this.awaited.get(agentId) ?? []).slice(1));
  }

  private stillAwaited(agentId: string, now: number): readonly number[] {
    return (this.awaited.get(agentId) ?? []).filter((at) => at > now - LEG_WITHIN_MS);
  }

  /** If it was an outside one that talked, it counts for the day it ended on. */
  private ended(call: Call, l: Leg, now: number): void {
    const agentId = agentBehind(call, l);
    if (agentId === undefined || !isOutside(l) || l.answeredAt === undefined) return;
    const talked = now - l.answeredAt;
    this.add(agentId, dayOf(now), talked).catch((err: unknown) =>
      this.logger.error({ err }, "an agent's minutes could not be counted"),
    );
  }

  private async add(agentId: string, day: string, talked: number): Promise<void> {
    await this.store.write(async (manager) => {
      const row = await manager.findOneBy(OutsideMinutesEntity, { agentId, day });
      const talkedMs = Number(row?.talkedMs ?? 0) + talked;
      await manager.upsert(OutsideMinutesEntity, { agentId, day, talkedMs }, ['agentId', 'day']);
    });
    this.stored.forget();
  }

  private recent(agentId: string, now: number): readonly number[] {
    return (this.attempts.get(agentId) ?? []).filter((at) => at > now - MINUTE_MS);
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
