import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { isEmergency } from '../caller-id/domain/calling-policy';
import { EventBus } from '../events/event-bus';
import { ApiError } from '../http/problem';
import { countryOf, readDestinations } from './domain/destination';
import { forbiddenBy, type Rule } from './domain/policy';
import { type GuardedRole } from './domain/settings';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage } from './outside-usage';

const ALERT_WINDOW_MS = 10 * 60_000;

/** Somebody wants an outside number dialled. */
export interface Dialling {
  readonly number: string;
  /** Whose rules hold, and by which id he is counted when he is refused. */
  readonly by: { readonly id: string; readonly role: GuardedRole };
  /** Whose limits hold: the agent whose call it is. */
  readonly agentId: string | undefined;
  readonly line: {
    readonly id: string;
    readonly number: string;
    readonly country: string | undefined;
    readonly emergency: readonly string[];
  };
  /** Who would be joined with the number. */
  readonly joins: 'agent' | 'outsider';
}

/** Keeps outside numbers from being dialled that nobody is to pay for; refusals are counted. */
@Injectable()
export class DialGuard {
  private readonly refusals: Counter<'rule'>;
  private readonly recent = new Map<string, readonly number[]>();

  constructor(
    private readonly settings: GuardSettingsService,
    private readonly usage: OutsideUsage,
    private readonly events: EventBus,
    metrics: Registry,
  ) {
    this.refusals = new Counter({
      name: 'baton_guard_refusals_total',
      help: 'Outside numbers that were not dialled, by the rule that forbids them',
      labelNames: ['rule'],
      registers: [metrics],
    });
  }

  /**
   * Passes what may be dialled, and counts it as an attempt of the agent.
   * @throws ApiError 403 `forbidden-number` with the member `rule`
   */
  async pass({ number, by, agentId, line, joins }: Dialling, now: number): Promise<void> {
    const { roles, lines, limits } = this.settings.current;
    // An imported line may bear a name that every object has something under.
    const ofLine = Object.hasOwn(lines, line.id) ? lines[line.id] : undefined;
    const talked = agentId === undefined ? 0 : await this.usage.talkedToday(agentId, now);
    const usage = agentId === undefined ? undefined : this.usage.of(agentId, talked, now);
    const rule = forbiddenBy({
      destinations: readDestinations(number, line.country ?? countryOf(line.number)),
      isEmergency: isEmergency(number, line.emergency),
      joins,
      rules: ofLine ? [roles[by.role], ofLine] : [roles[by.role]],
      ...(usage ? { agent: { limits, usage } } : {}),
    });
    if (rule) {
      this.refused(by.id, rule, now);
      throw new ApiError(403, 'forbidden-number', `This number may not be dialled now: ${rule}.`, {
        members: { rule },
      });
    }
    if (agentId !== undefined) this.usage.tried(agentId, now);
  }

  private refused(id: string, rule: Rule, now: number): void {
    this.refusals.inc({ rule });
    const recent = [...(this.recent.get(id) ?? []).filter((at) => at > now - ALERT_WINDOW_MS), now];
    if (recent.length < this.settings.current.alertAfterRefusals) {
      this.recent.set(id, recent);
      return;
    }
    // The next alarm takes as many again: one a refusal would be a flood of its own.
    this.recent.delete(id);
    this.events.publish({ type: 'security.refusals', data: { by: id, refusals: recent.length, rule } });
  }
}
