import { Injectable } from '@nestjs/common';
import type { CallId, LegId } from '../../core/call/call';
import type { Rule } from '../../core/dialling/policy';
import { Incidents } from '../../platform/incidents/incidents';
import { GuardSettingsService } from '../dial-guard/guard-settings.service';
import { OutsideUsage, type Taken } from '../dial-guard/outside-usage';
import type { CallObserver } from './call-observers';
import { Clock } from './clock';

const MINUTE_MS = 60_000;
/** What changes in a moment is looked at once. */
const SOON_MS = 100;
/** Settings change, and a day ends: so often it is looked at anyway while somebody talks outside. */
const AT_LEAST_EVERY_MS = 30_000;

/** Whose minutes of the day are used up, or will be. */
interface Budget {
  readonly rule: Extract<Rule, 'minutes-per-day' | 'account-minutes-per-day'>;
  readonly agentId?: string;
  readonly legs: readonly Taken[];
  readonly leftMs: number;
}

/** Ends outside legs when the minutes of the day are used up, those of their agent or of everybody together. */
@Injectable()
export class MinutesWatch implements CallObserver {
  #cancel: () => void = () => undefined;
  #due: number | null = null;
  #end: ((call: CallId, leg: LegId) => void) | null = null;

  constructor(
    private readonly usage: OutsideUsage,
    private readonly settings: GuardSettingsService,
    private readonly incidents: Incidents,
    private readonly clock: Clock,
  ) {}

  /** @param end ends a leg; may be called for it once more until it has ended */
  start(end: (call: CallId, leg: LegId) => void): void {
    this.#end = end;
    this.#look();
  }

  stop(): void {
    this.#end = null;
    this.#cancel();
  }

  /** Somebody may have begun to talk outside, or ended. */
  update(): void {
    if (this.#end) this.#within(SOON_MS);
  }

  #look(): void {
    this.#due = null;
    const now = this.clock.now();
    const budgets = this.#budgets(now);
    for (const budget of budgets) if (budget.leftMs <= 0) this.#exhaust(budget, now);
    const waits = budgets.filter(({ leftMs }) => leftMs > 0).map(({ leftMs, legs }) => leftMs / legs.length);
    if (budgets.length > 0) this.#within(Math.ceil(Math.min(AT_LEAST_EVERY_MS, ...waits)));
  }

  #budgets(now: number): readonly Budget[] {
    const talking = this.usage.talking();
    if (talking.length === 0) return [];
    const { limits, accountLimits } = this.settings.current;
    const agents = [...new Set(talking.flatMap(({ agentId }) => agentId ?? []))];
    const left = (limit: number, used: number) => (limit - used) * MINUTE_MS;
    return [
      ...agents.map((agentId): Budget => ({
        rule: 'minutes-per-day',
        agentId,
        legs: talking.filter((one) => one.agentId === agentId),
        leftMs: left(limits.minutesPerDay, this.usage.of(agentId, now).minutes),
      })),
      {
        rule: 'account-minutes-per-day',
        legs: talking,
        leftMs: left(accountLimits.minutesPerDay, this.usage.ofAll(now).minutes),
      },
    ];
  }

  #exhaust({ rule, agentId, legs }: Budget, now: number): void {
    this.incidents.tell(
      {
        type: 'security.minutes-used-up',
        detail:
          'The minutes that may be talked outside in a day are used up; calls were ended (settings/guard).',
        data: { rule, calls: legs.length, ...(agentId === undefined ? {} : { agent: agentId }) },
        key: agentId ?? rule,
      },
      now,
    );
    for (const { call, leg } of legs) this.#end?.(call, leg.id);
  }

  #within(ms: number): void {
    const due = this.clock.now() + ms;
    if (this.#due !== null && this.#due <= due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = this.clock.after(ms, () => this.#look());
  }
}
