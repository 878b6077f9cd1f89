import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import type { Asker, Call, Dialable, Leg, LineFacts } from '../../core/call/call';
import { numberVia } from '../../core/call/number-via';
import { isOutside } from '../../core/call/outside';
import { type Dialled, type Outgoing, readDialled } from '../../core/dialling/dialled';
import { written } from '../../core/dialling/number-format';
import { countryOf } from '../../core/dialling/numbering';
import { agentBehind, joinsOutsider } from '../../core/dialling/outside-legs';
import { OwnNumbers } from '../../core/dialling/own-numbers';
import { type DialRequest, forbiddenBy, forbiddenNumber, type Rule } from '../../core/dialling/policy';
import { inWords } from '../../core/dialling/rule-words';
import type { GuardSettings } from '../../core/dialling/settings';
import { own } from '../../core/own';
import { Incidents } from '../../platform/incidents/incidents';
import { whence } from '../../platform/incidents/whence';
import { Refused } from '../../platform/refusals/refused';
import { SlidingWindow } from '../../platform/sliding-window/sliding-window';
import { LinesService } from '../lines/lines.service';
import { GuardSettingsService } from './guard-settings.service';
import { OutsideUsage, type Place } from './outside-usage';

const ALERT_WINDOW_MS = 10 * 60_000;

/** Somebody wants an outside number dialled. */
export interface Dialling {
  /** As it was typed, or set. */
  readonly number: string;
  /** Whose rules hold, and by which id they are counted when it is refused. */
  readonly asker: Asker;
  /** Whose limits hold: the agent whose call it is. */
  readonly agentId: string | undefined;
  readonly line: GuardedLine;
  /** The side that would be joined with the number. */
  readonly joins: 'agent' | 'outsider';
  /** In what it was found, if nobody has typed it. */
  readonly within?: { readonly ringGroup: string } | { readonly line: string };
}

/** What of a line the guard has to know. */
export type GuardedLine = Pick<LineFacts, 'id' | 'number' | 'country' | 'trunk' | 'calling'>;

/** What the guard says to it. */
export type Verdict =
  { readonly ok: true; readonly to: Dialable } | { readonly ok: false; readonly refusal: Refusal };

export interface Refusal {
  readonly code: 'undialable-number' | 'forbidden-number';
  readonly rule?: Rule;
  readonly detail: string;
}

/**
 * The one place that makes dial strings which lead outside, of numbers that may be dialled: what was judged is what is dialled, and
 * nothing else is. Asked as somebody wants a number, and again as its leg is dialled, by whatever way it has come into a call.
 */
@Injectable()
export class DialGuard {
  readonly #refusals: Counter<'rule'>;
  readonly #lately = new SlidingWindow(ALERT_WINDOW_MS);
  #own = new OwnNumbers([]);

