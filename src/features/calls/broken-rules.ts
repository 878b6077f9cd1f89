import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Counter, Registry } from 'prom-client';
import type { Call } from '../../core/call/call';
import { type BrokenRule, inWords, type Rule, rules } from '../../core/call/rules';
import { conceal } from '../../platform/access/conceal';
import { Incidents } from '../../platform/incidents/incidents';

/** Tells of live calls whose facts have broken a rule: a fault of ours that nobody may have noticed. */
@Injectable()
export class BrokenRules {
  readonly #counter: Counter<'rule'>;

  constructor(
    private readonly incidents: Incidents,
    metrics: Registry,
    private readonly logger: PinoLogger,
  ) {
    this.#counter = new Counter({
      name: 'baton_broken_rules_total',
      help: 'How often the facts of a live call began to break a rule that always holds, by rule',
      labelNames: ['rule'],
      registers: [metrics],
    });
    // From the start on, so that the first one is a rise.
    for (const rule of Object.keys(rules) as Rule[]) this.#counter.inc({ rule }, 0);
  }

  tell(call: Call, broken: BrokenRule): void {
    const { rule } = broken;
    this.#counter.inc({ rule });
    this.logger.logger.error(
      { callId: call.id, rule, leg: broken.leg, facts: withoutPersons(call) },
      'a live call has broken a rule that always holds',
    );
    this.incidents.tell({
      type: 'calls.rule-broken',
      detail:
        `A live call has broken rule ${inWords(broken)}. This is a fault of Baton's: look whether everybody in the call is ` +
        'well, and report it with the line of the log that has the facts.',
      data: { callId: call.id, rule, ...(broken.leg === undefined ? {} : { leg: broken.leg }) },
      key: `${rule} ${call.id}`,
    });
  }
}

/** Facts as they may stand in the log: neither numbers nor names of people. */
function withoutPersons(call: Call): unknown {
  return JSON.parse(
    JSON.stringify(conceal(call), (key, value: unknown) => (isName(key) ? undefined : value)),
  );
}

function isName(key: string): boolean {
  return key === 'name' || key === 'namePrefix';
}