  constructor(
    private readonly settings: GuardSettingsService,
    private readonly usage: OutsideUsage,
    private readonly lines: LinesService,
    private readonly incidents: Incidents,
    metrics: Registry,
  ) {
    this.#refusals = new Counter({
      name: 'baton_guard_refusals_total',
      help: 'Outside numbers that were not dialled, by the rule that forbids them',
      labelNames: ['rule'],
      registers: [metrics],
    });
  }

  /** What is said to it now; nothing is counted, and nobody is told. */
  judge(dialling: Dialling, now: number): Verdict {
    const dialled = this.#read(dialling);
    if (dialled.type === 'undialable') return refused('undialable-number', dialled.why);
    const to = dialableOf(dialling, dialled);
    const rule = forbiddenBy({ ...this.#asked(dialling, dialled), ...this.#limits(dialling, to, now) });
    return rule ? forbidden(rule) : { ok: true, to };
  }

  /**
   * As {@link judge}, of a number that a call leads to though nobody has asked for it, as a ring group does: administrators
   * are told of a refusal, and nobody is called for help.
   */
  find(dialling: Dialling, now: number): Verdict {
    const isForHelp = this.#read(dialling).type === 'emergency';
    const verdict = isForHelp ? forbidden('emergency-number') : this.judge(dialling, now);
    if (!verdict.ok) this.#refuse(dialling, verdict.refusal, now);
    return verdict;
  }

  /**
   * Passes what may be dialled, and counts it as an attempt of the agent, whose leg comes at once.
   * @throws Refused `undialable-number`; `forbidden-number` with the member `rule`
   */
  pass(dialling: Dialling, now: number): Dialable {
    const { to, isForHelp } = this.#demand(dialling, now);
    if (!isForHelp) this.usage.expected(dialling.agentId, now);
    return to;
  }

  /**
   * As {@link pass}, for what is dialled outside of any call.
   * @returns the dial string, and what tells that it is over
   */
  passApart(dialling: Dialling, now: number): { readonly to: Dialable; readonly over: () => void } {
    const { to } = this.#demand(dialling, now);
    return { to, over: this.usage.hold(dialling.agentId, now) };
  }

  /**
   * A leg is about to be dialled. What it is dialled by is made anew of its number, and is what the facts say if they are right.
   * @returns the dial string, or null: it may not be dialled, which is told to administrators
   */
  admit(call: Call, l: Leg, now: number): string | null {
    if (!isOutside(l) || l.party.type === 'agent') return l.endpoint ?? null;
    if (this.usage.isRefused(l.id)) return null;
    const agentId = agentBehind(call, l);
    const asker: Asker = l.asker ?? { id: `leg:${l.id}`, role: agentId === undefined ? 'admin' : 'agent' };
    const joins = joinsOutsider(call, l.id) ? 'outsider' : 'agent';
    const dialling = { number: l.party.number, asker, agentId, line: call.line, joins } as const;
    const dialled = this.#read(dialling);
    if (dialled.type === 'undialable') {
      return this.#keepBack(dialling, l, { code: 'undialable-number', detail: dialled.why }, now);
    }
    const to = dialableOf(dialling, dialled);
    if (dialled.type === 'emergency' || this.usage.isAdmitted(l.id)) return to.endpoint;
    const asked = this.#asked(dialling, dialled);
    const isClaimed = this.usage.claim(call, l, now);
    const rule = isClaimed
      ? forbiddenNumber(asked)
      : forbiddenBy({ ...asked, ...this.#limits(dialling, to, now, { call, leg: l }) });
    if (rule) return this.#keepBack(dialling, l, forbidden(rule).refusal, now);
    this.usage.admit(call, l, now);
    return to.endpoint;
  }

  #demand(dialling: Dialling, now: number) {
    const verdict = this.judge(dialling, now);
    if (verdict.ok) return { to: verdict.to, isForHelp: this.#read(dialling).type === 'emergency' };
    const { code, rule, detail } = verdict.refusal;
    this.#refuse(dialling, verdict.refusal, now);
    throw rule === undefined ? new Refused(code, detail) : new Refused(code, detail, { members: { rule } });
  }

  #read({ number, line }: Dialling): Dialled {
    return readDialled(number, {
      country: countryOn(line),
      emergency: line.calling?.emergency ?? [],
    });
  }

  #asked({ asker, line, joins }: Dialling, dialled: Outgoing) {
    const { roles, lines } = this.settings.current;
    const ofLine = own(lines, line.id);
    return {
      dialled,
      isOwn: dialled.type === 'number' && this.#ownNumbers().lineOf(dialled.number) !== undefined,
      joins,
      rules: ofLine ? [roles[asker.role], ofLine] : [roles[asker.role]],
    } satisfies Partial<DialRequest>;
  }

  #limits({ agentId }: Dialling, to: Dialable, now: number, place?: Place) {
    const { limits, accountLimits }: GuardSettings = this.settings.current;
    return {
      ...(agentId === undefined
        ? { ringingForNobody: this.usage.ringingForNobody(to.endpoint, place) }
        : { agent: { limits, usage: this.usage.of(agentId, now, place) } }),
      account: { limits: accountLimits, usage: this.usage.ofAll(now, place) },
    };
  }

  #ownNumbers(): OwnNumbers {
    if (this.#own.lines !== this.lines.numbered) this.#own = new OwnNumbers(this.lines.numbered);
    return this.#own;
  }

  #keepBack(dialling: Dialling, l: Leg, refusal: Refusal, now: number): null {
    this.usage.refuse(l.id);
    this.#refuse(dialling, refusal, now);
    return null;
  }

  #refuse(dialling: Dialling, { code, rule, detail }: Refusal, now: number): void {
    const { number, asker, agentId, line, within } = dialling;
    const why = rule ?? code;
    this.#refusals.inc({ rule: why });
    this.incidents.tell(
      {
        type: 'security.number-refused',
        detail,
        source: whence(),
        data: {
          by: asker.id,
          rule: why,
          number: { type: 'number', number },
          line: line.id,
          ...(agentId === undefined ? {} : { agent: agentId }),
          ...within,
        },
        key: JSON.stringify([asker.id, why, within]),
      },
      now,
    );
    this.#count(asker.id, why, now);
  }

  #count(id: string, rule: string, now: number): void {
    this.#lately.count(id, now);
    const refusals = this.#lately.times(id, now);
    if (refusals < this.settings.current.alertAfterRefusals) return;
    // The next alarm takes as many again: one a refusal would be a flood of its own.
    this.#lately.forget(id);
    this.incidents.tell(
      {
        type: 'security.refusals',
        detail:
          'Outside numbers were refused again and again; see who dials them, and the rules of the guard.',
        source: whence(),
        data: { by: id, refusals, rule },
        key: id,
      },
      now,
    );
  }
}

/** ISO 3166, of a line; lines that name none have it in their number. */
export function countryOn({ country, number }: Pick<LineFacts, 'country' | 'number'>): string | undefined {
  return country ?? countryOf(number);
}

function dialableOf({ number, asker, line }: Dialling, dialled: Outgoing): Dialable {
  switch (dialled.type) {
    case 'emergency':
      return { ...numberVia(dialled.number, dialled.number, line.trunk), asker };
    case 'code':
      return { ...numberVia(number, dialled.number, line.trunk), asker };
    case 'number': {
      const { numberFormat = 'e164' } = line.calling?.trunk ?? {};
      return {
        ...numberVia(number, written(dialled.number, numberFormat, countryOn(line)), line.trunk),
        asker,
      };
    }
  }
}

function refused(code: Refusal['code'], detail: string): Verdict {
  return { ok: false, refusal: { code, detail } };
}

function forbidden(rule: Rule): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code: 'forbidden-number', rule, detail: inWords(rule) } };
}
